import type { Pair } from "./arm.ts";
import type { ArrayDifference, TensorDifference } from "./compare-tensors.ts";
import type { Difference } from "./finding.ts";
import { showCount, showNumbers, showSize } from "./show-value.ts";

/**
 * What rounding may make of one pass through a model, as a share of the largest magnitude: 128
 * units of 2^-23. Sums of a thousand products in another order stay below a tenth of it.
 */
export const ROUNDING = 2 ** -16;

/** Units in the last place that a few operations rounded otherwise come to. */
const ULP_OF_ROUNDING = 64;

/** Whether two arrays that are not equal count as different. */
export function isDifferent({ judge }: Pair, { relative }: Pick<ArrayDifference, "relative">) {
  return judge === "bits" || !(relative <= ROUNDING);
}

/** For example "3 of 64 numbers differ, by at most 1 ulp". */
export function spreadInWords(difference: ArrayDifference): string {
  const { count, differing, differenceMax, ulpMax } = difference;
  const size = isRounding(difference)
    ? `at most ${ulpMax} ulp`
    : `up to ${showSize(differenceMax)}`;
  if (count === 1) return `1 number differs, by ${size}`;
  if (differing === count) return `all ${showCount(count)} numbers differ, by ${size}`;
  const verb = differing === 1 ? "differs" : "differ";
  return `${showCount(differing)} of ${showCount(count)} numbers ${verb}, by ${size}`;
}

/** Whether so small a difference looks like rounding. */
export function isRounding({ ulpMax, relative }: ArrayDifference): boolean {
  return ulpMax <= ULP_OF_ROUNDING || relative <= ROUNDING;
}

/** A difference of tensors: the first one in full, the others a line each. */
export function tensorDifference(
  differences: readonly TensorDifference[],
  step: number | null,
  text: string,
): Omit<Difference, "rung"> {
  const [first, ...others] = differences;
  const [a, b] = showNumbers(first!.a, first!.b);
  const details = others.map((other) => `${other.where}: ${spreadInWords(other)}`);
  return { where: first!.where, step, a, b, text, details };
}
