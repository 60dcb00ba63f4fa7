import { type NumberStyle, numberStyle, showNumber, showPlain } from "../base/number.ts";
import type { Interval } from "../stats/interval.ts";
import type { Scale } from "../stats/question.ts";

// With scale log a difference is one of logarithms; readers get percent of the baseline instead.

/** What is shown of a difference: itself or, of logarithms, percent. */
export function inUnits(difference: number, scale: Scale): number {
  return scale === "linear" ? difference : 100 * Math.expm1(difference);
}

/**
 * One style for differences that stand together, as precise as the narrowest interval deserves.
 *
 * @param differences as a comparison has them; null and what is not finite are passed over
 * @param ranges intervals around them, or other spans of differences
 */
export function differenceStyle(
  differences: readonly (number | null)[],
  ranges: readonly (Pick<Interval, "low" | "high"> | null)[],
  scale: Scale,
): NumberStyle {
  const ends = ranges.map(
    (range) => range && [inUnits(range.low, scale), inUnits(range.high, scale)],
  );
  const values = differences.map((value) => (value === null ? null : inUnits(value, scale)));
  const allEnds = ends.flatMap((pair) => pair ?? []);
  const style = numberStyle(
    [...values, ...allEnds],
    ends.map((pair) => pair && (pair[1]! - pair[0]!) / 2),
  );
  return withoutZeros(style, allEnds);
}

/** An end next to 0 says on which side it is: for that it may take so many digits more. */
const DIGITS_FOR_SIDE = 2;

function withoutZeros(style: NumberStyle, ends: readonly number[]): NumberStyle {
  const styles = Array.from({ length: DIGITS_FOR_SIDE + 1 }, (_, more) => {
    return { ...style, decimals: style.decimals + more };
  });
  const sided = ends.filter((end) => end !== 0 && Number.isFinite(end));
  const showsAll = (one: NumberStyle) => sided.every((end) => /[1-9]/.test(showNumber(end, one)));
  return styles.find(showsAll) ?? style;
}

/** A difference in the style of its company: "-0.12"; scale log: "-12%"; null: a dash. */
export function showDifference(value: number | null, style: NumberStyle, scale: Scale): string {
  if (value === null) return showNumber(null, style);
  const shown = inUnits(value, scale);
  if (!Number.isFinite(shown)) return shown < 0 ? "-∞" : "∞";
  return `${showNumber(shown, style)}${scale === "log" ? "%" : ""}`;
}

/** The margin as its user wrote it; scale log: a share, as a percentage. */
export function showMargin(margin: number, scale: Scale): string {
  return scale === "log" ? `${showPlain(100 * margin)}%` : showPlain(margin);
}

/** A level as a percentage, with two digits of what it misses: "95%", "98.3%", "99.92%". */
export function showLevel(level: number): string {
  const missing = Number((100 * (1 - level)).toPrecision(2));
  const [, digits = ""] = String(missing).split(".");
  return `${Number((100 - missing).toFixed(digits.length))}%`;
}

/** A share of something as a percentage of two digits: "56%", "0.41%". */
export function showShare(share: number): string {
  return `${showPlain(Number((100 * share).toPrecision(2)))}%`;
}

/** A p value: two digits, and no more than there is to know of a small one. */
export function showP(pValue: number): string {
  return pValue < 1e-4 ? "< 0.0001" : `= ${showPlain(Number(pValue.toPrecision(2)))}`;
}
