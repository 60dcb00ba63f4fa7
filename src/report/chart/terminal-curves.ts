import type { CurvePoint, Summary } from "../../stats/summary.ts";
import { type Colors, NO_COLORS } from "../colors.ts";
import { cut, printable, widthOf } from "../printable.ts";
import { type Axis, linearAxis } from "./axis.ts";
import { type Cell, CellGrid } from "./cell-grid.ts";
import { type EpochScale, epochScale } from "./epoch-scale.ts";
import { glyphOf, hueOf } from "./variant-glyphs.ts";

/** A variant's mean per epoch, as a summary has it. */
export type Curve = Pick<Summary["variants"][number], "name" | "curve">;

export interface CurvesOptions {
  /** columns of the terminal, axis included */
  readonly width: number;
  /** rows of the plot at most; default 12 */
  readonly rowCountMax?: number;
  readonly colors?: Colors;
}

const ROW_COUNT_MAX = 12;
/** Room below which a picture says nothing. */
const PLOT_WIDTH_MIN = 12;
/** With more variants, lines and bars of spread would only cover the marks. */
const LINED_COUNT_MAX = 3;
const INDENT = "  ";
const LINE_GLYPH = "·";
const BAR_GLYPH = "╎";
const [LINE_LAYER, BAR_LAYER, MARK_LAYER] = [0, 1, 2];

/**
 * Each variant's mean per epoch as a small chart for the terminal: title, plot with axes, legend.
 * The scale is linear and every epoch is in the picture, several to a column if they are many.
 * Epochs without a value are gaps.
 *
 * @returns lines; none if there is nothing to draw or no room
 */
export function terminalCurves(
  metric: string,
  curves: readonly Curve[],
  { width, rowCountMax = ROW_COUNT_MAX, colors = NO_COLORS }: CurvesOptions,
): string[] {
  const hasLines = curves.length <= LINED_COUNT_MAX;
  const hasBars = hasLines && curves.some(hasSpread);
  const axis = axisOf(curves, hasBars, rowCountMax);
  if (!axis) return [];
  const labelWidth = Math.max("epoch".length, ...axis.labels.map(widthOf));
  const plotWidth = width - INDENT.length - labelWidth - 2;
  if (plotWidth < PLOT_WIDTH_MIN) return [];
  const epochCount = Math.max(...curves.map(({ curve }) => curve.length));
  const scale = epochScale(epochCount, plotWidth, curves.length);
  const grid = new CellGrid(scale.columnCount, axis.rowCount);
  curves.forEach(({ curve }, owner) => {
    drawCurve(grid, curve, { owner, axis, scale, hasLines, hasBars });
  });
  return [
    ...title(printable(metric), hasBars, width),
    ...plotLines(grid, axis, labelWidth, colors),
    ...epochLines(scale, labelWidth, colors),
    ...legend(curves, width, colors),
  ];
}

function hasSpread({ curve }: Curve): boolean {
  return curve.some(({ sd }) => sd !== null && sd > 0);
}

function axisOf(curves: readonly Curve[], hasBars: boolean, rowCountMax: number): Axis | undefined {
  const ends = curves
    .flatMap(({ curve }) => curve)
    .flatMap(({ mean, sd }) => {
      if (mean === null) return [];
      const reach = hasBars ? (sd ?? 0) : 0;
      return [mean - reach, mean + reach];
    })
    .filter(Number.isFinite);
  if (ends.length === 0) return undefined;
  return linearAxis(least(ends), most(ends), rowCountMax);
}

/** Not Math.min(...values): a thousand epochs of many variants are too many arguments. */
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

interface Drawing {
  readonly owner: number;
  readonly axis: Axis;
  readonly scale: EpochScale;
  readonly hasLines: boolean;
  readonly hasBars: boolean;
}

function drawCurve(grid: CellGrid, curve: readonly CurvePoint[], drawing: Drawing): void {
  const { owner, axis, scale, hasLines, hasBars } = drawing;
  const rowOf = (value: number) => rowOn(axis, value);
  curve.forEach(({ epoch, mean, sd }, index) => {
    if (mean === null) return;
    const column = scale.columnOf(epoch, owner);
    grid.put(column, rowOf(mean), { glyph: glyphOf(owner), owner, layer: MARK_LAYER });
    if (hasBars && sd !== null) {
      for (let row = rowOf(mean - sd); row <= rowOf(mean + sd); row++) {
        grid.put(column, row, { glyph: BAR_GLYPH, owner, layer: BAR_LAYER });
      }
    }
    const next = curve[index + 1];
    if (!hasLines || next === undefined || next.mean === null) return;
    const nextColumn = scale.columnOf(next.epoch, owner);
    for (let between = column + 1; between < nextColumn; between++) {
      const share = (between - column) / (nextColumn - column);
      const row = rowOf(mean + share * (next.mean - mean));
      grid.put(between, row, { glyph: LINE_GLYPH, owner, layer: LINE_LAYER });
    }
  });
}

/** What exceeds the axis, as a sum of two huge numbers can, stands at its edge. */
function rowOn({ low, step, rowCount }: Axis, value: number): number {
  return Math.max(0, Math.min(rowCount - 1, Math.round((value - low) / step)));
}

function title(metric: string, hasBars: boolean, width: number): string[] {
  const bars = `, ${BAR_GLYPH} ± 1 sd (spread of seeds, not a confidence band)`;
  const full = `${metric} per epoch: mean${hasBars ? bars : ""}`;
  const short = `${metric} per epoch: mean${hasBars ? `, ${BAR_GLYPH} ± 1 sd` : ""}`;
  return [cut(widthOf(full) <= width ? full : short, width)];
}

function plotLines(grid: CellGrid, axis: Axis, labelWidth: number, colors: Colors): string[] {
  const paint = ({ glyph, owner, layer }: Cell) => {
    const hued = colors[hueOf(owner)](glyph);
    return layer === MARK_LAYER ? hued : colors.dim(hued);
  };
  return axis.labels
    .map((label, row) => {
      const edge = `${label.padStart(labelWidth)} ${label ? "┤" : "│"}`;
      return `${INDENT}${colors.dim(edge)}${grid.row(row, paint)}`;
    })
    .reverse();
}

function epochLines(scale: EpochScale, labelWidth: number, colors: Colors): string[] {
  const line = `${" ".repeat(labelWidth)} └${scale.ruler}`;
  const numbers = `${"epoch".padStart(labelWidth)}  ${scale.numbers}`;
  return [line, numbers].map((text) => `${INDENT}${colors.dim(text)}`);
}

function legend(curves: readonly Curve[], width: number, colors: Colors): string[] {
  const entries = curves.map(({ name }, owner) => {
    const text = cut(printable(name), Math.max(8, width - 8));
    return { width: widthOf(text) + 2, text: `${colors[hueOf(owner)](glyphOf(owner))} ${text}` };
  });
  const lines: { width: number; text: string }[] = [];
  for (const entry of entries) {
    const line = lines.at(-1);
    if (line && line.width + 3 + entry.width <= width) {
      line.width += 3 + entry.width;
      line.text += `   ${entry.text}`;
    } else {
      lines.push({ width: INDENT.length + entry.width, text: `${INDENT}${entry.text}` });
    }
  }
  return lines.map(({ text }) => text);
}
