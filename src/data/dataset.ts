/** Where a sweep's rows come from, as its config says it. */
export type DataSpec = SineWindowsSpec | IrisSpec;

export interface SineWindowsSpec {
  readonly source: "sine-windows";
  readonly rows: number;
  readonly seed: number;
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  /** rows kept after the shuffle */
  readonly take?: number | undefined;
  /** last share of the rows, for validation */
  readonly validation: number;
}

export interface IrisSpec {
  readonly source: "iris";
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  /** last share of the rows, for validation */
  readonly validation: number;
}

/**
 * Rows to train on, held once per host process in shared memory: every training thread reads the
 * same bytes and none may write them.
 */
export interface Dataset {
  readonly rowCount: number;
  /** shape of one row's input, for example [1001] */
  readonly inputShape: readonly number[];
  /** shape of one row's target, for example [1] */
  readonly targetShape: readonly number[];
  /** row-major, [rowCount, ...inputShape] */
  readonly inputs: Float32Array<SharedArrayBuffer>;
  /** row-major, [rowCount, ...targetShape] */
  readonly targets: Float32Array<SharedArrayBuffer>;
  /** SHA-256 of the inputs' bytes followed by the targets', little-endian */
  readonly sha256: string;
}

/** Which rows train and which validate: [0, trainRowCount) and [trainRowCount, rowCount). */
export interface Split {
  readonly trainRowCount: number;
  readonly validationRowCount: number;
}

/**
 * The last `fraction` of the rows validates, rounded as Keras' `validation_split` does it.
 *
 * @param fraction of the rows that validate, 0 <= fraction < 1
 */
export function splitRows(rowCount: number, fraction: number): Split {
  const trainRowCount = Math.floor(rowCount * (1 - fraction));
  return { trainRowCount, validationRowCount: rowCount - trainRowCount };
}
