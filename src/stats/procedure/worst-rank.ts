/**
 * Differences for procedures that look at signs and ranks only, with every seed in them: a diverged
 * run is worse than any finite value, two of them are equal. Hence an infinite difference where one
 * run diverged, all of them tied at the top, and 0 where both did.
 *
 * @param a values of one side, null where the run diverged; shape [n]
 * @param b those of the other side on the same seeds; shape [n]
 * @param worst Infinity where lower values are better, -Infinity where higher ones are
 * @returns a - b, for `signTest` and `wilcoxon`; shape [n]
 * @see J. M. Lachin, Worst-Rank Score Analysis with Informatively Missing Observations in Clinical
 *   Trials, Controlled Clinical Trials 20 (1999), section 2
 */
export function worstRankDifferences(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  worst: number,
): number[] {
  return a.map((value, index) => {
    const [ours, theirs] = [value ?? worst, b[index] ?? worst];
    return ours === theirs ? 0 : ours - theirs;
  });
}
