/** Where a run stands; done, diverged and failed are its outcomes. */
export type RunState = "pending" | "running" | "done" | "diverged" | "failed";

/** What the record holds of one (variant, seed). */
export interface RecordedRun {
  readonly seed: number;
  readonly state: RunState;
  /** per metric one value per epoch, the first being epoch 1; may stop early; empty: not trained */
  readonly series: Readonly<Record<string, Float64Array>>;
  /** diverged or failed: the reason */
  readonly error: string | null;
  /** the row of where it was trained, if that is known */
  readonly environmentId: number | null;
  /** what the L1 and L2 of its last weights add to its loss; absent or null: not known */
  readonly penalty?: number | null;
  /** by metric what the best constant answer scores on its rows; absent or null: not known */
  readonly constantScores?: Readonly<Record<string, number>> | null;
}

/** A run's series of one metric, if it recorded it. Names come from users: "toString" is a name. */
export function seriesOf(run: RecordedRun, metric: string): Float64Array | undefined {
  return Object.hasOwn(run.series, metric) ? run.series[metric] : undefined;
}
