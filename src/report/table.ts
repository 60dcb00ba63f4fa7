import { cut, widthOf } from "./printable.ts";

/** One column of a table, its cells already written out. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  readonly cells: readonly string[];
  /** columns with the highest number go first where the width does not suffice; 0: never */
  readonly dropOrder?: number;
  /** the least width that its cells are cut to before columns go; default: none is cut */
  readonly shrinksTo?: number;
  readonly paint?: (text: string, row: number) => string;
}

const INDENT = "  ";
const GAP_WIDTH_MIN = 2;
const GAP_WIDTHS = [3, GAP_WIDTH_MIN];

/**
 * Columns side by side, without rules: title line first.
 *
 * @param width columns of the terminal; what cannot be dropped may exceed it
 * @param paintTitle paints the title line
 */
export function alignColumns(
  columns: readonly Column[],
  width: number,
  paintTitle: (text: string) => string,
): string[] {
  const { kept, gap } = fitting(columns, width);
  const row = (cell: (column: Column) => string, paint?: (text: string, of: Column) => string) => {
    const cells = kept.map((column) => {
      const padded = pad(cell(column), columnWidth(column), column.align);
      return paint ? paint(padded, column) : padded;
    });
    return `${INDENT}${cells.join(" ".repeat(gap))}`.trimEnd();
  };
  const rowCount = kept[0]?.cells.length ?? 0;
  const rows = Array.from({ length: rowCount }, (_, index) =>
    row(
      ({ cells }) => cells[index] ?? "",
      (text, { paint }) => (paint ? paint(text, index) : text),
    ),
  );
  return [paintTitle(row(({ title }) => title)), ...rows];
}

/** Closes the gaps first, then cuts what may be cut; then leaves out whole columns. */
function fitting(columns: readonly Column[], width: number) {
  let kept = columns;
  while (true) {
    const gap = GAP_WIDTHS.find((gapWidth) => tableWidth(kept, gapWidth) <= width);
    if (gap !== undefined) return { kept, gap };
    const excess = tableWidth(kept, GAP_WIDTH_MIN) - width;
    const shrunk = kept.map((column) => shrink(column, excess));
    const dropOrder = Math.max(0, ...kept.map((column) => column.dropOrder ?? 0));
    if (dropOrder === 0 || tableWidth(shrunk, GAP_WIDTH_MIN) <= width) {
      return { kept: shrunk, gap: GAP_WIDTH_MIN };
    }
    kept = kept.filter((column) => column.dropOrder !== dropOrder);
  }
}

function shrink(column: Column, excess: number): Column {
  if (column.shrinksTo === undefined) return column;
  const width = Math.max(column.shrinksTo, columnWidth(column) - excess);
  return { ...column, cells: column.cells.map((cell) => cut(cell, width)) };
}

function tableWidth(columns: readonly Column[], gap: number): number {
  const widths = columns.map(columnWidth).reduce((sum, width) => sum + width, 0);
  return INDENT.length + widths + gap * (columns.length - 1);
}

function columnWidth({ title, cells }: Column): number {
  return Math.max(widthOf(title), ...cells.map(widthOf));
}

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(width - widthOf(text));
  return align === "left" ? text + space : space + text;
}
