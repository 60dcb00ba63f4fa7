/**
 * Evidence against "a difference is as often positive as negative", whatever the distribution: the
 * likelihood of the signs so far under a Beta(1/2, 1/2) mixture of probabilities, divided by that
 * under 1/2. The next sign's share in the mixture is Krichevsky and Trofimov's estimate, so the
 * product over seeds is B(p + 1/2, q + 1/2) / B(1/2, 1/2) 2^(p + q) for p positive and q negative.
 *
 * @param differences one per seed, in the order of the seeds, infinite ones are allowed; shape [n]
 * @returns ln E after 1, 2, ..., n seeds; a difference of 0 changes nothing; shape [n]
 * @see R. Krichevsky, V. Trofimov, The Performance of Universal Encoding, IEEE Transactions on
 *   Information Theory 27 (1981), section 2
 */
export function signLogE(differences: readonly number[]): number[] {
  let [positive, negative, logE] = [0, 0, 0];
  return differences.map((difference) => {
    const seen = positive + negative;
    if (difference > 0) logE += Math.log((2 * positive++ + 1) / (seen + 1));
    if (difference < 0) logE += Math.log((2 * negative++ + 1) / (seen + 1));
    return logE;
  });
}
