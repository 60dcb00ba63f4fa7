/**
 * The p-value that stays valid however often one looks: P(it ever falls to alpha) <= alpha under
 * the null hypothesis, at whatever number of seeds one stops.
 *
 * @param logEs natural logarithms of an e-process after 1, 2, ... seeds; null where it is undefined
 * @returns min(1, 1 / the largest E so far), in (0, 1]
 * @see A. Ramdas et al., Game-theoretic statistics and safe anytime-valid inference, Statistical
 *   Science 38 (2023), section 2.3 (Ville's inequality)
 */
export function anytimeP(logEs: readonly (number | null)[]): number {
  return Math.exp(-logEs.reduce<number>((largest, logE) => Math.max(largest, logE ?? 0), 0));
}
