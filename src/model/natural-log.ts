import { log } from "../random/elementary.ts";

/**
 * The natural logarithm from IEEE operations alone, so that what is recorded is the same under
 * every version of V8. As Math.log for zero, infinity and what is not a positive number.
 */
export function naturalLog(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log(x);
  return x <= 1 ? log(x) : -log(1 / x);
}
