import { closestWord } from "../base/closest-word.ts";
import { EXPORTED_COLUMNS, isExported, unguardFormula } from "./exported-columns.ts";
import { type Mistake, type MistakeList, quoted } from "./mistake-list.ts";

/** A column that may hold a metric; what its cells are decides. */
export interface MetricColumn {
  readonly index: number;
  readonly name: string;
}

/** Where the columns are, from 0. */
export interface ResultsHeader {
  readonly variant: number;
  readonly seed: number;
  /** undefined: one value a run */
  readonly epoch: number | undefined;
  /** long: a row is one value of one metric; wide: a row is one epoch, a column is a metric */
  readonly form:
    | { readonly kind: "long"; readonly metric: number; readonly value: number }
    | { readonly kind: "wide"; readonly metrics: readonly MetricColumn[] };
  readonly columnCount: number;
  /** of a table that `sweep export` wrote, where an empty cell is no value: the column "state" */
  readonly exportedState: number | undefined;
  /** names of the columns that mean nothing here */
  readonly ignored: readonly string[];
}

const KNOWN = ["variant", "seed", "metric", "value", "epoch"];

/** What a metric's name may be: it is printed in tables and charts. */
const METRIC_NAME = /^[^\p{C}]{1,64}$/u;
export const METRIC_RULE = "must be 1 to 64 visible characters";

const FORMS =
  'a row for each value, "variant,seed,metric,value", or a column for each metric, ' +
  '"variant,seed,loss,val_loss"; both may have a column "epoch"';

/** @returns undefined if a rule is broken, which is added to `mistakes` */
export function readHeader(
  cells: readonly string[],
  line: number,
  mistakes: MistakeList,
): ResultsHeader | undefined {
  const names = cells.map((cell) =>
    KNOWN.includes(cell.toLowerCase()) ? cell.toLowerCase() : cell,
  );
  const at = (name: string) => (names.includes(name) ? names.indexOf(name) : undefined);
  const [variant, seed, metric, value] = KNOWN.map(at);
  const isOurs = isExported(names);
  const isLong = !isOurs && (metric !== undefined || value !== undefined);
  const missing = KNOWN.slice(0, isLong ? 4 : 2).filter((name) => at(name) === undefined);
  if (missing.length > 0) mistakes.add(lacking(missing, names, line));
  else addRepeats(names, line, mistakes);
  if (!mistakes.isEmpty || variant === undefined || seed === undefined) return undefined;
  const known: readonly string[] = isOurs ? EXPORTED_COLUMNS : KNOWN;
  const others = names
    .map((name, index) => ({ index, name: isOurs ? unguardFormula(name) : name }))
    .filter((_, index) => !known.includes(names[index]!));
  const isMetric = ({ name }: MetricColumn) => !isLong && isMetricName(name);
  return {
    ...{ variant, seed, epoch: at("epoch"), columnCount: names.length },
    exportedState: isOurs ? at("state") : undefined,
    form: isLong
      ? { kind: "long", metric: metric!, value: value! }
      : { kind: "wide", metrics: others.filter(isMetric) },
    ignored: others.filter((other) => !isMetric(other)).map(({ name }) => name),
  };
}

const NAMES_SHOWN_MAX = 12;

/** At the column that was meant to be the first of those that are missing, if one looks like it. */
function lacking(missing: readonly string[], names: readonly string[], line: number): Mistake {
  const meant = closestWord(missing[0]!, names);
  const shown = names.slice(0, NAMES_SHOWN_MAX).map(quoted).join(", ");
  const more = names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : "";
  const columns = missing.length === 1 ? "a column" : "columns";
  return {
    ...{ line, cell: meant === undefined ? 0 : names.indexOf(meant) },
    message: `header: must have ${columns} ${missing.join(" and ")}, got ${shown}${more}`,
    hint: FORMS,
  };
}

export function isMetricName(name: string): boolean {
  return METRIC_NAME.test(name);
}

/** Columns without a name are the row numbers that data frames write, and mean nothing. */
function addRepeats(names: readonly string[], line: number, mistakes: MistakeList): void {
  for (const [cell, name] of names.entries()) {
    if (name === "" || names.indexOf(name) === cell) continue;
    mistakes.add({
      line,
      cell,
      message: `header: a column must be there once, got ${quoted(name)}`,
    });
  }
}
