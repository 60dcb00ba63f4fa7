import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import { type ClaimHistory, summarizeClaim } from "./claim.ts";
import { collapsedSeeds } from "./collapsed-seeds.ts";
import { compareVariants } from "./compare-variants.ts";
import type { Comparison } from "./comparison.ts";
import { withDetail } from "./comparison-detail.ts";
import { constantScore } from "./constant-score.ts";
import { defaultDirection } from "./default-direction.ts";
import { endedPairCount } from "./ended-pairs.ts";
import { epochCurve, spreadOf } from "./epoch-curve.ts";
import { identicalSeedCount } from "./identical-runs.ts";
import { isImported } from "./is-imported.ts";
import { median } from "./median.ts";
import { overfitOf } from "./overfit.ts";
import { thinEpochs } from "./procedure/simultaneous-band.ts";
import type { Direction, Mode, Question, Scale } from "./question.ts";
import { rankIntervals } from "./rank-intervals.ts";
import { withRecordWarnings } from "./record-warnings.ts";
import { type RecordedRun, type RunState, seriesOf } from "./recorded-run.ts";
import type { Resplit } from "./resplit.ts";
import { runValue } from "./run-value.ts";
import { everySeed } from "./sequential/looks.ts";
import type { Failure, RunValue, SeedCurve, Summary, VariantSummary } from "./summary.ts";
import { identicalVariants, type MeasuredVariant, sweepWarnings } from "./sweep-warnings.ts";
import { parseAt } from "./value-at.ts";
import { varianceShares } from "./variance-shares.ts";
import type { Penalty } from "./warnings/penalties.ts";

/** A sweep's runs as recorded; the last config's variants, in its order. */
export interface SweepRuns {
  readonly sweep: string;
  readonly engine: string;
  /** runs of earlier configs of this sweep, which `variants` leaves out */
  readonly olderRunCount: number;
  readonly variants: readonly RecordedVariant[];
  /** what was fixed before the first run; null: nothing was */
  readonly history: ClaimHistory | null;
  /** where runs were trained, by the row that RecordedRun.environmentId names */
  readonly environments: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
}

export interface RecordedVariant {
  readonly name: string;
  readonly runs: readonly RecordedRun[];
  /** the streams that follow the seed */
  readonly streams: readonly string[];
  /** streams that its runs draw from and that do not follow the seed */
  readonly held?: readonly string[] | undefined;
  /** whether its initial kernels are drawn by position, so that they are like another's */
  readonly isCoupled?: boolean | undefined;
  /** digest of all else that decides its numbers */
  readonly otherwise: string;
  /** how its runs share rows; undefined: their split is the same with every seed */
  readonly resplit?: Resplit | undefined;
  /** the L1 and L2 that its loss holds, in the order of the layers; undefined: not known */
  readonly penalties?: readonly Penalty[] | undefined;
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
  /** in (0, 0.5): intervals have the levels 1 - alpha and 1 - 2 alpha */
  readonly alpha: number;
  /** in units of the metric (scale log: a share), > 0 */
  readonly margin?: number | undefined;
  /** default: baseline, every other variant against it; all: also those among themselves */
  readonly pairs?: "baseline" | "all" | undefined;
  /** default: fixed */
  readonly mode?: Mode | undefined;
  /** default: linear */
  readonly scale?: Scale | undefined;
  /** budget: numbers of pairs, ascending; default: every one from 5 to the number of seeds */
  readonly looks?: readonly number[] | undefined;
  /** default: a diverged run has no value */
  readonly failureValue?: number | undefined;
}

/**
 * Reduces a sweep to the numbers of its report. Only done runs have values; all others are
 * counted and named, never dropped in silence. The order of a variant's runs does not matter.
 *
 * @param isDetailed whether to add what a full page shows: each comparison's detail, seed curves
 * @throws SweepError USAGE if metric, at or baseline name nothing, or alpha or margin are out of
 *   range
 */
export function summarize(sweep: SweepRuns, options: SummaryOptions, isDetailed = false): Summary {
  const question = questionOf(sweep, options);
  const measured = sweep.variants.map((variant): MeasuredVariant => {
    const runs = [...variant.runs].sort((a, b) => a.seed - b.seed);
    const summary = summarizeVariant(variant.name, runs, question, isDetailed);
    const { resplit, held, isCoupled, penalties } = variant;
    return { summary, runs, resplit, held, isCoupled, penalties };
  });
  const areImported = isImported(sweep.engine);
  const comparisons = comparePairs(measured, { question, isDetailed, areImported });
  const isCompared = (a: string, b: string) =>
    comparisons.some((pair) => [a, b].every((x) => x === pair.baseline || x === pair.candidate));
  const seeds = [...new Set(sweep.variants.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  const unranked = measured.map(({ summary }) => summary);
  const ranks = rankIntervals(unranked, question);
  const variants = unranked.map((summary, index) => ({ ...summary, rank: ranks?.[index] ?? null }));
  const shown = { question, seeds, pairCount: endedPairCount({ comparisons, variants }) };
  const shares = sweep.variants.map(({ streams, otherwise }, index) => {
    return { summary: measured[index]!.summary, streams, otherwise };
  });
  const from = { ...question, ...sweep };
  return {
    ...{ sweep: sweep.sweep, engine: sweep.engine, ...question },
    variants,
    comparisons,
    comparisonCount: comparisons.length,
    claim: sweep.history && summarizeClaim(sweep.history, shown),
    variance: varianceShares(shares),
    failures: failuresOf(measured),
    environments: environmentsOf(sweep),
    warnings: [
      ...(areImported ? [] : identicalVariants(measured, isCompared)),
      ...sweepWarnings(measured, from),
    ],
  };
}

/** What is asked, with every default written out. */
export function questionOf(sweep: SweepRuns, options: SummaryOptions): Question {
  checkRanges(options);
  const metric = chooseMetric(sweep, options.metric);
  const mode = options.mode ?? "fixed";
  const seedCount = Math.max(0, ...sweep.variants.map(({ runs }) => runs.length));
  return {
    metric,
    at: parseAt(options.at),
    direction: options.direction ?? defaultDirection(metric),
    baseline: chooseBaseline(sweep, options.baseline) ?? null,
    pairs: options.pairs ?? "baseline",
    alpha: options.alpha,
    margin: options.margin ?? null,
    mode,
    scale: options.scale ?? "linear",
    looks: mode === "budget" ? (options.looks ?? defaultLooks(seedCount)) : null,
    failureValue: options.failureValue ?? null,
  };
}

/** Where nobody declared a schedule: a look after every seed. */
const FIRST_LOOK = 5;

function defaultLooks(seedCount: number): number[] {
  return everySeed(FIRST_LOOK, Math.max(FIRST_LOOK, seedCount));
}

function comparePairs(
  measured: readonly MeasuredVariant[],
  how: { question: Question; isDetailed: boolean; areImported: boolean },
): Comparison[] {
  const { question, isDetailed, areImported } = how;
  const contestants = choosePairs(measured, question).map(([baseline, candidate]) => ({
    candidate: candidate.summary,
    baseline: baseline.summary,
    identicalCount: areImported ? 0 : identicalSeedCount(candidate.runs, baseline.runs),
    areImported,
    resplit: candidate.resplit ?? baseline.resplit,
  }));
  const compared = compareVariants(contestants, question);
  const sides = new Map(measured.map((side) => [side.summary.name, side]));
  const comparisons = withRecordWarnings(compared, contestants, sides, question);
  return isDetailed ? withDetail(comparisons, sides, question) : comparisons;
}

function failuresOf(measured: readonly MeasuredVariant[]): Failure[] {
  return measured.flatMap(({ summary: { name }, runs }) =>
    runs.flatMap(({ seed, state, error }): Failure[] => {
      if (state !== "diverged" && state !== "failed") return [];
      return [{ variant: name, seed, state, reason: error ?? "" }];
    }),
  );
}

function environmentsOf({ variants, environments }: SweepRuns): Summary["environments"] {
  const ids = variants.flatMap(({ runs }) =>
    runs.flatMap(({ environmentId }) => environmentId ?? []),
  );
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([id, runCount]) => ({ details: environments.get(id) ?? {}, runCount }));
}

function checkRanges({ alpha, margin = 1 }: SummaryOptions): void {
  if (!(alpha > 0 && alpha < 0.5)) {
    throw new SweepError("USAGE", `--alpha: must be a number between 0 and 0.5, got ${alpha}`);
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
  question: Question,
  isDetailed: boolean,
): VariantSummary {
  const valued = runs.map((run): RunValue => {
    return { seed: run.seed, state: run.state, value: runValue(run, question) };
  });
  const values = valued.flatMap(({ value }) => value ?? []);
  const count = (...states: RunState[]) =>
    runs.filter(({ state }) => states.includes(state)).length;
  const { mean, sd, min, max } = spreadOf(values);
  const curve = curveOf(runs, question.metric);
  const collapsed = collapsedSeeds(runs);
  return {
    name,
    n: values.length,
    diverged: count("diverged"),
    failed: count("failed"),
    pending: count("pending", "running"),
    ...{ mean, sd, median: median(values), min, max, rank: null },
    constant: constantScore(runs, question.metric),
    ...{ collapsed, overfit: overfitOf({ runs: valued, curve }, question) },
    runs: valued,
    curve,
    ...(isDetailed && { seedCurves: seedCurves(runs, question.metric, curve.length) }),
  };
}

function seedCurves(runs: readonly RecordedRun[], metric: string, epochCount: number): SeedCurve[] {
  const epochs = epochCount === 0 ? [] : thinEpochs(epochCount);
  return runs
    .filter(({ state }) => state === "done")
    .map((run) => {
      const series = seriesOf(run, metric) ?? new Float64Array();
      const points = epochs
        .map((epoch) => ({ epoch, value: series[epoch - 1] ?? Number.NaN }))
        .filter(({ value }) => Number.isFinite(value));
      return { seed: run.seed, points };
    });
}

/** Diverged runs have no curve here: it would bend where they end. */
function curveOf(runs: readonly RecordedRun[], metric: string) {
  const done = runs.filter(({ state }) => state === "done");
  return epochCurve(done.flatMap((run) => seriesOf(run, metric) ?? []));
}

/** Pairs to compare, the one that acts as baseline first. */
function choosePairs(
  variants: readonly MeasuredVariant[],
  { baseline, pairs }: Question,
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
