import { closestWord } from "../../base/closest-word.ts";
import { type MistakeList, quoted } from "../../external/mistake-list.ts";
import type { DataProblem } from "../data-problem.ts";
import type { TableOptions } from "./table-options.ts";

/** Columns by their places in a row, from 0. */
export interface ChosenColumns {
  /** in the order of the file */
  readonly inputs: readonly number[];
  /** in the order of the config */
  readonly targets: readonly number[];
  /** says which rows validate */
  readonly mark?: number | undefined;
  readonly problems: readonly DataProblem[];
}

const COLUMN_COUNT_MAX = 10_000;

/** Adds what is wrong with a header to `mistakes`. @param line its first, from 1 */
export function checkHeader(names: readonly string[], line: number, mistakes: MistakeList): void {
  if (names.length > COLUMN_COUNT_MAX) {
    const message = `header: must have at most ${COLUMN_COUNT_MAX} columns, got ${names.length}`;
    mistakes.add({ line, cell: COLUMN_COUNT_MAX, message });
    return;
  }
  const seen = new Set<string>();
  for (const [cell, name] of names.entries()) {
    if (name === "") {
      const message = "header: a column must have a name, got nothing";
      mistakes.add({ line, cell, message, ...(cell === 0 && { hint: ROW_NUMBERS }) });
    } else if (seen.has(name)) {
      const message = `header: a column's name must be there once, got ${quoted(name)}`;
      mistakes.add({ line, cell, message });
    }
    seen.add(name);
  }
}

const ROW_NUMBERS = "pandas writes row numbers so; df.to_csv(FILE, index=False) leaves them out";

/**
 * Which columns are inputs and which targets, and which one says what validates.
 *
 * @param file its name, for messages
 */
export function chooseColumns(
  names: readonly string[],
  { target, ignore = [], validation }: TableOptions,
  file: string,
): ChosenColumns {
  const places = new Map(names.map((name, index) => [name, index]));
  const mark = typeof validation === "object" && "column" in validation ? [validation.column] : [];
  const unknown = (key: (index: number) => DataProblem["key"], asked: readonly string[]) =>
    [...asked.entries()].flatMap(([index, name]): DataProblem[] =>
      places.has(name) ? [] : [noColumn(key(index), name, names, file)],
    );
  const problems = [
    ...unknown((index) => ["target", index], target),
    ...unknown((index) => ["ignore", index], ignore),
    ...unknown(() => ["validation", "column"], mark),
  ];
  const left = new Set(names);
  for (const name of [...target, ...ignore, ...mark]) left.delete(name);
  if (problems.length === 0 && left.size === 0) {
    const key = [ignore.length > 0 ? "ignore" : "target"];
    problems.push({ key, rule: `must leave a column of ${file} as input` });
  }
  const at = (name: string) => places.get(name)!;
  return {
    ...{ inputs: [...left].map(at), targets: target.map(at), problems },
    ...(mark[0] !== undefined && { mark: at(mark[0]) }),
  };
}

const NAMES_SHOWN_MAX = 12;

function noColumn(
  key: DataProblem["key"],
  name: string,
  names: readonly string[],
  file: string,
): DataProblem {
  const meant = closestWord(name, names);
  const more = names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : "";
  const hint =
    meant === undefined
      ? `its columns: ${names.slice(0, NAMES_SHOWN_MAX).join(", ")}${more}`
      : `did you mean ${quoted(meant)}?`;
  return { key, rule: `must be a column of ${file}`, got: quoted(name), hint };
}
