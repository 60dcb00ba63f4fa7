const LENGTH_MAX = 60;

/** A value of JSON as it is quoted in a message: the beginning of it, on one line. */
export function quoteJson(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = textOf(value);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 3)}...` : text;
}

/** What parses need not print: nesting has no end for the one, and the stack's for the other. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return "a value that is nested without end";
    throw error;
  }
}
