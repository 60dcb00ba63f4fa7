/** Bets of either sign; which of them suits the data is left to the mean over all. */
const BETS = [0.25, 0.5, 1, 2, 4].flatMap((size) => [size, -size]);

/**
 * Evidence against "each difference is symmetric about 0 given the ones before", with no moment
 * assumed: the mean over the bets g of the products of 2 sigma(2 g d_i / rms_i), where sigma is the
 * logistic function and rms_i the root mean square of d_1 ... d_i. A factor is 1 + h for d_i and
 * 1 - h for -d_i, hence a martingale under symmetry. An own construction of this project.
 *
 * @param differences finite, one per seed, in the order of the seeds; shape [n]
 * @returns ln E after 1, 2, ..., n seeds; leading differences of 0 leave it at 0; shape [n]
 */
export function symmetricBetLogE(differences: readonly number[]): number[] {
  const logProducts = BETS.map(() => 0);
  let [count, scale, squares] = [0, 0, 0];
  return differences.map((difference) => {
    // Squares in units of the largest value so far, so that neither 1e200 nor 1e-200 is lost.
    const size = Math.max(scale, Math.abs(difference));
    if (size > 0) squares = squares * (scale / size) ** 2 + (difference / size) ** 2;
    scale = size;
    count++;
    if (scale > 0) {
      const score = difference / scale / Math.sqrt(squares / count);
      BETS.forEach((bet, index) => {
        logProducts[index]! += Math.LN2 - Math.log1p(Math.exp(-2 * bet * score));
      });
    }
    return logMeanExp(logProducts);
  });
}

function logMeanExp(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, value) => total + Math.exp(value - largest), 0);
  return largest + Math.log(sum / logs.length);
}
