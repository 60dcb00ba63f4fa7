import { SweepError } from "../base/error.ts";
import type { Mistake } from "../external/mistake-list.ts";

/** Beyond a few dozen nobody reads on. */
const SHOWN_MAX = 40;

/** Broken rules as they are found in the rows of a file. */
export interface Mistakes {
  readonly isEmpty: boolean;
  /** @param mistake its line is the row, from 1, in a file that has no lines */
  add(mistake: Mistake): void;
  /** mistakes that nobody would be shown in any case */
  addUnshown(count: number): void;
}

/** The mistakes in a file whose rows are no lines: each is told by its row. */
export class RowMistakes implements Mistakes {
  readonly #shown: Mistake[] = [];
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** whether no more of them would be told */
  get isFull(): boolean {
    return this.#shown.length >= SHOWN_MAX;
  }

  add(mistake: Mistake): void {
    this.#count++;
    if (this.#shown.length < SHOWN_MAX) this.#shown.push(mistake);
  }

  addUnshown(count: number): void {
    this.#count += count;
  }

  /** The first of them, by row. @param file its name */
  told(file: string): string[] {
    const told = [...this.#shown]
      .sort((a, b) => a.line - b.line)
      .map(({ line, message, hint }) => {
        const text = `${file}: row ${line}: ${message}`;
        return hint === undefined ? text : `${text}\nhint: ${hint}`;
      });
    const left = this.#count - this.#shown.length;
    return left > 0 ? [...told, `and ${left} more`] : told;
  }
}

/** @throws SweepError CONFIG_INVALID with what files are told of, if it is anything */
export function throwIfTold(told: readonly string[]): void {
  if (told.length > 0) throw new SweepError("CONFIG_INVALID", told.join("\n"));
}
