import type { RecordedRun } from "./recorded-run.ts";

/**
 * On how many seeds two variants ended in the same numbers: every series of every metric, to the
 * bit (0 and -0 differ; one NaN is as good as another). Not for imported runs: see isImported.
 *
 * @returns 0 unless it holds for all seeds on which both are done or diverged, and one of these
 *   runs recorded a finite number: what diverged in its first epoch may have come from anywhere
 */
export function identicalSeedCount(a: readonly RecordedRun[], b: readonly RecordedRun[]): number {
  const ended = (runs: readonly RecordedRun[]) =>
    runs.filter(({ state }) => state === "done" || state === "diverged");
  const bySeed = new Map(ended(b).map((run) => [run.seed, run]));
  const shared = ended(a).filter(({ seed }) => bySeed.has(seed));
  const areSame = shared.every((run) => isSame(run, bySeed.get(run.seed)!));
  return areSame && shared.some(hasFiniteValue) ? shared.length : 0;
}

function hasFiniteValue({ series }: RecordedRun): boolean {
  return Object.values(series).some((values) => values.some(Number.isFinite));
}

function isSame(a: RecordedRun, b: RecordedRun): boolean {
  const metrics = Object.keys(a.series);
  return (
    a.state === b.state &&
    metrics.length > 0 &&
    metrics.length === Object.keys(b.series).length &&
    metrics.every((metric) => isSameSeries(a.series[metric]!, b.series[metric]))
  );
}

function isSameSeries(a: Float64Array, b: Float64Array | undefined): boolean {
  return a.length === b?.length && a.every((value, index) => Object.is(value, b[index]));
}
