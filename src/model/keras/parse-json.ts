/** A text's value, or where it is no JSON. */
export type ParsedJson =
  | { readonly value: unknown; readonly problem?: undefined }
  | {
      readonly problem: {
        /** from 1 */
        readonly line: number;
        /** from 1 */
        readonly column: number;
        readonly rule: string;
        readonly got: string;
      };
    };

/** Reads JSON; of several mistakes in it the first. */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const { message } = error as SyntaxError;
    const at = /at position (\d+)/.exec(message);
    const position = at ? Number(at[1]) : text.length; // It ends too early.
    const before = text.slice(0, position);
    const line = before.split("\n").length;
    const column = position - before.lastIndexOf("\n");
    const got = position < text.length ? JSON.stringify(text[position]) : "the end of the file";
    return { problem: { line, column, rule: "must be JSON", got } };
  }
}
