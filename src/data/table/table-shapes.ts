import type { RowOutline, TableInput, TableSpec } from "../dataset.ts";

/** How many numbers a row has of a column. */
export function widthOf({ categories = 1 }: TableInput): number {
  return categories;
}

/** What the rows of a table come to; class indices are one target alone. */
export function tableShapes({ rows, inputs, targets }: TableSpec): RowOutline {
  const classCount = targets.length === 1 ? targets[0]!.classes : undefined;
  return {
    rowCount: rows,
    inputShape: [inputs.reduce((sum, column) => sum + widthOf(column), 0)],
    targetShape: [targets.length],
    hasClasses: classCount !== undefined,
    classCount,
    hasTexts: targets.some(({ kind }) => kind === "text"),
  };
}
