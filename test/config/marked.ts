import { parseConfig } from "../../src/config/parse-config.ts";

/** A place in a text: the first line and column are 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** how many characters are marked, 1 at least, as there is no shorter caret */
  readonly width: number;
}

/** Takes the ⟦ and ⟧ out of a text and says where they stood. */
export function unmarked(marked: string): { text: string; places: Place[] } {
  let text = "";
  const open: number[] = [];
  const places: Place[] = [];
  for (const character of marked) {
    if (character === "⟦") open.push(text.length);
    else if (character === "⟧") places.push(placeOf(text, open.pop()!));
    else text += character;
  }
  return { text, places: places.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function placeOf(before: string, start: number): Place {
  const lines = before
    .slice(0, start)
    .replace(/^\uFEFF/, "")
    .split("\n");
  const width = Math.max(1, before.length - start);
  return { line: lines.length, column: lines.at(-1)!.length + 1, width };
}

/** What is thrown when a text is parsed; undefined if nothing is. */
export function thrownBy(text: string): unknown {
  try {
    parseConfig(text, "c.yaml");
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The places that a message names, with the widths of its carets. */
export function placesIn(message: string): Place[] {
  const places = [...message.matchAll(/^c\.yaml:(\d+):(\d+): .+\n.*\n *\|[ \t]*(\^+)$/gm)];
  return places.map(([, line, column, caret]) => ({
    line: Number(line),
    column: Number(column),
    width: caret!.length,
  }));
}
