/** Digits of the larger value that are kept of a difference; beyond them is rounding. */
const DIGITS = 12;
/** As many as toFixed has. */
const DECIMALS_MAX = 100;

/**
 * Candidate minus baseline, seed by seed, to twelve decimal digits of the larger value: so what is
 * 0 or tied but for the rounding of a subtraction is exactly so.
 *
 * @param candidate finite; shape [n]
 * @param baseline the same seeds in the same order; shape [n]
 * @throws RangeError if the lengths differ
 */
export function pairedDifferences(
  candidate: readonly number[],
  baseline: readonly number[],
): number[] {
  if (candidate.length !== baseline.length) {
    const lengths = `${candidate.length} and ${baseline.length}`;
    throw new RangeError(`pairedDifferences: needs pairs, got ${lengths} values`);
  }
  return candidate.map((value, index) => {
    const other = baseline[index]!;
    const size = Math.max(Math.abs(value), Math.abs(other));
    return size === 0 ? 0 : rounded(value - other, DIGITS - Math.ceil(Math.log10(size)));
  });
}

/** Whether two variants are tied on every seed. */
export function areAllZero(differences: readonly number[]): boolean {
  return differences.every((difference) => difference === 0);
}

/** Numbers beyond 10^21 are not written in decimals, and need none. */
function rounded(value: number, decimals: number): number {
  const text = value.toFixed(Math.max(0, Math.min(DECIMALS_MAX, decimals)));
  return Number(text) + 0; // never -0
}
