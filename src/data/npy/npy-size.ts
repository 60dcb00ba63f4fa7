import { INPUT_COUNT_MAX } from "../shared-floats.ts";
import { brokenArray } from "./npy-error.ts";

/** As many as NumPy allows. */
const AXIS_COUNT_MAX = 64;

/**
 * How many rows and numbers in each a shape means.
 *
 * @param where for messages
 * @throws SweepError CONFIG_INVALID where there are none, or too many
 */
export function sizeIn(shape: readonly number[], where: string) {
  const got = `(${shape.join(", ")})`;
  if (shape.length === 0 || shape.length > AXIS_COUNT_MAX) {
    const rule = `the shape must have 1 to ${AXIS_COUNT_MAX} axes, the first for the rows`;
    throw brokenArray(where, rule, shape.length === 0 ? "()" : `${shape.length}`);
  }
  if (shape.includes(0)) throw brokenArray(where, "the shape must hold a number at least", got);
  const count = shape.reduce((product, length) => product * length, 1);
  if (!(count <= INPUT_COUNT_MAX)) {
    throw brokenArray(where, `the shape must come to at most ${INPUT_COUNT_MAX} numbers`, got);
  }
  return { rowCount: shape[0]!, width: count / shape[0]! };
}
