/**
 * Where a monotone condition ceases to hold, to the last bit: the last float64 for which it holds.
 *
 * @param low where the condition holds
 * @param high where it does not; finite
 */
export function bisect(low: number, high: number, holds: (x: number) => boolean): number {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return low;
    if (holds(middle)) low = middle;
    else high = middle;
  }
}
