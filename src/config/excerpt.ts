import type { LineCounter } from "yaml";

/** Something to say about a range of characters. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A text file with the offsets of its lines. */
export interface Source {
  readonly text: string;
  /** its name, for messages */
  readonly file: string;
  readonly lines: Pick<LineCounter, "linePos">;
}

/** Nobody reads on after so many. */
const SHOWN_MAX = 50;
/** Of a longer line only the part around the caret is shown. */
const WIDTH_MAX = 120;

/** The messages in the order of the file, each with its line and a caret below what is meant. */
export function showMarks(marks: readonly Mark[], source: Source): string {
  const ordered = [...marks].sort((a, b) => a.start - b.start);
  const shown = ordered.slice(0, SHOWN_MAX).map((mark) => showMark(mark, source));
  const left = ordered.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}

function showMark({ start, end, message, hint }: Mark, { text, file, lines }: Source): string {
  const { line, col } = lines.linePos(Math.min(start, text.length));
  const lineStart = start - (col - 1);
  const lineEnd = text.indexOf("\n", lineStart);
  const full = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, "");
  const from = full.length > WIDTH_MAX ? Math.max(0, col - 1 - WIDTH_MAX / 2) : 0;
  const part = full.slice(from, from + WIDTH_MAX);
  const before = part.slice(0, col - 1 - from);
  const width = Math.max(1, Math.min(end - start, part.length - before.length));
  const gutter = `  ${line} | `;
  // Tabs stay, so that the caret stands below its character however wide they are.
  const caret = before.replace(/[^\t]/g, " ") + "^".repeat(width);
  const shown = [
    `${file}:${line}:${col}: ${visible(message)}`,
    gutter + visible(part),
    `${" ".repeat(gutter.length - 2)}| ${caret}`,
  ];
  return [...shown, ...(hint === undefined ? [] : [`hint: ${visible(hint)}`])].join("\n");
}

/** One mark for each character that would steer a terminal instead of being seen. */
export function visible(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => "\uFFFD".repeat(c.length));
}
