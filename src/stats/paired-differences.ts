/** What is smaller than this share of the larger value is rounding, not a difference. */
const TIE_SHARE = 1e-12;

/**
 * Candidate minus baseline, seed by seed. Differences of the size of rounding are exactly 0, so
 * that ties are ties.
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
    return Math.abs(value - other) <= TIE_SHARE * size ? 0 : value - other;
  });
}
