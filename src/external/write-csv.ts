import { EXPORTED_COLUMNS, guardFormula, metricColumns } from "./exported-columns.ts";
import { type ExportedRun, epochCount, valuesOf } from "./exported-run.ts";
import { floatText } from "./float-text.ts";

/**
 * A sweep's results as a table that `sweep import` reads back to the last bit: one row per variant,
 * seed and epoch, one column per metric. A cell is empty where a run has no such value.
 *
 * @returns pieces of the text, the header first, then a run each
 * @throws SweepError USAGE if a metric is called as another column is
 */
export function writeCsv(sweep: string, runs: readonly ExportedRun[]): Iterable<string> {
  return pieces(sweep, runs, metricColumns(runs));
}

function* pieces(
  sweep: string,
  runs: readonly ExportedRun[],
  metrics: readonly string[],
): Iterable<string> {
  yield `${[...EXPORTED_COLUMNS, ...metrics.map(cell)].join(",")}\n`;
  for (const run of runs) yield rowsOf(sweep, run, metrics);
}

function rowsOf(sweep: string, run: ExportedRun, metrics: readonly string[]): string {
  const { variant, seed, state, engine } = run;
  const columns = metrics.map((metric) => valuesOf(run, metric));
  const start = [cell(sweep), cell(variant), seed, state, cell(engine)].join(",");
  let text = "";
  for (let index = 0; index < epochCount(run); index++) {
    const values = columns.map((column) =>
      index < column.length ? floatText(column[index]!) : "",
    );
    text += `${start},${index + 1},${values.join(",")}\n`;
  }
  return text;
}

/** In quotes where any reader could take it apart, `sweep import` included. @see RFC 4180 */
function cell(text: string): string {
  const guarded = guardFormula(text);
  return /[",;\s]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
