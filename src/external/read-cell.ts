const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Data frames turn whole numbers into 1.0 where a cell of the column is empty. */
const WHOLE = /^\d+(?:\.0*)?$/;

/** As Python, R, JavaScript and spreadsheets write what is no finite number; lower case. */
const NOT_FINITE: Readonly<Record<string, number>> = {
  "": Number.NaN,
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "+infinity": Number.POSITIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

export const VALUE_RULE = "must be a number, nan, inf, -inf or empty";
export const WHOLE_RULE = "must be a whole number from 0 to 2^53 - 1";

/** A metric's value; undefined: none. A number too large for a float64 is none either. */
export function readValue(text: string): number | undefined {
  if (!NUMBER.test(text)) {
    const word = text.toLowerCase();
    return Object.hasOwn(NOT_FINITE, word) ? NOT_FINITE[word] : undefined;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A seed or an epoch; undefined: none. */
export function readWhole(text: string): number | undefined {
  const value = WHOLE.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The next thing to try for a text that is no number. */
export function valueHint(text: string): string | undefined {
  return /^[+-]?\d+,\d+$/.test(text) ? "write the decimal sign as a point" : undefined;
}
