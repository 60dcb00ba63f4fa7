import { cut, printable } from "../printable.ts";
import {
  type ChartFrame,
  characterCount,
  type Marks,
  type PlotModule,
  textWidth,
} from "./draw-plot.ts";
import type { ValueAxis } from "./value-axis.ts";

/** Pixels between a label and what it labels. */
const GAP = 10;
/** Above the picture, where the axis of values has its name. */
export const MARGIN_TOP = 30;
/** Below it: tick labels and the name of the axis. */
export const MARGIN_BOTTOM = 42;

/** From the picture to the name of the axis below it. */
export const LABEL_OFFSET = 36;

/** Room on the left for the labels of an axis. */
export function marginLeft({ ticks }: ValueAxis): number {
  return GAP + Math.max(24, ...ticks.map(({ label }) => textWidth(label)));
}

/** The axis of values: quiet lines across, labels on the left, its name above them. */
export function valueMarks(
  plot: PlotModule,
  axis: ValueAxis,
  { theme, width }: ChartFrame,
  name: string,
): Marks {
  const ticks = axis.ticks.map(({ value }) => value);
  const labels = new Map(axis.ticks.map(({ value, label }) => [value, label]));
  return [
    plot.gridY(ticks, { stroke: theme.grid, strokeOpacity: 1 }),
    plot.axisY(ticks, {
      tickFormat: (value: number) => labels.get(value) ?? "",
      tickSize: 0,
      color: theme.muted,
      label: cut(printable(name), characterCount(width - GAP)),
      labelArrow: "none",
    }),
  ];
}

/** The axis of whole numbers below the picture. */
export function countMarks(
  plot: PlotModule,
  ticks: readonly number[],
  { theme }: ChartFrame,
  name: string,
): Marks {
  return [
    plot.axisX([...ticks], {
      tickFormat: (value: number) => `${value}`,
      tickSize: 4,
      color: theme.muted,
      label: name,
      labelArrow: "none",
      labelAnchor: "center",
      labelOffset: LABEL_OFFSET,
    }),
  ];
}

/** Where labels beside the picture stand: near what they name, but none over another. */
export function spreadLabels(
  wanted: readonly number[],
  { low, high, gap }: { low: number; high: number; gap: number },
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const step = Math.min(gap, (high - low) / Math.max(1, wanted.length - 1));
  const placed = new Array<number>(wanted.length);
  let floor = low;
  for (const index of order) {
    placed[index] = Math.max(floor, Math.min(high, wanted[index]!));
    floor = placed[index] + step;
  }
  // What was pushed past the end goes back, pushing those before it.
  let ceiling = high;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index]!, ceiling);
    ceiling = placed[index] - step;
  }
  return placed;
}
