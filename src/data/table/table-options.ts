import type { DrawnValidation, MarkedValidation } from "../split.ts";

/** What a config says of a table, defaults written out. */
export interface TableOptions {
  readonly source: "csv" | "parquet";
  /** relative to the config's folder */
  readonly path: string;
  /** one column at least */
  readonly target: readonly string[];
  readonly ignore?: readonly string[] | undefined;
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  readonly validation: number | DrawnValidation | Omit<MarkedValidation, "rows">;
  readonly standardize: boolean;
}
