import { numberStyle, showNumber } from "../base/number.ts";
import type { Comparison, Summary, VariantSummary } from "../stats/summary.ts";
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

/** n of each variant; "8/10" as soon as one of its runs has no value. */
export function countColumn(variants: readonly VariantSummary[]): Column {
  const cells = variants.map(({ n, runs }) => (n === runs.length ? `${n}` : `${n}/${runs.length}`));
  return { title: "n", align: "right", cells };
}

/** The paired differences, one row per comparison, to the same decimals; without names. */
export function differenceColumns(
  comparisons: readonly Comparison[],
  direction: Summary["direction"],
): Column[] {
  const style = numberStyle(
    comparisons.map(({ difference }) => difference),
    comparisons.map(({ differenceSd }) => differenceSd),
  );
  const column = (title: string, cell: (of: Comparison) => string, dropOrder = 0): Column => ({
    title,
    align: "right",
    cells: comparisons.map(cell),
    dropOrder,
  });
  return [
    column("pairs", ({ n }) => `${n}`),
    column("difference", (pair) =>
      isIdentical(pair) ? "identical" : showNumber(pair.difference, style),
    ),
    column("sd", ({ differenceSd }) => showNumber(differenceSd, style), 2),
    column("lower", (pair) => `${lowerCount(pair, direction)}`, 1),
    column("higher", (pair) => `${higherCount(pair, direction)}`, 1),
    column("equal", ({ ties }) => `${ties}`, 3),
    column("correlation", (pair) => showCorrelation(pair.correlation), 4),
  ];
}

/** Whether the two variants' runs are equal to the bit, so that there is nothing to subtract. */
export function isIdentical({ warnings }: Comparison): boolean {
  return warnings.some(({ code }) => code === "identical");
}

/** Seeds on which the candidate's value is the lower one. */
export function lowerCount({ wins, losses }: Comparison, direction: Summary["direction"]): number {
  return direction === "min" ? wins : losses;
}

/** Seeds on which the candidate's value is the higher one. */
export function higherCount({ wins, losses }: Comparison, direction: Summary["direction"]): number {
  return direction === "min" ? losses : wins;
}

/** Two decimals: with few seeds there is not more to know. */
export function showCorrelation(correlation: number | null): string {
  return showNumber(correlation, { notation: "fixed", decimals: 2 });
}
