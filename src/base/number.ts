/** How all numbers of one column are written, so that their points stand below one another. */
export interface NumberStyle {
  readonly notation: "fixed" | "scientific";
  /** digits after the point: of the number if fixed, of its mantissa if scientific */
  readonly decimals: number;
}

/** Two digits of the spread tell neighbouring values apart. */
const SPREAD_DIGITS = 2;
/** What is shown of a number if nothing says how precise it is. */
const PLAIN_DIGITS = 4;
/** A float64 holds 15 decimal digits for certain. */
const DIGITS_MAX = 15;
/** A spread next to nothing must not fill a column: at most so many digits beyond the widest. */
const SPREAD_RANGE_MAX = 3;
/** Magnitudes outside [SMALL, LARGE) are written in scientific form. */
const SMALL = 1e-4;
const LARGE = 1e6;

/**
 * The style for a column: as many digits as its spreads say are worth reading, enough for two of
 * the smallest spread. Without a spread, four digits, or more where the values differ in less.
 *
 * @param values numbers of the column; null and what is not finite are passed over
 * @param spreads standard deviations or the like, in the same unit; 0 says nothing
 */
export function numberStyle(
  values: readonly (number | null)[],
  spreads: readonly (number | null)[] = [],
): NumberStyle {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const magnitude = Math.max(0, ...finite.map(Math.abs));
  const top = magnitude === 0 ? 0 : exponentOf(magnitude);
  const bottom = Math.max(lastDigit(finite, spreads, top), top - DIGITS_MAX + 1);
  if (magnitude !== 0 && (magnitude < SMALL || magnitude >= LARGE)) {
    return { notation: "scientific", decimals: Math.max(1, top - bottom) };
  }
  return { notation: "fixed", decimals: Math.max(0, -bottom) };
}

/** Power of ten of the last digit worth showing. */
function lastDigit(
  values: readonly number[],
  spreads: readonly (number | null)[],
  top: number,
): number {
  const positive = spreads.filter((spread): spread is number => isPositive(spread));
  if (positive.length > 0) {
    const widest = exponentOf(Math.max(...positive));
    return (
      Math.max(exponentOf(Math.min(...positive)), widest - SPREAD_RANGE_MAX) - SPREAD_DIGITS + 1
    );
  }
  const plain = top - PLAIN_DIGITS + 1;
  const range = Math.max(...values) - Math.min(...values);
  return isPositive(range) ? Math.min(plain, exponentOf(range) - SPREAD_DIGITS + 1) : plain;
}

function isPositive(value: number | null): boolean {
  return value !== null && Number.isFinite(value) && value > 0;
}

/** The exponent of ten in scientific form; by text, as log10(1000) may fall short of 3. */
function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** One number in its column's style; null, which stands for "there is none", is a dash. */
export function showNumber(value: number | null, style: NumberStyle): string {
  if (value === null) return "–";
  if (!Number.isFinite(value)) return String(value);
  if (value === 0 && style.notation === "scientific") return "0";
  const text =
    style.notation === "fixed"
      ? value.toFixed(style.decimals)
      : value.toExponential(style.decimals).replace("e+", "e");
  return /[1-9]/.test(text) ? text : text.replace("-", "");
}

/** A number that stands alone, at four significant digits at most: "0.05", "0.3333", "2e-7". */
export function showPlain(value: number): string {
  const rounded = Number(value.toPrecision(PLAIN_DIGITS));
  const text = Math.abs(rounded) < LARGE ? String(rounded) : rounded.toExponential();
  return text.replace("e+", "e");
}
