import { countOf } from "../base/count-of.ts";
import { guardFormula } from "./exported-columns.ts";
import type { ImportedRun } from "./imported-run.ts";
import type { MistakeList } from "./mistake-list.ts";
import type { ResultsHeader } from "./results-header.ts";

const HINT = 'a data frame writes NaN as such with na_rep="NaN" or null_value="NaN"';

/**
 * In a table that `sweep export` wrote an empty cell is no value. A data frame that read and wrote
 * it may have made not-a-number empty; this finds where that has to be so.
 */
export class LostValues {
  /** runs whose state is diverged, with the first line of each */
  readonly #diverged = new Map<string, number>();

  /** @returns whether the row holds a value */
  row(
    cells: readonly string[],
    line: number,
    { form, variant, seed, exportedState }: ResultsHeader,
    mistakes: MistakeList,
  ): boolean {
    if (exportedState === undefined || form.kind === "long") return true;
    if (cells[exportedState] === "diverged") {
      const key = keyOf(cells[variant]!, cells[seed]!);
      if (!this.#diverged.has(key)) this.#diverged.set(key, line);
    }
    if (form.metrics.some(({ index }) => cells[index] !== "")) return true;
    const cell = form.metrics[0]?.index ?? 0;
    mistakes.add({ line, cell, message: "row: must hold a value, got none", hint: HINT });
    return false;
  }

  /** @returns a note of what may be so, but need not */
  check(
    runs: readonly ImportedRun[],
    { exportedState }: ResultsHeader,
    mistakes: MistakeList,
  ): string[] {
    let shortCount = 0;
    for (const { variant, seed, divergence, series } of runs) {
      const line = this.#diverged.get(keyOf(guardFormula(variant), String(seed)));
      if (line === undefined) continue;
      const lengths = new Set([...series.values()].map(({ length }) => length));
      if (lengths.size > 1) shortCount++;
      if (divergence !== null) continue;
      const where = `state: variant ${variant}, seed ${seed}`;
      const message = `${where} diverged, so a value must be NaN, inf or -inf, got none that is`;
      mistakes.add({ line, cell: exportedState!, message, hint: HINT });
    }
    if (shortCount === 0) return [];
    const short = `${countOf(shortCount, "diverged run")} with a metric that ends early`;
    return [`${short}; a NaN that a data frame left empty is lost`];
  }
}

function keyOf(variant: string, seed: string): string {
  return `${seed} ${variant}`;
}
