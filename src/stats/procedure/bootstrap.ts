import { normalCdf, normalQuantile } from "../distribution/normal.ts";
import { requireLevel } from "../distribution/require-argument.ts";
import type { Interval } from "../interval.ts";
import { moments } from "../moments.ts";
import { monteCarlo } from "../monte-carlo.ts";
import { quantile } from "./quantile.ts";

const RESAMPLE_COUNT = 10_000;

/** What is smaller than this share of the largest resample is rounding, not a difference. */
const TIE_SHARE = 1e-12;

/**
 * The bias-corrected and accelerated bootstrap interval, for statistics that no formula fits, such
 * as the median. Approximate, and too narrow below n = 20: simulated with normal values, the 95 %
 * interval of a mean covered 84 % at n = 5, 91 % at 10, 93 % at 20 and 94 % at 30, while Student's
 * covered 95 %; with skewed ones it covered 73 % to 89 %.
 *
 * @param values finite; shape [n]
 * @param statistic of a sample of n or n - 1 values, finite
 * @param level nominal, in (0, 1)
 * @param seed chooses the 10,000 resamples; a non-negative safe integer
 * @returns null below two values, where no resample differs from another, and where all of them
 *   lie on one side of the estimate
 * @throws RangeError if level or seed is outside
 * @see B. Efron, Better Bootstrap Confidence Intervals, Journal of the American Statistical
 *   Association 82 (1987); Efron and Tibshirani, An Introduction to the Bootstrap (1993), 14.3
 */
export function bcaInterval(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  level: number,
  seed = 0,
): Interval | null {
  requireLevel("bcaInterval: level", level);
  if (values.length < 2) return null;
  const resampled = resamples(values, statistic, seed);
  const share = shareBelow(resampled, statistic(values));
  const varies = resampled.some((value) => value !== resampled[0]);
  if (!varies || share === 0 || share === 1) return null;
  const bias = normalQuantile(share);
  const acceleration = accelerationOf(values, statistic);
  const end = (z: number) => {
    const shifted = bias + z;
    // Only at levels beyond use can the divisor reach 0; the end is then the farthest resample.
    const scaled = shifted / Math.max(Number.MIN_VALUE, 1 - acceleration * shifted);
    return quantile(resampled, normalCdf(bias + scaled))!;
  };
  const z = normalQuantile((1 - level) / 2);
  return { low: end(z), high: end(-z), level };
}

function resamples(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  seed: number,
): Float64Array {
  const random = monteCarlo("bootstrap", seed);
  return Float64Array.from({ length: RESAMPLE_COUNT }, () =>
    statistic(values.map(() => values[random.index(values.length)]!)),
  );
}

/** Ties count half; in normal deviations this is the estimate's bias. */
function shareBelow(resampled: Float64Array, estimate: number): number {
  // A mean of the same values in another order differs in its last bit: still a tie.
  const largest = resampled.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  let count = 0;
  for (const value of resampled) {
    const isTie = Math.abs(value - estimate) <= TIE_SHARE * largest;
    count += isTie ? 0.5 : value < estimate ? 1 : 0;
  }
  return count / resampled.length;
}

/** Half the rate at which the standard error changes with the statistic, by the jackknife. */
function accelerationOf(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
): number {
  const left = values.map((_, index) => statistic(values.toSpliced(index, 1)));
  const mean = moments(left).mean!;
  const [squares, cubes] = [2, 3].map((power) =>
    left.reduce((sum, value) => sum + (mean - value) ** power, 0),
  );
  return squares === 0 ? 0 : cubes! / (6 * squares! ** 1.5);
}
