import type { Interval } from "../interval.ts";
import { moments } from "../moments.ts";

/**
 * Evidence against "the mean difference is 0" for independent normal differences of any spread: the
 * likelihood ratio of the t statistic mixed over effects mean / sd from Normal(0, tau^2),
 * ln E = -ln(k) / 2 + n / 2 (ln(1 + u) - ln(1 + u / k)), k = 1 + n tau^2, u = t^2 / (n - 1).
 *
 * @param differences finite, one per seed, in the order of the seeds; shape [n]
 * @param tau the effect, in standard deviations, for which it is sharpest; > 0
 * @returns ln E after 1, 2, ..., n seeds; 0 after one; null where all differences so far are equal,
 *   as t is then 0 / 0 or infinite; shape [n]
 * @see H. Wang, A. Ramdas, Anytime-valid t-tests and confidence sequences for Gaussian means with
 *   unknown variance, arXiv 2310.03722, section 4.2 (after T. L. Lai 1976)
 */
export function tMixtureLogE(differences: readonly number[], tau = 1): (number | null)[] {
  return differences.map((_, index) => {
    const n = index + 1;
    const { mean, sd } = moments(differences.slice(0, n));
    if (n === 1) return 0;
    if (!sd) return null;
    const k = 1 + n * tau ** 2;
    const u = (n * (mean! / sd) ** 2) / (n - 1);
    return -Math.log(k) / 2 + (n / 2) * (Math.log1p(u) - Math.log1p(u / k));
  });
}

/**
 * The means that the e-process of `tMixtureLogE` does not refute at 1 / (1 - level). Over all n at
 * once, and so wherever one stops, these cover the mean with probability `level`, exactly as far as
 * differences are independent and normal: mean ± c sd / sqrt(n) with c of `tMixtureCritical`.
 *
 * @param differences finite, all seeds so far; shape [n]
 * @param level in (0, 1)
 * @param tau as in `tMixtureLogE`
 * @returns infinite where c is (at level 0.95 and tau 1 below n = 5); null if it is not but all
 *   differences are equal
 * @throws RangeError if level is outside
 */
export function tMixtureInterval(
  differences: readonly number[],
  level: number,
  tau = 1,
): Interval | null {
  const critical = tMixtureCritical(differences.length, level, tau);
  if (critical === Number.POSITIVE_INFINITY) return { low: -critical, high: critical, level };
  const { mean, sd } = moments(differences);
  if (!sd) return null;
  const reach = (critical * sd) / Math.sqrt(differences.length);
  return { low: mean! - reach, high: mean! + reach, level };
}

/**
 * Half the interval of `tMixtureInterval` in standard errors of the mean:
 * sqrt((n - 1) (q - 1) / (1 - q / k)), k = 1 + n tau^2, q = (k / (1 - level)^2)^(1 / n).
 *
 * @param n seeds so far, an integer >= 1
 * @param level in (0, 1)
 * @param tau as in `tMixtureLogE`
 * @returns > 0; Infinity where q >= k, as so few seeds refute no mean
 * @throws RangeError if level is outside
 */
export function tMixtureCritical(n: number, level: number, tau = 1): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`tMixtureCritical: level must be in (0, 1), got ${level}`);
  }
  const k = 1 + n * tau ** 2;
  const logQ = (Math.log(k) - 2 * Math.log1p(-level)) / n;
  if (logQ >= Math.log(k)) return Number.POSITIVE_INFINITY;
  return Math.sqrt(((n - 1) * Math.expm1(logQ)) / -Math.expm1(logQ - Math.log(k)));
}
