import { numberStyle, showNumber } from "../base/number.ts";
import type { Comparison } from "../stats/comparison.ts";
import { decidingInterval } from "../stats/deciding-interval.ts";
import type { Direction } from "../stats/question.ts";
import type { Summary, VarianceShare, VariantSummary } from "../stats/summary.ts";
import { besideCell } from "./headline-warnings.ts";
import { intervalColumn } from "./interval-column.ts";
import { differenceStyle, showDifference, showShare } from "./show-difference.ts";
import type { Column } from "./table.ts";

/** The values of each variant, one row each, all numbers to the same decimals; without names. */
export function valueColumns(variants: readonly VariantSummary[]): Column[] {
  const values = variants.flatMap(({ mean, median, min, max }) => [mean, median, min, max]);
  const style = numberStyle(
    values,
    variants.map(({ sd }) => sd),
  );
  const column = (title: "mean" | "sd" | "median" | "min" | "max", dropOrder: number): Column => ({
    title,
    align: "right",
    cells: variants.map((variant) => showNumber(variant[title], style)),
    dropOrder,
  });
  return [
    column("mean", 0),
    column("sd", 1),
    column("median", 3),
    column("min", 2),
    column("max", 2),
  ];
}

/** What a constant answer scores, and how many runs did no better; where any is known or did. */
export function constantColumns(variants: readonly VariantSummary[]): Column[] {
  const scores = variants.map(({ constant }) => constant);
  const style = numberStyle(
    scores,
    variants.map(({ sd }) => sd),
  );
  const columns = [
    { title: "constant", cells: scores.map((score) => showNumber(score, style)), dropOrder: 1 },
    { title: "collapsed", cells: variants.map(({ collapsed }) => `${collapsed.length}`) },
  ] as const;
  const hasScores = scores.some((score) => score !== null);
  const hasCollapsed = variants.some(({ collapsed }) => collapsed.length > 0);
  return columns
    .filter(({ title }) => (title === "constant" ? hasScores : hasCollapsed))
    .map((column) => ({ ...column, align: "right" }));
}

/** n of each variant; "8/10" as soon as one of its runs has no value. */
export function countColumn(variants: readonly VariantSummary[]): Column {
  const cells = variants.map(({ n, runs }) => (n === runs.length ? `${n}` : `${n}/${runs.length}`));
  return { title: "n", align: "right", cells };
}

/** The comparisons, one row each, numbers to the same decimals; without names. */
export function differenceColumns(
  comparisons: readonly Comparison[],
  { direction, scale }: Summary,
): Column[] {
  const style = differenceStyle(
    comparisons.map(({ difference }) => difference),
    comparisons.map(decidingInterval),
    scale,
  );
  const column = (title: string, cell: (of: Comparison) => string, dropOrder = 0): Column => ({
    title,
    align: "right",
    cells: comparisons.map(cell),
    dropOrder,
  });
  const shown = (value: number | null) => showDifference(value, style, scale);
  return [
    { ...column("verdict", (pair) => pair.verdict + besideCell(pair)), align: "left" },
    column("pairs", ({ n }) => `${n}`, 3),
    column("difference", ({ difference }) => shown(difference)),
    { ...intervalColumn(comparisons.map(decidingInterval), shown), align: "right", dropOrder: 1 },
    column("lower", (pair) => `${lowerCount(pair, direction)}`, 4),
    column("higher", (pair) => `${higherCount(pair, direction)}`, 4),
    column("adjusted p", ({ adjustedPValue }) => showNumber(adjustedPValue, P_STYLE), 2),
  ];
}

const P_STYLE = { notation: "fixed", decimals: 4 } as const;

/** What each source of randomness makes of the spread, one row each; without names. */
export function varianceColumns(shares: readonly VarianceShare[]): Column[] {
  const style = numberStyle(
    [],
    shares.map(({ sd }) => sd),
  );
  const column = (title: string, cell: (of: VarianceShare) => string): Column => ({
    title,
    align: "right",
    cells: shares.map(cell),
  });
  return [
    column("n", ({ n }) => `${n}`),
    column("sd", ({ sd }) => showNumber(sd, style)),
    column("share", ({ share }) => (share === null ? "–" : showShare(share))),
    { ...column("varied", ({ streams }) => streams.join(", ") || "none"), align: "left" },
  ];
}

/** Seeds on which the candidate's value is the lower one. */
export function lowerCount({ wins, losses }: Comparison, direction: Direction): number {
  return direction === "min" ? wins : losses;
}

/** Seeds on which the candidate's value is the higher one. */
export function higherCount({ wins, losses }: Comparison, direction: Direction): number {
  return direction === "min" ? losses : wins;
}

/** Two decimals: with few seeds there is not more to know. */
export function showCorrelation(correlation: number | null): string {
  return showNumber(correlation, { notation: "fixed", decimals: 2 });
}
