import { drawPermutation } from "../random/distributions.ts";
import { namedDraw } from "../random/streams.ts";

/** Which rows validate: the last share of them, a share or a fold that is drawn, or as marked. */
export type ValidationSpec = number | DrawnValidation | MarkedValidation;

/** Rows drawn from the stream "split". */
export type DrawnValidation = RandomValidation | FoldValidation;

export interface RandomValidation {
  /** share of the rows, in (0, 1) */
  readonly random: number;
}

/**
 * Seed s validates on fold s mod k, where 0 is fold k, of division ceil(s / k): the seeds 1 to k
 * are one cross-validation, k + 1 to 2 k another with other folds.
 */
export interface FoldValidation {
  /** k, from 2 to the number of rows */
  readonly folds: number;
  /** from 1 to k: every seed validates on this fold of division 1, as seed `fold` otherwise does */
  readonly fold?: number | undefined;
}

/** Rows that a column of a table marks. */
export interface MarkedValidation {
  readonly column: string;
  readonly value: string | number | boolean;
  /** how many have that value */
  readonly rows: number;
}

/** Which rows train and which validate: [0, trainRowCount) and [trainRowCount, rowCount). */
export interface Split {
  readonly trainRowCount: number;
  readonly validationRowCount: number;
}

/** Whether each run's rows have to be arranged for it. */
export function isDrawn(validation: ValidationSpec): validation is DrawnValidation {
  return typeof validation === "object" && ("random" in validation || "folds" in validation);
}

/** Whether another seed may validate on other rows. */
export function canMove(validation: ValidationSpec): boolean {
  return isDrawn(validation) && !("fold" in validation && validation.fold !== undefined);
}

/**
 * How many rows train and how many validate. A share is rounded as Keras' `validation_split` does
 * it; the first of k folds are a row longer where k does not divide the rows.
 *
 * @param splitSeed the run's seed, or 0 where the stream "split" is held
 */
export function splitRows(rowCount: number, validation: ValidationSpec, splitSeed: number): Split {
  const trainRowCount = trainRowCountOf(rowCount, validation, splitSeed);
  return { trainRowCount, validationRowCount: rowCount - trainRowCount };
}

function trainRowCountOf(rowCount: number, validation: ValidationSpec, splitSeed: number): number {
  if (typeof validation === "number") return Math.floor(rowCount * (1 - validation));
  if ("random" in validation) return Math.floor(rowCount * (1 - validation.random));
  if ("rows" in validation) return rowCount - validation.rows;
  const { start, end } = foldOf(rowCount, validation, splitSeed);
  return rowCount - (end - start);
}

/**
 * By place the row that comes there: those that train, then those that validate, both in the order
 * in which they stand. A drawn share is the last one of the rows in a drawn order, a fold a stretch
 * of them; equal arguments give equal rows.
 */
export function splitOrder(
  rowCount: number,
  validation: DrawnValidation,
  splitSeed: number,
): Uint32Array {
  const drawn = drawnOrder(rowCount, validation, splitSeed);
  const { start, end } =
    "random" in validation
      ? { start: trainRowCountOf(rowCount, validation, splitSeed), end: rowCount }
      : foldOf(rowCount, validation, splitSeed);
  const validates = new Uint8Array(rowCount);
  for (const row of drawn.subarray(start, end)) validates[row] = 1;
  return trainingFirst(validates);
}

/** @param validates by row whether it does */
export function trainingFirst(validates: Uint8Array): Uint32Array {
  const order = new Uint32Array(validates.length);
  let place = 0;
  for (const side of [0, 1]) {
    for (let row = 0; row < validates.length; row++) {
      if (validates[row] === side) order[place++] = row;
    }
  }
  return order;
}

function drawnOrder(rowCount: number, validation: DrawnValidation, splitSeed: number) {
  const draw =
    "random" in validation
      ? namedDraw(splitSeed, "split", "rows", 0)
      : namedDraw(placeInFolds(validation, splitSeed).division, "split", "folds", 0);
  return drawPermutation(draw, rowCount);
}

function placeInFolds({ folds, fold }: FoldValidation, splitSeed: number) {
  if (fold !== undefined) return { fold, division: 1 };
  return { fold: splitSeed % folds || folds, division: Math.ceil(splitSeed / folds) };
}

/** A fold's stretch of the drawn order. */
function foldOf(rowCount: number, validation: FoldValidation, splitSeed: number) {
  const { folds } = validation;
  const { fold } = placeInFolds(validation, splitSeed);
  const startOf = (index: number) =>
    index * Math.floor(rowCount / folds) + Math.min(index, rowCount % folds);
  return { start: startOf(fold - 1), end: startOf(fold) };
}
