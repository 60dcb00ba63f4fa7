import { quoted } from "../../external/mistake-list.ts";
import { readValue } from "../../external/read-cell.ts";
import type { DataProblem } from "../data-problem.ts";
import type { Mistakes } from "../row-mistakes.ts";
import type { MarkedValidation } from "../split.ts";

/** So many of a column's values are named to who named none of them. */
const VALUES_SHOWN_MAX = 6;

/** Whether a cell says that its row validates. */
export function isMarked(value: MarkedValidation["value"], cell: string | number): boolean {
  if (typeof value === "string") return String(cell) === value;
  const number = typeof cell === "number" ? cell : readValue(cell);
  if (number === Number(value)) return true;
  return typeof value === "boolean" && String(cell).toLowerCase() === String(value);
}

/** Looks through the cells of the column that says which rows validate. */
export class MarkScan {
  readonly #mark: Omit<MarkedValidation, "rows">;
  readonly #cell: number;
  readonly #mistakes: Mistakes;
  readonly #values = new Set<string | number>();
  #rowCount = 0;
  #markedCount = 0;

  /** @param cell the column's place in a row, from 0 */
  constructor(mark: Omit<MarkedValidation, "rows">, cell: number, mistakes: Mistakes) {
    this.#mark = mark;
    this.#cell = cell;
    this.#mistakes = mistakes;
  }

  /** @param cell null: nothing */
  read(cell: string | number | null, line: number): void {
    this.#rowCount++;
    if (cell === null || cell === "") {
      const column = quoted(this.#mark.column);
      const got = cell === null ? "null" : "nothing";
      const message = `column ${column}: must have a value in every row, got ${got}`;
      this.#mistakes.add({ line, cell: this.#cell, message });
      return;
    }
    if (isMarked(this.#mark.value, cell)) this.#markedCount++;
    if (this.#values.size <= VALUES_SHOWN_MAX) this.#values.add(cell);
  }

  /** @returns how many rows validate, or the rule that the config breaks */
  finish(file: string): { readonly rows: number } | { readonly problem: DataProblem } {
    const rows = this.#markedCount;
    if (rows > 0 && rows < this.#rowCount) return { rows };
    const values = [...this.#values].slice(0, VALUES_SHOWN_MAX).join(", ");
    const more = this.#values.size > VALUES_SHOWN_MAX ? " ..." : "";
    const rule = `must be that of some rows of ${file}, and not of all`;
    const hint = `values of ${quoted(this.#mark.column)}: ${values}${more}`;
    return { problem: { key: ["validation", "value"], rule, hint } };
  }
}
