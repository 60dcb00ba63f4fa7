import { widthOf } from "./printable.ts";

/**
 * Breaks a sentence into lines: where it can after a ";", else after a ",", else between
 * words. Words longer than a line stay whole.
 *
 * @param width columns of a line, indents included
 * @param indent what the first line begins with; the others get two spaces more
 */
export function wrap(sentence: string, width: number, indent = ""): string[] {
  const nextIndent = `${" ".repeat(widthOf(indent))}  `;
  const lines: string[] = [];
  let line: string | undefined;
  for (const piece of pieces(sentence, width - nextIndent.length)) {
    if (line === undefined) line = indent + piece;
    else if (widthOf(line) + 1 + widthOf(piece) <= width) line += ` ${piece}`;
    else {
      lines.push(line);
      line = nextIndent + piece;
    }
  }
  return [...lines, line ?? indent];
}

/** What fits a line stays whole: a clause, else what is between commas, else a word. */
function pieces(sentence: string, width: number): string[] {
  return [/(?<=;) /, /(?<=,) /, / /].reduce(
    (texts, separator) =>
      texts.flatMap((text) => (widthOf(text) <= width ? [text] : text.split(separator))),
    [sentence],
  );
}
