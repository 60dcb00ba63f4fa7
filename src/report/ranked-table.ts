import { countOf } from "../base/count-of.ts";
import type { Comparison } from "../stats/comparison.ts";
import type { Summary, VariantSummary } from "../stats/summary.ts";
import { countColumn, differenceColumns, valueColumns } from "./columns.ts";
import { intervalsInWords } from "./interval-words.ts";
import { printable } from "./printable.ts";
import { showLevel } from "./show-difference.ts";
import type { Column } from "./table.ts";
import { collapsedNote, isExploratory } from "./wording.ts";

/** So many variants can be read one after another; more are easier to find in order. */
const UNRANKED_COUNT_MAX = 4;

/** One variant of a ranked table. */
export interface RankedRow {
  readonly variant: VariantSummary;
  /** its place in the summary, which decides its mark and colour */
  readonly index: number;
  /** with the baseline; null: it is the baseline */
  readonly pair: Comparison | null;
}

/** Whether one table in the order of the means takes the place of sentences and two tables. */
export function isRanked({ variants, comparisons }: Summary): boolean {
  return variants.length > UNRANKED_COUNT_MAX && comparisons.length > 0;
}

/** All variants, the best mean first, those without one last. */
export function rankedRows({ variants, comparisons, baseline, direction }: Summary): RankedRow[] {
  const pairOf = (name: string) =>
    comparisons.find((pair) => pair.candidate === name && pair.baseline === baseline) ?? null;
  const sign = direction === "min" ? 1 : -1;
  const order = ({ variant: { mean } }: RankedRow) => (mean === null ? Infinity : sign * mean);
  return variants
    .map((variant, index) => ({ variant, index, pair: pairOf(variant.name) }))
    .sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)));
}

/** Columns of a ranked table, without the names. */
export interface RankedColumns {
  readonly rank: Column;
  /** n, mean and sd; n only where a run has no value or the variants differ in it */
  readonly values: readonly Column[];
  /** difference to the baseline, its interval */
  readonly difference: readonly Column[];
  readonly pValue: Column;
  readonly verdict: Column;
}

export function rankedColumns(rows: readonly RankedRow[], summary: Summary): RankedColumns {
  const variants = rows.map(({ variant }) => variant);
  const pairs = rows.flatMap(({ pair }) => pair ?? []);
  const compared = differenceColumns(pairs, summary).map((column) => {
    const cells = rows.map(({ pair }) => (pair ? column.cells[pairs.indexOf(pair)]! : ""));
    return { ...column, cells };
  });
  const [verdict, , difference, interval, , , pValue] = compared;
  const [mean, sd] = valueColumns(variants);
  const counts = countColumn(variants);
  const hasCounts = seedCount(variants) === null;
  return {
    rank: { title: "rank", align: "right", cells: variants.map(rankInWords) },
    values: [
      ...(hasCounts ? [{ ...counts, dropOrder: 4 }] : []),
      { ...mean!, dropOrder: 1 },
      { ...sd!, dropOrder: 3 },
    ],
    difference: [
      { ...difference!, title: "diff" },
      { ...interval!, dropOrder: 2 },
    ],
    pValue: pValue!,
    verdict: {
      ...verdict!,
      cells: verdict!.cells.map((cell, row) => (rows[row]!.pair ? cell : "baseline")),
    },
  };
}

/** "3", or "2-5"; a dash where there is none. */
function rankInWords({ rank }: VariantSummary): string {
  if (rank === null) return "–";
  return rank.low === rank.high ? `${rank.low}` : `${rank.low}-${rank.high}`;
}

/** How many seeds all have a value on; null where the variants differ or a run has none. */
function seedCount(variants: readonly VariantSummary[]): number | null {
  const [first, ...others] = variants;
  const isComplete = variants.every(({ n, runs }) => n === runs.length);
  return isComplete && others.every(({ n }) => n === first!.n) ? first!.n : null;
}

/** What the numbers are, without a full stop. */
export function rankedCaption(summary: Summary): string {
  const { baseline, variants, comparisons, alpha, scale } = summary;
  const against = scale === "log" ? "relative to" : "minus";
  const count = seedCount(variants);
  const seeds = count === null ? "" : ` over ${countOf(count, "seed")}`;
  const intervals = intervalsInWords(
    comparisons.filter((pair) => pair.baseline === baseline),
    summary,
  );
  const held = intervals === null ? [] : [intervals];
  return [
    ...(isExploratory(summary) ? ["exploratory"] : []),
    [`diff: ${against} ${printable(baseline ?? "")}${seeds}`, ...held].join(", "),
    `rank: ${showLevel(1 - alpha)} for all together`,
    ...[collapsedNote(summary) ?? []].flat(),
  ].join("; ");
}
