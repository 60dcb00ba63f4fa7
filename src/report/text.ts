import type { Verdict } from "../stats/comparison.ts";
import type { Summary } from "../stats/summary.ts";
import { terminalCurves } from "./chart/terminal-curves.ts";
import { glyphOf, hueOf } from "./chart/variant-glyphs.ts";
import { type Colors, NO_COLORS } from "./colors.ts";
import {
  constantColumns,
  countColumn,
  differenceColumns,
  valueColumns,
  varianceColumns,
} from "./columns.ts";
import { besideWord } from "./headline-warnings.ts";
import { intervalsInWords } from "./interval-words.ts";
import { pairInFull } from "./pair-in-full.ts";
import { cut, printable, widthOf } from "./printable.ts";
import { isRanked, rankedCaption, rankedColumns, rankedRows } from "./ranked-table.ts";
import { alignColumns, type Column } from "./table.ts";
import { luckyPairSentence, verdictBesideBadge } from "./verdict-words.ts";
import {
  caveats,
  collapsedNote,
  differenceSentence,
  headingParts,
  isExploratory,
} from "./wording.ts";
import { wrap } from "./wrap.ts";

export interface TextOptions {
  /** columns of the terminal, of which at most 100 are used; default 80 */
  readonly width?: number;
  /** default: none */
  readonly colors?: Colors;
}

/** On a wide screen long lines are no gain. */
const WIDTH_MAX = 100;
/** A table keeps this much of a name, however narrow the terminal. */
const NAME_WIDTH_MIN = 8;
/** ... and this share of the terminal at most. */
const NAME_SHARE = 0.4;
/** In a ranked table names take the room that the numbers leave, mark included. */
const RANKED_NAME_WIDTH_MIN = 12;

interface Page {
  readonly width: number;
  readonly colors: Colors;
}

/**
 * The report for a terminal, read from the top: what it is about, the verdict, the numbers it
 * rests on, the curves, and what to be careful about.
 */
export function renderText(summary: Summary, options: TextOptions = {}): string {
  const width = Math.min(options.width ?? 80, WIDTH_MAX);
  const page = { width, colors: options.colors ?? NO_COLORS };
  const blocks = [
    heading(summary, page),
    verdicts(summary, page),
    ...(isRanked(summary)
      ? [rankedTable(summary, page), otherDifferences(summary, page)]
      : [variantTable(summary, page), differences(summary, page)]),
    inFull(summary, page),
    varianceTable(summary, page),
    terminalCurves(summary.metric, summary.variants, page),
    caveatLines(summary, page),
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function heading(summary: Summary, { width, colors }: Page): string[] {
  const name = printable(summary.sweep);
  const parts = headingParts(summary);
  const line = `${name}  ${parts.join(" · ")}`;
  if (widthOf(line) <= width) return [`${colors.bold(name)}  ${parts.join(" · ")}`];
  return [colors.bold(cut(name, width)), ...wrap(parts.join(" · "), width, "  ")];
}

/** So many verdicts can be read as sentences; more are easier to find in a table. */
const SENTENCE_COUNT_MAX = 3;

const HUES: Readonly<Record<Verdict, keyof Colors>> = {
  ...{ better: "green", worse: "red", negligible: "cyan", equivalent: "cyan" },
  ...{ undecided: "yellow", identical: "cyan", invalid: "magenta" },
};

function verdicts(summary: Summary, { width, colors }: Page): string[] {
  const { comparisons } = summary;
  if (comparisons.length > SENTENCE_COUNT_MAX) return [];
  const exploratory = isExploratory(summary) ? " (exploratory)" : "";
  return comparisons.flatMap((pair, index) => {
    const gap = index === 0 ? [] : [""];
    const badge = `${pair.verdict.toUpperCase()}${exploratory}`;
    const reservation = besideWord(pair, summary);
    const words = verdictBesideBadge(pair, summary);
    const [first = "", ...others] =
      reservation === ""
        ? wrap(`${badge}  ${words}`, width)
        : [...wrap(`${badge}${reservation}`, width), ...wrap(words, width, "  ")];
    const painted = colors.bold(colors[HUES[pair.verdict]](badge)) + first.slice(badge.length);
    const lucky = luckyPairSentence(pair, summary);
    return [
      ...gap,
      painted,
      ...others,
      ...(lucky === null ? [] : wrap(lucky, width, "  ").map(colors.dim)),
    ];
  });
}

function variantTable(summary: Summary, page: Page): string[] {
  const { variants } = summary;
  const mark: Column = {
    title: "",
    align: "left",
    cells: variants.map((_, index) => glyphOf(index)),
    paint: (text, row) => page.colors[hueOf(row)](text),
  };
  const names = nameColumn(
    variants.map(({ name }) => name),
    page,
  );
  const columns = [
    ...[joined(mark, names), countColumn(variants)],
    ...[...valueColumns(variants), ...constantColumns(variants)],
  ];
  const note = collapsedNote(summary);
  return [
    ...alignColumns(columns, page.width, page.colors.dim),
    ...(note === null ? [] : wrap(note, page.width)),
  ];
}

function nameColumn(names: readonly string[], { width }: Page): Column {
  const nameWidth = Math.max(NAME_WIDTH_MIN, Math.floor(width * NAME_SHARE));
  return { title: "", align: "left", cells: names.map((name) => cut(printable(name), nameWidth)) };
}

function rankedTable(summary: Summary, page: Page): string[] {
  const rows = rankedRows(summary);
  const { rank, values, difference, verdict } = rankedColumns(rows, summary);
  const numbers = [...values, ...difference];
  const painted: Column = {
    ...verdict,
    paint: (text, row) => {
      const { pair } = rows[row]!;
      return pair ? page.colors[HUES[pair.verdict]](text) : page.colors.dim(text);
    },
  };
  const mark: Column = {
    title: "",
    align: "left",
    cells: rows.map(({ index }) => glyphOf(index)),
    paint: (text, row) => page.colors[hueOf(rows[row]!.index)](text),
  };
  const names: Column = {
    title: "",
    align: "left",
    cells: rows.map(({ variant }) => printable(variant.name)),
  };
  const marked = { ...joined(mark, names), shrinksTo: RANKED_NAME_WIDTH_MIN };
  const columns = [rank, marked, ...numbers, painted];
  return [
    ...wrap(rankedCaption(summary), page.width),
    ...alignColumns(columns, page.width, page.colors.dim),
  ];
}

/** Where all pairs are compared: those without the baseline of the ranked table. */
function otherDifferences(summary: Summary, page: Page): string[] {
  const baselines = new Set(summary.comparisons.map(({ baseline }) => baseline));
  return [...baselines]
    .filter((baseline) => baseline !== summary.baseline)
    .flatMap((baseline) => differenceTable(baseline, summary, page));
}

/** A mark belongs closer to its name than a column to the next. */
function joined(mark: Column, names: Column): Column {
  return {
    ...names,
    cells: names.cells.map((name, row) => `${mark.cells[row]} ${name}`),
    paint: (text, row) => mark.paint!(text.slice(0, 1), row) + text.slice(1),
  };
}

/** One comparison is a sentence; several are easier to compare below one another. */
function differences(summary: Summary, page: Page): string[] {
  const [first, ...more] = summary.comparisons;
  if (!first) return [];
  if (more.length === 0) {
    // Of what is identical the verdict has said all there is.
    if (first.verdict === "identical") return [];
    return wrap(differenceSentence(first, summary), page.width);
  }
  const baselines = [...new Set(summary.comparisons.map(({ baseline }) => baseline))];
  return baselines.flatMap((baseline) => differenceTable(baseline, summary, page));
}

/** One pair that was asked for is shown with all there is. */
function inFull(summary: Summary, { width, colors }: Page): string[] {
  const [pair, ...more] = summary.comparisons;
  if (pair === undefined || more.length > 0) return [];
  return pairInFull(pair, summary).flatMap(([title, text]) => {
    const [first = "", ...others] = wrap(`${title}: ${text}`, width);
    return [colors.bold(title) + first.slice(title.length), ...others];
  });
}

function differenceTable(baseline: string, summary: Summary, page: Page): string[] {
  const pairs = summary.comparisons.filter((pair) => pair.baseline === baseline);
  const intervals = intervalsInWords(pairs, summary);
  const title =
    `each minus ${printable(baseline)}, over the seeds that both have done` +
    (intervals === null ? "" : `; ${intervals}`);
  const names = nameColumn(
    pairs.map(({ candidate }) => candidate),
    page,
  );
  const columns = [names, ...differenceColumns(pairs, summary)];
  return [...wrap(title, page.width), ...alignColumns(columns, page.width, page.colors.dim)];
}

function varianceTable({ variance }: Summary, page: Page): string[] {
  if (variance.length === 0) return [];
  const names = nameColumn(
    variance.map(({ variant }) => variant),
    page,
  );
  const title = "share of the variance over seeds that each source makes when it alone is varied";
  return [
    ...wrap(title, page.width),
    ...alignColumns([names, ...varianceColumns(variance)], page.width, page.colors.dim),
  ];
}

function caveatLines(summary: Summary, { width, colors }: Page): string[] {
  const lines = caveats(summary).flatMap((caveat) => wrap(caveat, width, "  "));
  return lines.length > 0 ? [colors.yellow("caveats"), ...lines] : [];
}
