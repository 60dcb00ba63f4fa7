/**
 * A float64 with the fewest digits that bring back each of its bits, as Python writes it: "3.0" and
 * "-0.0" keep a column one of floats, "NaN", "inf" and "-inf" are what pandas, polars, R and
 * `sweep import` read. Of the many patterns of a not-a-number one is left.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
