/** One run that ended by itself, as far as tables of results show it. */
export interface ExportedRun {
  readonly variant: string;
  readonly seed: number;
  readonly state: "done" | "diverged";
  /** with its version */
  readonly engine: string;
  /** by metric one value per epoch, the first being epoch 1 */
  readonly series: Readonly<Record<string, Float64Array>>;
}

/** A metric's values; none if the run has no such metric, whatever it is called. */
export function valuesOf({ series }: ExportedRun, metric: string): Float64Array {
  return Object.hasOwn(series, metric) ? series[metric]! : new Float64Array();
}

/** The epochs of a run: of its metrics, those of the longest. */
export function epochCount({ series }: Pick<ExportedRun, "series">): number {
  return Math.max(0, ...Object.values(series).map(({ length }) => length));
}
