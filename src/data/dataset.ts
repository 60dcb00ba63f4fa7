import type { DrawnValidation, ValidationSpec } from "./split.ts";

/** Where a sweep's rows come from, as its config says it. */
export type DataSpec = SineWindowsSpec | IrisSpec | TableSpec | ArraySpec | ModuleRowsSpec;

export interface SineWindowsSpec {
  readonly source: "sine-windows";
  readonly rows: number;
  readonly seed: number;
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  /** rows kept after the shuffle */
  readonly take?: number | undefined;
  readonly validation: number | DrawnValidation;
}

export interface IrisSpec {
  readonly source: "iris";
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  readonly validation: number | DrawnValidation;
}

/**
 * Rows of a user's table: what it says, not where it lies. The digest stands for its bytes; the
 * columns are what was made of them, so that shapes can be told without the file.
 */
export interface TableSpec {
  readonly source: "csv" | "parquet";
  /** SHA-256 of the file's bytes */
  readonly sha256: string;
  /** 1 at least; of a CSV file those below the header */
  readonly rows: number;
  /** in the order of the file; one at least */
  readonly inputs: readonly TableInput[];
  /** in the order of the config; one at least */
  readonly targets: readonly TableTarget[];
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  readonly validation: ValidationSpec;
  /** whether inputs that are numbers get mean 0 and standard deviation 1 on the training rows */
  readonly standardize: boolean;
}

export interface TableInput {
  readonly name: string;
  /** of a column of texts: how many there are, each an input of its own; undefined: numbers */
  readonly categories?: number | undefined;
}

export interface TableTarget {
  readonly name: string;
  /** texts become class indices */
  readonly kind: "number" | "text";
  /** where the values are 0, 1, 2 ...: one more than the highest; undefined: other numbers */
  readonly classes?: number | undefined;
}

/** Rows whose shapes are a user's own: two arrays, of which the first axis counts the rows. */
interface ShapedRows {
  /** 1 at least */
  readonly rows: number;
  /** of one row, one side at least; [1] where the array has one axis */
  readonly inputShape: readonly number[];
  readonly targetShape: readonly number[];
  /** where the targets are one of 0, 1, 2 ... a row: one more than the highest */
  readonly classes?: number | undefined;
  /** NumPy-compatible shuffle seed; undefined: the rows stay in order */
  readonly shuffle?: number | undefined;
  readonly validation: number | DrawnValidation;
}

/** Rows of a user's NumPy arrays. */
export interface ArraySpec extends ShapedRows {
  readonly source: "npy";
  readonly inputs: ArraySource;
  readonly targets: ArraySource;
  /** whether each place of a row's inputs gets mean 0 and deviation 1 on the training rows */
  readonly standardize: boolean;
}

/** An array by the bytes of its file. */
export interface ArraySource {
  /** SHA-256 of the file's bytes */
  readonly sha256: string;
  /** of an archive: the array's name in it */
  readonly name?: string | undefined;
}

/**
 * Rows that a user's module makes: what they are, not how they are made. A change of the module
 * that leaves them as they are changes nothing.
 */
export interface ModuleRowsSpec extends ShapedRows {
  readonly source: "module";
  /** of their shapes and numbers, as `TakenRows` has it */
  readonly sha256: string;
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
  /**
   * SHA-256 of the inputs' bytes followed by the targets', little-endian; where the split is drawn,
   * of the rows before it, so that all runs of a sweep tell of the same rows
   */
  readonly sha256: string;
  /** there where the split is drawn and the rows are still to be arranged for a run */
  readonly unsplit?: Unsplit | undefined;
}

/** What depends on which rows train. */
export interface Unsplit {
  /** inputs that get mean 0 and deviation 1 on the training rows */
  readonly numbers: readonly {
    /** within a row's inputs */
    readonly place: number;
    /** of all rows, unrounded */
    readonly values: Float64Array<SharedArrayBuffer>;
  }[];
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
