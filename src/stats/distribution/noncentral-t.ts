import { stirlingCorrection } from "./log-gamma.ts";
import { normalCdf } from "./normal.ts";
import { requirePositive } from "./require-argument.ts";

/** Share of the integrand's narrowest width that one step takes: below, the sum does not change. */
const STEP_SHARE = 0.4;

/** Terms smaller than this share of the sum end it. */
const TERM_SHARE = 1e-18;

/**
 * The chance that a noncentral t, (Z + noncentrality) / sqrt(chi2(df) / df) with Z standard normal,
 * is above t; within 1e-8 of itself.
 *
 * @param t finite
 * @param df degrees of freedom, positive
 * @param noncentrality finite
 * @throws RangeError if an argument is outside
 */
export function noncentralTTail(t: number, df: number, noncentrality: number): number {
  return meanOverSpread(-t, df, noncentrality);
}

/**
 * The chance that a noncentral t is at most t; as `noncentralTTail`.
 *
 * @throws RangeError if an argument is outside
 */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  return meanOverSpread(t, df, -noncentrality);
}

/**
 * The mean of Phi(slope s + offset) over s = sqrt(chi2(df) / df), by the trapezoidal rule in
 * u = ln s, where the integrand and all its derivatives vanish at both ends. Its logarithm is
 * concave in s, so it has one peak: the sum goes outwards from beside the peak until nothing is
 * added.
 */
function meanOverSpread(slope: number, df: number, offset: number): number {
  requirePositive("noncentral t: df", df);
  if (!Number.isFinite(slope) || !Number.isFinite(offset)) {
    throw new RangeError(
      `noncentral t: t and noncentrality must be finite, got ${slope}, ${offset}`,
    );
  }
  const start = Math.log(slope + offset >= 0 ? 1 : peakInTail(slope, df, offset));
  const widths = 8 + 2 * df + offset ** 2 + (slope * Math.exp(start)) ** 2;
  const step = STEP_SHARE / Math.sqrt(widths);
  const term = (u: number) =>
    normalCdf(slope * Math.exp(u) + offset) * Math.exp((df / 2) * (2 * u - Math.expm1(2 * u)));
  let sum = term(start);
  for (const direction of [-step, step]) {
    for (let i = 1; ; i++) {
      const next = term(start + i * direction);
      if (next <= TERM_SHARE * sum) break;
      sum += next;
    }
  }
  const density = 2 * Math.sqrt(df / (4 * Math.PI)) * Math.exp(-stirlingCorrection(df / 2));
  return Math.min(1, sum * step * density);
}

/** Where s^df exp(-df s^2 / 2) exp(-(slope s + offset)^2 / 2) is largest. */
function peakInTail(slope: number, df: number, offset: number): number {
  const square = df + slope ** 2;
  const linear = -slope * offset;
  return (linear + Math.hypot(linear, 2 * Math.sqrt(df * square))) / (2 * square);
}
