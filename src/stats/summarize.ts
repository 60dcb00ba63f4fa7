import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import { compareVariants } from "./compare-variants.ts";
import { defaultDirection } from "./default-direction.ts";
import { epochCurve, spreadOf } from "./epoch-curve.ts";
import { identicalSeedCount } from "./identical-runs.ts";
import { median } from "./median.ts";
import { type RecordedRun, type RunState, seriesOf } from "./recorded-run.ts";
import type { At, Comparison, Direction, RunValue, Summary, VariantSummary } from "./summary.ts";
import { identicalVariants, type MeasuredVariant, sweepWarnings } from "./sweep-warnings.ts";
import { parseAt, valueAt } from "./value-at.ts";

/** A sweep's runs as recorded; the last config's variants, in its order. */
export interface SweepRuns {
  readonly sweep: string;
  readonly engine: string;
  /** runs of earlier configs of this sweep, which `variants` leaves out */
  readonly olderRunCount: number;
  readonly variants: readonly { readonly name: string; readonly runs: readonly RecordedRun[] }[];
}

export interface SummaryOptions {
  /** default: val_loss if recorded, else loss */
  readonly metric?: string | undefined;
  /** last, best, auc or epoch:N, see At */
  readonly at: string;
  /** default: max for accuracies, else min */
  readonly direction?: Direction | undefined;
  /** default: the first variant */
  readonly baseline?: string | undefined;
  /** in (0, 1) */
  readonly alpha: number;
  /** in units of the metric, > 0 */
  readonly margin?: number | undefined;
  /** default: baseline, every other variant against it; all: also those among themselves */
  readonly pairs?: "baseline" | "all" | undefined;
}

/**
 * Reduces a sweep to the numbers of its report. Only done runs have values; all others are
 * counted and named, never dropped in silence. The order of a variant's runs does not matter.
 *
 * @throws SweepError USAGE if metric, at or baseline name nothing, or alpha or margin are out of
 *   range
 */
export function summarize(sweep: SweepRuns, options: SummaryOptions): Summary {
  checkRanges(options);
  const metric = chooseMetric(sweep, options.metric);
  const at = parseAt(options.at);
  const direction = options.direction ?? defaultDirection(metric);
  const baseline = chooseBaseline(sweep, options.baseline);
  const measured = sweep.variants.map(({ name, runs }) => {
    const sorted = [...runs].sort((a, b) => a.seed - b.seed);
    return { summary: summarizeVariant(name, sorted, { metric, at, direction }), runs: sorted };
  });
  const comparisons = choosePairs(measured, baseline, options.pairs).map(([first, second]) =>
    comparePair(second, first, { direction, alpha: options.alpha }),
  );
  const isCompared = (a: string, b: string) =>
    comparisons.some((pair) => [a, b].every((x) => x === pair.baseline || x === pair.candidate));
  const from = { metric, at, olderRunCount: sweep.olderRunCount };
  return {
    sweep: sweep.sweep,
    engine: sweep.engine,
    ...{ metric, at, direction, alpha: options.alpha, margin: options.margin ?? null },
    variants: measured.map(({ summary }) => summary),
    comparisons,
    warnings: [...identicalVariants(measured, isCompared), ...sweepWarnings(measured, from)],
  };
}

function checkRanges({ alpha, margin = 1 }: SummaryOptions): void {
  if (!(alpha > 0 && alpha < 1)) {
    throw new SweepError("USAGE", `--alpha: must be a number between 0 and 1, got ${alpha}`);
  }
  if (!(margin > 0 && margin < Number.POSITIVE_INFINITY)) {
    throw new SweepError("USAGE", `--margin: must be a number greater than 0, got ${margin}`);
  }
}

/** Nothing trained yet means nothing recorded: then any metric may still come. */
function chooseMetric({ variants }: SweepRuns, asked: string | undefined): string {
  const runs = variants.flatMap((variant) => variant.runs);
  const recorded = [...new Set(runs.flatMap(({ series }) => Object.keys(series)))].sort();
  if (asked === undefined) return recorded.includes("val_loss") ? "val_loss" : "loss";
  if (recorded.length > 0 && !recorded.includes(asked)) {
    throw unknownName("--metric: must be a metric that is recorded", asked, recorded, "recorded");
  }
  return asked;
}

function chooseBaseline({ variants }: SweepRuns, asked: string | undefined): string | undefined {
  const names = variants.map(({ name }) => name);
  if (asked !== undefined && !names.includes(asked)) {
    throw unknownName("--baseline: must be a variant of the sweep", asked, names, "variants");
  }
  return asked ?? names[0];
}

function unknownName(rule: string, got: string, known: readonly string[], what: string) {
  const meant = closestWord(got, known);
  const hint = `${meant ? `did you mean "${meant}"? ` : ""}${what}: ${known.join(", ")}`;
  return new SweepError("USAGE", `${rule}, got "${got}"`, hint);
}

function summarizeVariant(
  name: string,
  runs: readonly RecordedRun[],
  { metric, at, direction }: { metric: string; at: At; direction: Direction },
): VariantSummary {
  const valued = runs.map((run): RunValue => {
    const series = run.state === "done" ? seriesOf(run, metric) : undefined;
    const value = series ? valueAt(series, at, direction) : null;
    return { seed: run.seed, state: run.state, value };
  });
  const values = valued.flatMap(({ value }) => value ?? []);
  const count = (...states: RunState[]) =>
    runs.filter(({ state }) => states.includes(state)).length;
  const { mean, sd, min, max } = spreadOf(values);
  return {
    name,
    n: values.length,
    diverged: count("diverged"),
    failed: count("failed"),
    pending: count("pending", "running"),
    ...{ mean, sd, median: median(values), min, max },
    runs: valued,
    curve: curveOf(runs, metric),
  };
}

/** Diverged runs have no curve here: it would bend where they end. */
function curveOf(runs: readonly RecordedRun[], metric: string) {
  const done = runs.filter(({ state }) => state === "done");
  return epochCurve(done.flatMap((run) => seriesOf(run, metric) ?? []));
}

/** Pairs to compare, the one that acts as baseline first. */
function choosePairs(
  variants: readonly MeasuredVariant[],
  baseline: string | undefined,
  pairs: "baseline" | "all" = "baseline",
): [MeasuredVariant, MeasuredVariant][] {
  const isBaseline = ({ summary }: MeasuredVariant) => summary.name === baseline;
  const ordered = [
    ...variants.filter(isBaseline),
    ...variants.filter((variant) => !isBaseline(variant)),
  ];
  return (pairs === "all" ? ordered : ordered.slice(0, 1)).flatMap((first, index) =>
    ordered.slice(index + 1).map((second): [MeasuredVariant, MeasuredVariant] => [first, second]),
  );
}

function comparePair(
  candidate: MeasuredVariant,
  baseline: MeasuredVariant,
  { direction, alpha }: { direction: Direction; alpha: number },
): Comparison {
  const identicalCount = identicalSeedCount(candidate.runs, baseline.runs);
  return compareVariants(candidate.summary, baseline.summary, { direction, alpha, identicalCount });
}
