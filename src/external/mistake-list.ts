import { SweepError } from "../base/error.ts";
import { type Mark, showMarks, visible } from "../config/excerpt.ts";
import { type Csv, cellRange } from "./csv-rows.ts";

/** A broken rule and the cell that breaks it. */
export interface Mistake {
  /** from 1 */
  readonly line: number;
  /** from 0 */
  readonly cell: number;
  /** `<column>: <rule>, got <value>` */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A file may be wrong in every row; nobody reads more than this. */
const SHOWN_MAX = 20;

/** The mistakes found in a file so far. */
export class MistakeList {
  readonly #shown: Mistake[] = [];
  readonly #shownMax: number;
  #count = 0;

  /** @param shownMax so many are told of, the others counted; at most 50 */
  constructor(shownMax = SHOWN_MAX) {
    this.#shownMax = shownMax;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(mistake: Mistake): void {
    this.#count++;
    if (this.#shown.length < this.#shownMax) this.#shown.push(mistake);
  }

  /** Mistakes that nobody would be shown in any case. */
  addUnshown(count: number): void {
    this.#count += count;
  }

  /** @throws SweepError CONFIG_INVALID with the first of them, if there are any */
  throwIfAny(csv: Csv, file: string): void {
    if (this.isEmpty) return;
    const marks = this.#shown.map((mistake) => toMark(mistake, csv));
    const source = { text: csv.text, file, lines: { linePos: positionsIn(csv.text) } };
    const left = this.#count - this.#shown.length;
    const more = left > 0 ? `\nand ${left} more` : "";
    throw new SweepError("CONFIG_INVALID", `${showMarks(marks, source)}${more}`);
  }
}

function toMark({ line, cell, message, hint }: Mistake, csv: Csv): Mark {
  return { ...cellRange(csv, line, cell), message, hint };
}

function positionsIn(text: string) {
  return (offset: number) => {
    let [line, start] = [1, 0];
    for (let end = text.indexOf("\n"); end >= 0 && end < offset; end = text.indexOf("\n", start)) {
      line++;
      start = end + 1;
    }
    return { line, col: offset - start + 1 };
  };
}

/** A value as it is quoted in a message. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return text === "" ? "nothing" : `"${visible(shown)}"`;
}
