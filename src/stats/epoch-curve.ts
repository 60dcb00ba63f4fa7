import { moments } from "./moments.ts";
import type { CurvePoint } from "./summary.ts";

/**
 * Spread over runs, epoch by epoch, of the values that are finite. Runs may stop early: `n` says
 * how many an epoch holds.
 *
 * @param series one per run, epoch 1 first
 */
export function epochCurve(series: readonly Float64Array[]): CurvePoint[] {
  const epochCount = Math.max(0, ...series.map(({ length }) => length));
  return Array.from({ length: epochCount }, (_, index) => {
    const values = series
      .map((ofRun) => ofRun[index])
      .filter((value): value is number => Number.isFinite(value));
    return { epoch: index + 1, n: values.length, ...spreadOf(values) };
  });
}

/** Mean, sd (n - 1), smallest and largest of finite values; null where there are too few. */
export function spreadOf(values: readonly number[]) {
  const { mean, sd } = moments(values);
  const [min, max] = values.length ? [Math.min(...values), Math.max(...values)] : [null, null];
  return { mean: finite(mean), sd: finite(sd), min, max };
}

/** Values near the end of float64 can have a mean or sd beyond it. */
function finite(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}
