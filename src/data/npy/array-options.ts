import type { DrawnValidation } from "../split.ts";

/** What a config says of NumPy arrays, defaults written out. */
export interface ArrayOptions {
  readonly source: "npy";
  /** of the inputs, or of the archive that holds both; relative to the config's folder */
  readonly path: string;
  /** of an archive: the array's name */
  readonly inputs?: string | undefined;
  /** a file beside, or of an archive the array's name */
  readonly targets: string;
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  readonly validation: number | DrawnValidation;
  readonly standardize: boolean;
}
