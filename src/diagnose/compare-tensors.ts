import type { NamedTensor } from "../engine/inspection.ts";

/** How two arrays of the same length differ. */
export interface ArrayDifference {
  readonly count: number;
  readonly differing: number;
  /** place of the largest difference */
  readonly index: number;
  /** float32 numbers from one value to the other at the place where these are most; 2^31 and more
   * where a value is not a number */
  readonly ulpMax: number;
  /** largest absolute difference; NaN where one value is not a number */
  readonly differenceMax: number;
  /** the two values where the difference is largest */
  readonly a: number;
  readonly b: number;
  /** largest difference as a share of the largest magnitude in either array */
  readonly relative: number;
}

/**
 * Compares bit by bit; +0 and -0 are equal, and any two values that are not numbers.
 *
 * @returns undefined where all are equal
 */
export function compareArrays(a: Float32Array, b: Float32Array): ArrayDifference | undefined {
  let [differing, index, ulpMax, differenceMax, size] = [0, 0, 0, -1, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    size = Math.max(size, Math.abs(x) || 0, Math.abs(y) || 0);
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    differing++;
    ulpMax = Math.max(ulpMax, ulpsBetween(x, y));
    const difference = Math.abs(x - y);
    // What is not a number differs more than any number does.
    if (difference > differenceMax || (Number.isNaN(difference) && !Number.isNaN(differenceMax))) {
      differenceMax = difference;
      index = i;
    }
  }
  if (differing === 0) return undefined;
  const relative = differenceMax / size;
  return {
    ...{ count: a.length, differing, index, ulpMax, differenceMax, relative },
    ...{ a: a[index]!, b: b[index]! },
  };
}

/** A tensor that differs between two lists of the same tensors. */
export interface TensorDifference extends ArrayDifference {
  /** for example "dense_1/kernel" */
  readonly where: string;
}

/**
 * @param a in the same order as b; lists or tensors of unequal lengths are the caller's mistake
 * @throws RangeError on those
 */
export function compareTensors(
  a: readonly NamedTensor[],
  b: readonly NamedTensor[],
): TensorDifference[] {
  if (a.length !== b.length) {
    throw new RangeError(`compareTensors: as many of each, got ${a.length} and ${b.length}`);
  }
  return a.flatMap((tensor, index) => {
    const other = b[index]!;
    if (tensor.values.length !== other.values.length) {
      const got = `${tensor.values.length} and ${other.values.length}`;
      throw new RangeError(`compareTensors: ${placeOf(tensor)} needs equal lengths, got ${got}`);
    }
    const difference = compareArrays(tensor.values, other.values);
    return difference ? [{ where: placeOf(tensor), ...difference }] : [];
  });
}

/** For example "dense_1/kernel". */
export function placeOf({ layer, name }: Pick<NamedTensor, "layer" | "name">): string {
  return `${layer}/${name}`;
}

/** How many float32 numbers lie from one to the other. */
export function ulpsBetween(x: number, y: number): number {
  return Math.abs(rankOf(x) - rankOf(y));
}

const room = new Float32Array(1);
const bits = new Int32Array(room.buffer);

/** A float32 number's place among all of them, in ascending order; both zeros are 0. */
function rankOf(x: number): number {
  room[0] = x;
  const word = bits[0]!;
  return word >= 0 ? word : -(word & 0x7fffffff);
}
