/** Differences closer than this share of the largest one are one value. */
const SAME_SHARE = 1e-9;

/** From this share of differences on that equal another one, a metric takes few values. */
const TIED_SHARE_MIN = 1 / 3;

/**
 * The step of a metric that takes few values, such as an accuracy of 40 rows, as its differences
 * show it: the least distance between two of them. Rounding to steps of h leaves an error of
 * variance h^2 / 12 in each value, which tied values do not show in their spread; without it seven
 * ties and one difference would look like certainty.
 *
 * @param differences finite; shape [n]
 * @returns in the differences' unit; 0 where fewer than a third equal another one, or all do
 * @see W. F. Sheppard, On the Calculation of the most Probable Values of Frequency-Constants,
 *   Proceedings of the London Mathematical Society 29 (1898)
 */
export function resolutionOf(differences: readonly number[]): number {
  const sorted = Float64Array.from(differences).sort();
  const largest = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  const gaps = sorted.slice(1).map((value, i) => value - sorted[i]!);
  const isTie = (gap: number | undefined) => gap !== undefined && gap <= SAME_SHARE * largest;
  const tiedCount = sorted.filter((_, i) => isTie(gaps[i - 1]) || isTie(gaps[i])).length;
  const steps = gaps.filter((gap) => !isTie(gap));
  const isCoarse = tiedCount >= TIED_SHARE_MIN * sorted.length;
  return isCoarse && steps.length > 0 ? Math.min(...steps) : 0;
}

/**
 * A standard deviation together with what rounding to steps of `resolution` may hide of it.
 *
 * @param sd >= 0
 * @param resolution in the same unit, >= 0
 */
export function withResolution(sd: number, resolution: number): number {
  return resolution === 0 ? sd : Math.hypot(sd, resolution / Math.sqrt(12));
}
