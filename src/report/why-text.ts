import type { Rung, Why } from "../diagnose/finding.ts";
import { type Colors, NO_COLORS } from "./colors.ts";
import { cut, printable } from "./printable.ts";
import { alignColumns, type Column } from "./table.ts";
import { wrap } from "./wrap.ts";

/** What a rung is called. */
const RUNG_NAMES: Readonly<Record<Rung, string>> = {
  environment: "environment",
  data: "data",
  structure: "structure",
  "initial-weights": "initial weights",
  "initial-predictions": "initial predictions",
  "training-flag": "training flag, masks",
  "first-loss": "first loss",
  gradients: "gradients",
  "first-update": "first update",
  step: "later steps",
};

const NAME_WIDTH = Math.max(...Object.values(RUNG_NAMES).map((name) => name.length));
const DECLARED_MAX = 12;
const DETAILS_MAX = 6;
const WIDTH_MAX = 100;

export interface WhyTextOptions {
  /** columns of the terminal, of which at most 100 are used; default 80 */
  readonly width?: number;
  readonly colors?: Colors;
}

/** The climb as text: what is declared otherwise, each rung, and the answer in one sentence. */
export function renderWhyText(
  found: Why,
  { width: columns = 80, colors = NO_COLORS }: WhyTextOptions = {},
): string {
  const width = Math.min(columns, WIDTH_MAX);
  const { differs, passed } = found;
  const lines = [
    ...heading(found, width, colors),
    ...declaredLines(found, width, colors),
    "",
    ...passed.flatMap(({ rung, text }) => rungLines("=", rung, text, width)),
    ...(differs ? rungLines("x", differs.rung, differs.text, width) : []),
    ...detailLines(differs?.details ?? [], width),
    "",
    ...wrap(printable(found.sentence), width).map((line) => colors.bold(line)),
  ];
  return `${lines.join("\n")}\n`;
}

function heading({ a, b, seed, engines }: Why, width: number, colors: Colors): string[] {
  const [engineA, engineB] = engines;
  const names = a === b ? `two runs of ${a}` : `${a} against ${b}`;
  const engine = engineA === engineB ? `engine ${engineA}` : `engines ${engineA}, ${engineB}`;
  const [first, ...rest] = wrap(printable(`${names}, seed ${seed}, ${engine}`), width);
  return [colors.bold(first!), ...rest.map((line) => colors.bold(line))];
}

function declaredLines({ declared, a, b }: Why, width: number, colors: Colors): string[] {
  if (declared.length === 0) return ["", a === b ? "one config" : "the configs declare the same"];
  const shown = declared.slice(0, DECLARED_MAX);
  const cell = (value: unknown) => {
    if (value === undefined) return "-";
    return cut(printable(typeof value === "string" ? value : JSON.stringify(value)), 24);
  };
  const columns: Column[] = [
    { title: "declared", align: "left", cells: shown.map(({ path }) => printable(path)) },
    { title: cut(printable(a), 24), align: "left", cells: shown.map(({ a: x }) => cell(x)) },
    { title: cut(printable(b), 24), align: "left", cells: shown.map(({ b: y }) => cell(y)) },
  ];
  const more = declared.length - shown.length;
  return [
    "",
    ...alignColumns(columns, width, colors.dim),
    ...(more > 0 ? [`  and ${more} more, in --json`] : []),
  ];
}

function rungLines(sign: string, rung: Rung, text: string, width: number): string[] {
  const room = width - NAME_WIDTH - 6;
  const name = RUNG_NAMES[rung].padEnd(NAME_WIDTH);
  const [first, ...rest] = wrap(printable(text), room);
  const indent = " ".repeat(NAME_WIDTH + 6);
  return [`  ${sign} ${name}  ${first}`, ...rest.map((line) => indent + line.trimStart())];
}

function detailLines(details: readonly string[], width: number): string[] {
  const shown = details.slice(0, DETAILS_MAX);
  const more = details.length - shown.length;
  const indent = " ".repeat(NAME_WIDTH + 6);
  return [
    ...shown.flatMap((detail) => indent + cut(printable(detail), width - indent.length)),
    ...(more > 0 ? [`${indent}and ${more} more, in --json`] : []),
  ];
}
