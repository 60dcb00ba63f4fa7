import { SweepError } from "../base/error.ts";

// What the tables that `sweep export` writes look like, for those who write and who read them.

/** The columns before those of the metrics. */
export const EXPORTED_COLUMNS = ["sweep", "variant", "seed", "state", "engine", "epoch"] as const;

/** These would make a table of rows of values of one with a column for each metric. */
const LONG_COLUMNS = ["metric", "value"];

/** Whether a table is one that `sweep export` wrote, its columns in whatever order by now. */
export function isExported(columns: readonly string[]): boolean {
  const has = (column: string) => columns.includes(column);
  return EXPORTED_COLUMNS.every(has) && !LONG_COLUMNS.every(has);
}

/**
 * The metrics that any of the runs has, in name order: one column for each.
 *
 * @throws SweepError USAGE if one is called as another column is
 */
export function metricColumns(
  runs: readonly { readonly series: Readonly<Record<string, unknown>> }[],
): string[] {
  const metrics = [...new Set(runs.flatMap(({ series }) => Object.keys(series)))].sort();
  const taken = new Set<string>([...EXPORTED_COLUMNS, ...LONG_COLUMNS]);
  const clash = metrics.find((metric) => taken.has(metric.toLowerCase()));
  if (clash === undefined) return metrics;
  throw new SweepError(
    "USAGE",
    `metric ${clash}: must not be called as another column of a table is, got "${clash}"`,
    "JSON has room for any name: --format json, or --out FOLDER/",
  );
}

/**
 * A text as a cell that no spreadsheet takes for a formula: an apostrophe before it, as they write
 * it themselves.
 *
 * @see OWASP, CSV Injection
 */
export function guardFormula(text: string): string {
  return /^'*[=+\-@]/.test(text) ? `'${text}` : text;
}

/** The inverse of `guardFormula`. */
export function unguardFormula(text: string): string {
  return /^'+[=+\-@]/.test(text) ? text.slice(1) : text;
}
