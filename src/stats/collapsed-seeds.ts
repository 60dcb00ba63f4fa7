import { type RecordedRun, seriesOf } from "./recorded-run.ts";

/** A run whose last training loss is above this share of a constant answer's has collapsed. */
const CONSTANT_SHARE = 0.9;

/**
 * The seeds whose runs ended no better than an output that ignores the inputs: by the last training
 * loss, without the penalty of their weights, beside the smallest that a constant reaches on the
 * same rows. Runs of which one of the two is not known are none of them.
 *
 * @see docs/statistics.md, "Overfitted and collapsed runs"
 */
export function collapsedSeeds(runs: readonly RecordedRun[]): number[] {
  return runs.filter(hasCollapsed).map(({ seed }) => seed);
}

function hasCollapsed(run: RecordedRun): boolean {
  const loss = seriesOf(run, "loss")?.at(-1);
  const constant = run.constantScores?.loss ?? 0;
  const { penalty = null } = run;
  if (run.state !== "done" || loss === undefined || penalty === null) return false;
  return constant > 0 && loss - penalty > CONSTANT_SHARE * constant;
}
