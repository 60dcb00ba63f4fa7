/** One run that was trained elsewhere: all that is known of it are its metrics. */
export interface ImportedRun {
  readonly variant: string;
  readonly seed: number;
  /** by metric one value per epoch, the first being epoch 1; at least one metric */
  readonly series: ReadonlyMap<string, Float64Array>;
  /** the first value that is no finite number, for example "loss is NaN in epoch 3"; null: none */
  readonly divergence: string | null;
}

/** What a file of results holds. */
export interface ImportedResults {
  /** in the order in which the file names them first */
  readonly runs: readonly ImportedRun[];
  /** in the same order */
  readonly metrics: readonly string[];
  /** what was read in another way than it stands there, one sentence each */
  readonly notes: readonly string[];
}
