/** Where a sweep's rows come from, as its config says it. */
export type DataSpec = SineWindowsSpec | IrisSpec | CsvSpec | ModuleRowsSpec;

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
 * Rows of a user's CSV file: what it says, not where it lies. The digest stands for its bytes;
 * the columns are what was made of them, so that shapes can be told without the file.
 */
export interface CsvSpec {
  readonly source: "csv";
  /** SHA-256 of the file's bytes */
  readonly sha256: string;
  /** rows below the header, 1 at least */
  readonly rows: number;
  /** in the order of the file; one at least */
  readonly inputs: readonly CsvInput[];
  /** in the order of the config; one at least */
  readonly targets: readonly CsvTarget[];
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  /** last share of the rows, for validation */
  readonly validation: number;
  /** whether inputs that are numbers get mean 0 and standard deviation 1 on the training rows */
  readonly standardize: boolean;
}

export interface CsvInput {
  readonly name: string;
  /** of a column of texts: how many there are, each an input of its own; undefined: numbers */
  readonly categories?: number | undefined;
}

export interface CsvTarget {
  readonly name: string;
  /** texts become class indices */
  readonly kind: "number" | "text";
  /** where the values are 0, 1, 2 ...: one more than the highest; undefined: other numbers */
  readonly classes?: number | undefined;
}

/**
 * Rows that a user's module makes: what they are, not how they are made. A change of the module
 * that leaves them as they are changes nothing.
 */
export interface ModuleRowsSpec {
  readonly source: "module";
  /** of their shapes and numbers, as `TakenRows` has it */
  readonly sha256: string;
  /** 1 at least */
  readonly rows: number;
  /** one side at least */
  readonly inputShape: readonly number[];
  readonly targetShape: readonly number[];
  /** where the targets are one of 0, 1, 2 ... a row: one more than the highest */
  readonly classes?: number | undefined;
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

/** What can be said of the rows of a spec without making any. */
export interface RowOutline extends Pick<Dataset, "inputShape" | "targetShape" | "rowCount"> {
  /** whether targets are class indices: 0, 1, 2 ... */
  readonly hasClasses: boolean;
  /** one more than the highest class index; undefined: no classes */
  readonly classCount?: number | undefined;
  /** whether the classes are texts, whose order means nothing */
  readonly hasTexts?: boolean | undefined;
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
