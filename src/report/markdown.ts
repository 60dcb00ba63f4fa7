import type { Comparison } from "../stats/comparison.ts";
import type { Summary, VariantSummary } from "../stats/summary.ts";
import { terminalCurves } from "./chart/terminal-curves.ts";
import { constantColumns, differenceColumns, valueColumns, varianceColumns } from "./columns.ts";
import { besideWord } from "./headline-warnings.ts";
import { intervalsInWords } from "./interval-words.ts";
import { printable } from "./printable.ts";
import { isRanked, rankedCaption, rankedColumns, rankedRows } from "./ranked-table.ts";
import type { Column } from "./table.ts";
import { luckyPairSentence, verdictBesideBadge } from "./verdict-words.ts";
import {
  caveats,
  collapsedNote,
  differenceSentence,
  headingParts,
  isExploratory,
} from "./wording.ts";

/** Code blocks do not wrap; this fits a page of GitHub beside its margins. */
const CHART_WIDTH = 80;

/** The report for a pull request or a notebook: GitHub's Markdown, the chart as a code block. */
export function renderMarkdown(summary: Summary): string {
  const chart = terminalCurves(summary.metric, summary.variants, { width: CHART_WIDTH });
  const warnings = caveats(summary).map((caveat) => `- ${escaped(caveat)}`);
  const blocks = [
    [`## ${escaped(summary.sweep)}`],
    [escaped(headingParts(summary).join(" · "))],
    verdicts(summary),
    ...(isRanked(summary)
      ? [ranked(summary), differences(summary, summary.baseline)]
      : [
          table([
            variantNames(summary.variants),
            ...countColumns(summary.variants),
            ...valueColumns(summary.variants),
            ...constantColumns(summary.variants),
          ]),
          [collapsedNote(summary) ?? []].flat().map((note) => `${escaped(note)}.`),
          differences(summary),
        ]),
    variance(summary),
    chart.length > 0 ? ["```text", ...chart, "```"] : [],
    warnings.length > 0 ? ["**Caveats**", "", ...warnings] : [],
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Names hold what their writers like: nothing in them may become a tag, a link or a cell. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*<>[\]|~#&!]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
}

function table(columns: readonly Column[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rules = columns.map(({ align }) => (align === "left" ? ":--" : "--:"));
  const rowCount = columns[0]?.cells.length ?? 0;
  return [
    row(columns.map(({ title }) => title)),
    row(rules),
    ...Array.from({ length: rowCount }, (_, index) =>
      row(columns.map(({ cells }) => cells[index]!)),
    ),
  ];
}

function variantNames(variants: readonly VariantSummary[]): Column {
  return { title: "variant", align: "left", cells: variants.map(({ name }) => escaped(name)) };
}

/** Outcomes that nobody had need no column. */
function countColumns(variants: readonly VariantSummary[]): Column[] {
  return (["n", "diverged", "failed", "pending"] as const)
    .filter((title) => title === "n" || variants.some((variant) => variant[title] > 0))
    .map((title) => ({
      title,
      align: "right",
      cells: variants.map((variant) => `${variant[title]}`),
    }));
}

/** So many verdicts can be read as sentences; more are easier to find in a table. */
const SENTENCE_COUNT_MAX = 3;

function verdicts(summary: Summary): string[] {
  const { comparisons } = summary;
  if (comparisons.length > SENTENCE_COUNT_MAX) return [];
  const exploratory = isExploratory(summary) ? " (exploratory)" : "";
  return comparisons.flatMap((pair, index) => {
    const words = escaped(verdictBesideBadge(pair, summary));
    const word = `${pair.verdict}${exploratory}${escaped(besideWord(pair, summary))}`;
    const sentence = `**${word}**: ${words}.`;
    const lucky = luckyPairSentence(pair, summary);
    const lines = [sentence, ...(lucky === null ? [] : [`${escaped(lucky)}.`])];
    return index === 0 ? lines : ["", ...lines];
  });
}

function variance({ variance: shares }: Summary): string[] {
  if (shares.length === 0) return [];
  const cells = shares.map(({ variant }) => escaped(variant));
  const names: Column = { title: "share of variance", align: "left", cells };
  return table([names, ...varianceColumns(shares)]);
}

function ranked(summary: Summary): string[] {
  const rows = rankedRows(summary);
  const variants = rows.map(({ variant }) => variant);
  const { rank, values, difference, pValue, verdict } = rankedColumns(rows, summary);
  const counts = countColumns(variants);
  const numbers = values.filter(({ title }) => title !== "n");
  return [
    ...table([
      ...[rank, variantNames(variants), ...counts, ...numbers],
      ...[...difference, pValue, verdict],
    ]),
    "",
    `${escaped(rankedCaption(summary))}.`,
  ];
}

/** @param shown a baseline whose differences are shown elsewhere */
function differences(summary: Summary, shown: string | null = null): string[] {
  const comparisons = summary.comparisons.filter(({ baseline }) => baseline !== shown);
  const [first] = comparisons;
  if (!first) return [];
  if (summary.comparisons.length === 1) return [`${escaped(differenceSentence(first, summary))}.`];
  const pairs: Column = {
    title: "paired difference",
    align: "left",
    cells: comparisons.map((pair) => escaped(pairName(pair))),
  };
  const intervals = intervalsInWords(comparisons, summary);
  const note = intervals === null ? [] : ["", `${escaped(`From, to: ${intervals}`)}.`];
  return [...table([pairs, ...differenceColumns(comparisons, summary)]), ...note];
}

function pairName({ candidate, baseline }: Comparison): string {
  return `${candidate} minus ${baseline}`;
}
