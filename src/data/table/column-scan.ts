import { quoted } from "../../external/mistake-list.ts";
import { readValue, valueHint } from "../../external/read-cell.ts";
import type { Mistakes } from "../row-mistakes.ts";

/** More different texts are names or dates, not categories. */
const CATEGORY_COUNT_MAX = 1000;

/** Whole numbers up to here are themselves in a float32. */
const CLASS_INDEX_MAX = 2 ** 24 - 1;

/** How programs write that there is no value; lower case. A text of its own elsewhere. */
const MISSING_WORDS = new Set(["na", "n/a", "null", "none", "nil", "?", "-", "--", "."]);

/** So many of one column are told of. */
const WORDS_KEPT_MAX = 50;

export interface Place {
  /** of the row, from 1; the row itself in a file without lines */
  readonly line: number;
  readonly text: string;
}

/** What a column turned out to be. */
export type ColumnKind =
  | {
      readonly kind: "number";
      /** one more than the highest, where all are whole and not negative */
      readonly classes?: number | undefined;
    }
  | {
      readonly kind: "text";
      /** how many different ones */
      readonly categories: number;
      /** the first cell that is no number */
      readonly first: Place;
      /** cells that are no numbers */
      readonly textCount: number;
      /** whether there are numbers besides */
      readonly isMixed: boolean;
    };

/** Looks through a column's cells: numbers if all of them are, else texts. */
export class ColumnScan {
  readonly name: string;
  /** place in a row, from 0 */
  readonly cell: number;
  readonly #mistakes: Mistakes;
  readonly #isTarget: boolean;
  #hasHint = false;
  #numberCount = 0;
  #textCount = 0;
  #commaCount = 0;
  #missingWordCount = 0;
  readonly #missingWords: Place[] = [];
  #firstText: Place | undefined;
  #firstHuge: Place | undefined;
  /** undefined: too many */
  #distinct: Set<string> | undefined = new Set();
  #firstBeyond: Place | undefined;
  #isWhole = true;
  #highest = 0;

  constructor(
    { name, cell, isTarget }: { name: string; cell: number; isTarget: boolean },
    mistakes: Mistakes,
  ) {
    this.name = name;
    this.cell = cell;
    this.#isTarget = isTarget;
    this.#mistakes = mistakes;
  }

  /** A cell of a file that knows texts alone. */
  read(text: string, line: number): void {
    const value = readValue(text);
    if (value !== undefined && !Number.isFinite(value)) {
      this.#refuse(line, "must have a value in every row", text, this.#gapHint());
      return;
    }
    if (value === undefined) this.#text(text, line);
    else this.#number(value, text, line);
    this.#count(text, line);
  }

  /** A cell of a file that knows numbers from texts. @param cell null: nothing */
  readTyped(cell: number | string | null, line: number): void {
    if (typeof cell === "string") {
      this.#textCount++;
      this.#firstText ??= { line, text: cell };
      this.#count(cell, line);
    } else if (cell === null || !Number.isFinite(cell)) {
      const rule = "must have a value in every row";
      const message = `column ${quoted(this.name)}: ${rule}, got ${cell}`;
      this.#mistakes.add({ line, cell: this.cell, message, hint: this.#gapHint() });
    } else {
      this.#number(cell, undefined, line);
    }
  }

  /** @returns what the column is; undefined: a rule is broken, which is told */
  finish(): ColumnKind | undefined {
    if (this.#textCount === 0) return this.#finishNumbers();
    if (this.#commaCount === this.#textCount) {
      const { line, text } = this.#firstText!;
      return this.#refuse(line, "must be a number", text, valueHint(text));
    }
    if (this.#numberCount > 0 && this.#missingWordCount === this.#textCount) {
      const rule = "must have a value in every row";
      for (const { line, text } of this.#missingWords) {
        this.#refuse(line, rule, text, this.#gapHint());
      }
      this.#mistakes.addUnshown(this.#missingWordCount - this.#missingWords.length);
      return undefined;
    }
    return this.#finishTexts();
  }

  #count(text: string, line: number): void {
    if (this.#distinct && this.#distinct.add(text).size > CATEGORY_COUNT_MAX) {
      this.#distinct = undefined;
      this.#firstBeyond = { line, text };
    }
  }

  #number(value: number, text: string | undefined, line: number): void {
    this.#numberCount++;
    if (!Number.isFinite(Math.fround(value)))
      this.#firstHuge ??= { line, text: text ?? `${value}` };
    this.#isWhole &&= Number.isInteger(value) && value >= 0;
    if (value > this.#highest) this.#highest = value;
  }

  #text(text: string, line: number): void {
    if (Math.abs(Number(text)) === Number.POSITIVE_INFINITY) {
      this.#numberCount++;
      this.#firstHuge ??= { line, text };
      return;
    }
    this.#textCount++;
    this.#firstText ??= { line, text };
    if (valueHint(text) !== undefined) this.#commaCount++;
    if (!MISSING_WORDS.has(text.toLowerCase())) return;
    this.#missingWordCount++;
    if (this.#missingWords.length < WORDS_KEPT_MAX) this.#missingWords.push({ line, text });
  }

  #finishNumbers(): ColumnKind | undefined {
    if (this.#firstHuge) {
      const { line, text } = this.#firstHuge;
      return this.#refuse(line, "must be a number that a float32 holds, up to 3.4e38", text);
    }
    const areClasses = this.#isWhole && this.#highest <= CLASS_INDEX_MAX;
    return { kind: "number", ...(areClasses && { classes: this.#highest + 1 }) };
  }

  #finishTexts(): ColumnKind | undefined {
    const { line, text } = this.#firstText!;
    const count = this.#textCount;
    if (this.#distinct) {
      const isMixed = this.#numberCount > 0;
      const categories = this.#distinct.size;
      return { kind: "text", categories, first: this.#firstText!, textCount: count, isMixed };
    }
    const hint = this.#leavingOut();
    if (this.#numberCount > count) {
      return this.#refuse(line, `must be a number like ${this.#numberCount} others`, text, hint);
    }
    const beyond = this.#firstBeyond!;
    const rule = `must have at most ${CATEGORY_COUNT_MAX} different texts`;
    return this.#refuse(beyond.line, rule, beyond.text, hint);
  }

  /** Told once, as it is the same for every gap of the column. */
  #gapHint(): string | undefined {
    if (this.#hasHint) return undefined;
    this.#hasHint = true;
    return ["fill the gaps or leave these rows out", this.#leavingOut()]
      .flatMap((part) => part ?? [])
      .join("; ");
  }

  /** What is to be foretold cannot be left out. */
  #leavingOut(): string | undefined {
    return this.#isTarget ? undefined : `${ignoring(this.name)} leaves the column out`;
  }

  #refuse(line: number, rule: string, text: string, hint?: string): undefined {
    const message = `column ${quoted(this.name)}: ${rule}, got ${quoted(text)}`;
    this.#mistakes.add({ line, cell: this.cell, message, hint });
  }
}

/** As a config writes it; what could be more than a name there stands in quotes. */
export function ignoring(name: string): string {
  const isPlain = /^[A-Za-z_][\w ./-]*$/.test(name) && !/^(?:true|false|null)$/i.test(name);
  return `ignore: [${isPlain ? name : JSON.stringify(name)}]`;
}
