/** A rule that a config's `data` breaks, as its file shows; the place is within `data`. */
export interface DataProblem {
  readonly key: readonly (string | number)[];
  readonly rule: string;
  readonly got?: string;
  readonly hint?: string;
}
