import { type Csv, openCsv, visitRows } from "./csv-rows.ts";
import { unguardFormula } from "./exported-columns.ts";
import type { ImportedResults } from "./imported-run.ts";
import { LostValues } from "./lost-values.ts";
import { MistakeList, quoted } from "./mistake-list.ts";
import { readValue, readWhole, VALUE_RULE, valueHint, WHOLE_RULE } from "./read-cell.ts";
import {
  isMetricName,
  METRIC_RULE,
  type MetricColumn,
  type ResultsHeader,
  readHeader,
} from "./results-header.ts";
import { SeriesTable } from "./series-table.ts";

const RUN_COUNT_MAX = 100_000;
/** Wider than in a config: these names were given elsewhere, "lr=0.1" or "ResNet 50". */
const VARIANT = /^(?=\S)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,64}(?<=\S)$/u;
/** As in a config. */
const VARIANT_COUNT_MAX = 1000;

/**
 * Reads results that were trained elsewhere: a pure function of the text. The README says what the
 * columns may be.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID naming every broken rule with line, column and caret
 */
export async function readResults(text: string, file: string): Promise<ImportedResults> {
  const csv = openCsv(text);
  const reader = new ResultsReader(csv, file);
  const broken = await visitRows(csv, (cells, line) => reader.row(cells, line));
  if (broken) reader.mistakes.add({ ...broken, message: `quotes: ${broken.rule}` });
  return reader.finish();
}

class ResultsReader {
  readonly mistakes = new MistakeList();
  readonly #table = new SeriesTable();
  readonly #csv: Csv;
  readonly #file: string;
  #header: ResultsHeader | undefined;
  /** of a wide file: by column whether its first cell that is not empty was a number */
  readonly #isNumeric = new Map<MetricColumn, boolean>();
  /** of a long file */
  readonly #metrics = new Set<string>();
  readonly #lost = new LostValues();

  constructor(csv: Csv, file: string) {
    this.#csv = csv;
    this.#file = file;
  }

  row(cells: readonly string[], line: number): void {
    if (this.#header === undefined) {
      this.#header = readHeader(cells, line, this.mistakes);
      this.#throwIfAny();
    } else if (cells.length !== this.#header.columnCount) {
      const rule = `row: must have as many cells as the header, ${this.#header.columnCount}`;
      const cell = Math.min(cells.length, this.#header.columnCount);
      this.mistakes.add({ line, cell, message: `${rule}, got ${cells.length}` });
    } else {
      this.#value(cells, line, this.#header);
    }
  }

  finish(): ImportedResults {
    const header = this.#header;
    if (header === undefined || this.#table.runCount === 0) this.#refuseEmpty();
    this.#throwIfAny();
    const { form, ignored, epoch } = header!;
    const columns = form.kind === "wide" ? form.metrics : [];
    const numeric = columns.filter((column) => this.#isNumeric.get(column));
    const metrics = form.kind === "long" ? this.#metrics : new Set(numeric.map(({ name }) => name));
    if (metrics.size === 0) this.#refuseTexts();
    this.#throwIfAny();
    const cell = epoch ?? (form.kind === "long" ? form.metric : header!.seed);
    const hint = epoch === undefined ? 'a series needs a column "epoch"' : undefined;
    const runs = this.#table.finish(metrics, (gap) => this.mistakes.add({ ...gap, cell, hint }));
    const doubts = this.#lost.check(runs, header!, this.mistakes);
    this.#throwIfAny();
    const texts = columns.filter((column) => !numeric.includes(column)).map(({ name }) => name);
    const unread = [...ignored, ...texts].map(quoted).map(named);
    return {
      runs,
      metrics: [...metrics],
      notes: [
        ...(unread.length > 0 ? [`not read: ${unread.join(", ")}`] : []),
        ...doubts,
        ...(this.#table.countsFromZero ? ["the file counts epochs from 0, the sweep from 1"] : []),
      ],
    };
  }

  #value(cells: readonly string[], line: number, header: ResultsHeader): void {
    const { form } = header;
    if (!this.#lost.row(cells, line, header, this.mistakes)) return;
    const variant = this.#variant(cells, line, header);
    const seed = this.#whole("seed", cells, line, header.seed);
    const epoch = header.epoch === undefined ? 1 : this.#whole("epoch", cells, line, header.epoch);
    const isWhole = variant !== undefined && seed !== undefined && epoch !== undefined;
    const run = isWhole ? this.#table.run(variant, seed) : undefined;
    if (this.#table.runCount > RUN_COUNT_MAX || this.#table.variantCount > VARIANT_COUNT_MAX) {
      this.#refuseSize(line);
    }
    const read = (metric: string, index: number) => {
      const value = readValue(cells[index]!);
      if (value === undefined) this.#refuseValue(metric, cells, line, index);
      else if (run) this.#table.add(run, metric, epoch!, value, line);
    };
    if (form.kind === "long") {
      if (this.#hasMetric(cells, line, form.metric)) read(cells[form.metric]!, form.value);
      return;
    }
    for (const column of form.metrics) {
      const text = cells[column.index]!;
      if (text === "" && header.exportedState !== undefined) continue;
      if (this.#mayBeMetric(column, text)) read(column.name, column.index);
    }
  }

  /** Of a name that was read before it is known that it is one. */
  #variant(cells: readonly string[], line: number, header: ResultsHeader): string | undefined {
    const { variant: cell, exportedState } = header;
    const variant = exportedState === undefined ? cells[cell]! : unguardFormula(cells[cell]!);
    if (this.#table.hasVariant(variant)) return variant;
    if (VARIANT.test(variant)) return variant;
    const message = `variant: must be 1 to 64 visible characters, got ${quoted(variant)}`;
    this.mistakes.add({ line, cell, message });
    return undefined;
  }

  #whole(what: string, cells: readonly string[], line: number, cell: number): number | undefined {
    const text = cells[cell]!;
    const whole = readWhole(text);
    if (whole === undefined) {
      const message = `${what}: ${WHOLE_RULE}, got ${quoted(text)}`;
      this.mistakes.add({ line, cell, message });
    }
    return whole;
  }

  #hasMetric(cells: readonly string[], line: number, cell: number): boolean {
    const metric = cells[cell]!;
    if (this.#metrics.has(metric)) return true;
    if (isMetricName(metric)) {
      this.#metrics.add(metric);
      return true;
    }
    this.mistakes.add({ line, cell, message: `metric: ${METRIC_RULE}, got ${quoted(metric)}` });
    return false;
  }

  /** A column is what its first cell is; the empty ones before count if it becomes a metric. */
  #mayBeMetric(column: MetricColumn, text: string): boolean {
    if (text !== "" && !this.#isNumeric.has(column)) {
      this.#isNumeric.set(column, readValue(text) !== undefined);
    }
    return this.#isNumeric.get(column) ?? true;
  }

  #refuseValue(metric: string, cells: readonly string[], line: number, cell: number): void {
    const text = cells[cell]!;
    const message = `${metric}: ${VALUE_RULE}, got ${quoted(text)}`;
    this.mistakes.add({ line, cell, message, hint: valueHint(text) });
  }

  /** Nothing after this can make it right, so the reading ends here. */
  #refuseSize(line: number): void {
    const { variantCount } = this.#table;
    const most =
      variantCount > VARIANT_COUNT_MAX ? `${VARIANT_COUNT_MAX} variants` : `${RUN_COUNT_MAX} runs`;
    const message = `file: must hold at most ${most}, got one more here`;
    this.mistakes.add({ line, cell: this.#header!.variant, message });
    this.#throwIfAny();
  }

  #refuseEmpty(): void {
    if (!this.mistakes.isEmpty) return;
    const got = this.#header === undefined ? "nothing" : "a header only";
    const message = `file: must hold a header and a row for each result, got ${got}`;
    this.mistakes.add({ line: 1, cell: 0, message });
  }

  #refuseTexts(): void {
    const message =
      "header: must have a column of numbers beside variant, seed and epoch, got none";
    this.mistakes.add({ line: 1, cell: 0, message });
  }

  #throwIfAny(): void {
    this.mistakes.throwIfAny(this.#csv, this.#file);
  }
}

/** The column that data frames write row numbers to has no name. */
function named(quotedName: string): string {
  return quotedName === "nothing" ? "a column without a name" : quotedName;
}
