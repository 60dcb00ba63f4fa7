import { identicalSeedCount } from "./identical-runs.ts";
import { isImported } from "./is-imported.ts";
import type { At, Direction, Scale } from "./question.ts";
import { type RecordedRun, seriesOf } from "./recorded-run.ts";
import type { Resplit } from "./resplit.ts";
import { seedList } from "./seed-list.ts";
import { type SeededVariant, seedingWarnings } from "./seeding-warnings.ts";
import type { VariantSummary } from "./summary.ts";
import { epochOf } from "./value-at.ts";
import type { Warning } from "./warning.ts";
import { majorityClass } from "./warnings/majority-class.ts";
import type { Penalty } from "./warnings/penalties.ts";

/** A variant as recorded, and as summarised. */
export interface MeasuredVariant extends SeededVariant {
  readonly runs: readonly RecordedRun[];
  readonly resplit?: Resplit | undefined;
  readonly penalties?: readonly Penalty[] | undefined;
}

/** What the values were read from. */
export interface ReadFrom {
  readonly metric: string;
  readonly at: At;
  readonly olderRunCount: number;
  /** "external": imported */
  readonly engine: string;
  readonly direction: Direction;
  readonly scale: Scale;
}

/** What a reader must know of the sweep and of each variant; pairs have their own warnings. */
export function sweepWarnings(variants: readonly MeasuredVariant[], from: ReadFrom): Warning[] {
  return [
    ...variants.flatMap(({ summary }) => endedWithoutValue(summary)),
    ...variants.flatMap((variant) => doneWithoutValue(variant, from)),
    ...variants.flatMap(({ summary }) => majorityClass(summary, from.metric)),
    ...unequalEpochs(variants, from),
    ...stillToDo(variants),
    ...bestEpoch(from.at),
    ...olderRuns(from.olderRunCount),
    ...unclaimed(from),
    ...seedingWarnings(variants, from),
  ];
}

function endedWithoutValue({ name, runs }: VariantSummary): Warning[] {
  return (["diverged", "failed"] as const).flatMap((state) => {
    const lost = runs.filter((run) => run.state === state && run.value === null);
    const seeds = lost.map(({ seed }) => seed);
    return without(name, seeds, state, state);
  });
}

function without(
  name: string,
  seeds: number[],
  code: "diverged" | "failed" | "no-value",
  what: string,
): Warning[] {
  const text = `${name}: ${seedList(seeds)} ${what}; its numbers and curve speak of the others`;
  return seeds.length > 0 ? [{ code, text, values: { variant: name }, seeds }] : [];
}

function doneWithoutValue({ summary, runs }: MeasuredVariant, from: ReadFrom): Warning[] {
  const missing = summary.runs
    .filter(({ state, value }) => state === "done" && value === null)
    .map(({ seed }) => ({ seed, cause: absentBecause(runs, seed, from) }));
  return [...new Set(missing.map(({ cause }) => cause))].flatMap((cause) => {
    const seeds = missing.filter((run) => run.cause === cause).map(({ seed }) => seed);
    return without(summary.name, seeds, "no-value", cause);
  });
}

function absentBecause(
  runs: readonly RecordedRun[],
  seed: number,
  { metric, at }: ReadFrom,
): string {
  const run = runs.find((candidate) => candidate.seed === seed);
  const series = run && seriesOf(run, metric);
  if (!series?.length) return `did not record ${metric}`;
  const epoch = epochOf(at);
  if (epoch !== undefined && epoch > series.length) return `stopped before epoch ${epoch}`;
  return `ended in a ${metric} that is not a finite number`;
}

/** Runs that stop early make the later epochs of a curve a smaller and a chosen sample. */
function unequalEpochs(variants: readonly MeasuredVariant[], { metric, at }: ReadFrom): Warning[] {
  const counts = variants
    .flatMap(({ runs }) => runs.filter(({ state }) => state === "done"))
    .map((run) => seriesOf(run, metric)?.length ?? 0)
    .filter((count) => count > 0);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0 || fewest === most) return [];
  const auc = at === "auc" ? ", and their means over epochs are of different lengths" : "";
  const text =
    `runs stopped after ${fewest} to ${most} epochs: ` +
    `later epochs of the curve hold fewer runs${auc}`;
  return [{ code: "unequal-epochs", text, values: { fewest, most } }];
}

function stillToDo(variants: readonly MeasuredVariant[]): Warning[] {
  const runs = variants.flatMap(({ summary }) => summary.runs);
  const open = runs.filter(({ state }) => state === "pending" || state === "running");
  if (open.length === 0) return [];
  const seeds = [...new Set(open.map(({ seed }) => seed))].sort((a, b) => a - b);
  const are = open.length === 1 ? "is" : "are";
  const runCount = `${open.length} of ${runs.length} runs ${are} still to do`;
  const text = `${runCount} (${seedList(seeds)}); the numbers will change`;
  return [{ code: "pending", text, values: { pending: open.length, runs: runs.length }, seeds }];
}

function unclaimed({ engine }: ReadFrom): Warning[] {
  const text =
    "trained elsewhere: whether seeds, metric and margin were chosen before the results were " +
    "known is not on record";
  return isImported(engine) ? [{ code: "unclaimed", text }] : [];
}

function bestEpoch(at: At): Warning[] {
  const text = "each run's best epoch was chosen after the fact, which flatters every variant";
  return at === "best" ? [{ code: "best-epoch", text }] : [];
}

function olderRuns(count: number): Warning[] {
  const runs = count === 1 ? "1 older run of an earlier config is" : `${count} older runs are`;
  const text = `${runs} left out: the report speaks of the last config only`;
  return count > 0 ? [{ code: "older-runs", text, values: { runs: count } }] : [];
}

/** Names the pairs that are equal to the bit and that no comparison looks at. */
export function identicalVariants(
  variants: readonly MeasuredVariant[],
  isCompared: (a: string, b: string) => boolean,
): Warning[] {
  return variants.flatMap((a, index) =>
    variants.slice(index + 1).flatMap((b): Warning[] => {
      const [nameA, nameB] = [a.summary.name, b.summary.name];
      const seedCount = isCompared(nameA, nameB) ? 0 : identicalSeedCount(a.runs, b.runs);
      const seeds = seedCount === 1 ? "the one shared seed" : `all ${seedCount} shared seeds`;
      const text = `${nameA} and ${nameB} are identical: equal to the bit on ${seeds}`;
      const values = { variants: [nameA, nameB], seeds: seedCount };
      return seedCount > 0 ? [{ code: "identical", text, values }] : [];
    }),
  );
}
