/**
 * Text that came from outside (names, texts with names in them), made safe to print: without
 * control characters, escape sequences, and marks that turn the direction of writing.
 */
export function printable(text: string): string {
  return text.replace(ESCAPE_SEQUENCES, "").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "");
}

/** Whole sequences go, else "\u001b[31mred" would leave "[31mred" behind. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPE_SEQUENCES = /(?:\u001b\[|\u009b)[0-9;:?]*[ -/]*[@-~]/g;

/** At most `width` characters; what is cut away is marked by "…". */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

/** How many columns a text takes, if each of its characters takes one. */
export function widthOf(text: string): number {
  return [...text].length;
}
