import type { Summary } from "../../stats/summary.ts";
import { inUnits } from "../show-difference.ts";
import type { Marks, PlotModule } from "./draw-plot.ts";
import type { ChartTheme } from "./plot-theme.ts";
import type { ValueAxis } from "./value-axis.ts";

/** What an axis of differences has to show besides the data: 0, the margin, all in its units. */
export function differenceValues(differences: readonly number[], summary: Summary): number[] {
  const shown = differences.map((difference) => inUnits(difference, summary.scale));
  return [0, ...marginEnds(summary), ...shown].filter(Number.isFinite);
}

/** The name of the axis: what is subtracted from what, and which way is the good one. */
export function differenceName({ metric, scale, direction }: Summary): string {
  const unit = scale === "log" ? `${metric}, %` : metric;
  return `difference in ${unit}; ${direction === "min" ? "below" : "above"} 0 is better`;
}

/** A band of this share of the picture has room for a word. */
const THICK_SHARE = 0.15;

/** With scale log the margin is a share either way: 5% up is not quite 5% down. */
function marginEnds({ margin, scale }: Summary): number[] {
  if (margin === null) return [];
  return scale === "linear" ? [-margin, margin] : [100 * (1 / (1 + margin) - 1), 100 * margin];
}

/** The differences that do not matter, as a band with edges. */
export function marginMarks(
  plot: PlotModule,
  summary: Summary,
  theme: ChartTheme,
  axis: ValueAxis,
): Marks {
  const [low, high] = marginEnds(summary);
  if (low === undefined || high === undefined) return [];
  const inside = [{ low: Math.max(low, axis.low), high: Math.min(high, axis.high) }];
  const isThick = inside[0]!.high - inside[0]!.low > THICK_SHARE * (axis.high - axis.low);
  return [
    plot.rect(inside, { y1: "low", y2: "high", fill: theme.margin }),
    plot.ruleY(
      [low, high].filter((end) => end >= axis.low && end <= axis.high),
      {
        ...{ stroke: theme.muted, strokeDasharray: "3 3" },
      },
    ),
    plot.text([inside[0]!.high], {
      ...{ y: (value: number) => value, text: () => "margin", frameAnchor: "right" },
      ...{ textAnchor: "end", fill: theme.muted, fontSize: 11, dx: -4 },
      ...(isThick ? { lineAnchor: "top", dy: 4 } : { lineAnchor: "bottom", dy: -3 }),
    }),
  ];
}

export function zeroLine(plot: PlotModule, theme: ChartTheme): Marks[number] {
  return plot.ruleY([0], { stroke: theme.ink, strokeWidth: 1 });
}
