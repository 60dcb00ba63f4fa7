import { countOf } from "../../base/count-of.ts";
import type { Comparison, PairValue } from "../../stats/comparison.ts";
import { decidingInterval } from "../../stats/deciding-interval.ts";
import type { Summary } from "../../stats/summary.ts";
import { heldTogether } from "../interval-words.ts";
import { differenceStyle, inUnits, showDifference, showLevel } from "../show-difference.ts";
import { differenceName, differenceValues, marginMarks, zeroLine } from "./difference-axis.ts";
import {
  type ChartFrame,
  drawPlot,
  loadPlot,
  type Marks,
  type PlotModule,
  textWidth,
} from "./draw-plot.ts";
import { LABEL_OFFSET, MARGIN_BOTTOM, MARGIN_TOP, marginLeft, valueMarks } from "./plot-axes.ts";
import type { ChartTheme } from "./plot-theme.ts";
import { valueAxis } from "./value-axis.ts";

interface Dot {
  /** as text: seeds are names here, their sizes mean nothing */
  readonly seed: string;
  readonly value: number;
  readonly side: "better" | "worse" | "equal";
}

/** Below the dots of all seeds stands what they come to. */
const MEAN = "mean";
const HEIGHT = 300;

/**
 * The difference on every seed as a dot, the mean with its interval beside them, the line of no
 * difference and the margin.
 *
 * @returns SVG; null without a seed that has a difference
 */
export async function differencesChart(
  pair: Comparison,
  summary: Summary,
  frame: ChartFrame,
): Promise<string | null> {
  const pairs = pair.detail?.pairs ?? [];
  const dots = pairs.flatMap((value) => dotOf(value, summary));
  if (dots.length === 0) return null;
  const plot = await loadPlot();
  const range = decidingInterval(pair);
  const ends = range ? [range.low, range.high] : [];
  const values = differenceValues([...ends, pair.difference ?? 0], summary);
  const axis = valueAxis([...dots.map(({ value }) => value), ...values]);
  const seeds = pairs.map(({ seed }) => `${seed}`);
  const missing = pairs.filter(({ difference }) => difference === null);
  return drawPlot(frame, wordsOf(pair, summary, dots), {
    ...{ height: HEIGHT, marginTop: MARGIN_TOP, marginBottom: MARGIN_BOTTOM, marginRight: 12 },
    marginLeft: marginLeft(axis),
    x: { type: "point", domain: [...seeds, "", MEAN], padding: 0.6 },
    y: { type: "linear", domain: [axis.low, axis.high] },
    symbol: { type: "identity" },
    marks: [
      ...marginMarks(plot, summary, frame.theme, axis),
      ...valueMarks(plot, axis, frame, differenceName(summary)),
      seedAxis(plot, seeds, frame, marginLeft(axis)),
      zeroLine(plot, frame.theme),
      ...dotMarks(plot, dots, frame.theme),
      plot.text(missing, {
        ...{ x: ({ seed }: PairValue) => `${seed}`, text: () => "×", frameAnchor: "bottom" },
        ...{ fill: frame.theme.muted, fontSize: 14 },
      }),
      ...meanMarks(plot, pair, summary, frame.theme),
    ],
  });
}

function dotOf({ seed, difference }: PairValue, { scale, direction }: Summary): Dot[] {
  if (difference === null) return [];
  const value = inUnits(difference, scale);
  if (value === 0) return [{ seed: `${seed}`, value, side: "equal" }];
  return [
    { seed: `${seed}`, value, side: value < 0 === (direction === "min") ? "better" : "worse" },
  ];
}

/** Stems from zero: a dot's height is the difference. Better and worse differ in shape too. */
function dotMarks(plot: PlotModule, dots: readonly Dot[], theme: ChartTheme): Marks {
  const looks = {
    better: { color: theme.better, symbol: "circle" },
    worse: { color: theme.worse, symbol: "triangle" },
    equal: { color: theme.muted, symbol: "square" },
  } as const;
  return (["better", "worse", "equal"] as const).flatMap((side) => {
    const own = dots.filter((dot) => dot.side === side);
    const { color, symbol } = looks[side];
    return [
      plot.ruleX(own, { x: "seed", y1: 0, y2: "value", stroke: color, strokeOpacity: 0.45 }),
      plot.dot(own, { x: "seed", y: "value", symbol, fill: color, r: 4 }),
    ];
  });
}

function meanMarks(
  plot: PlotModule,
  pair: Comparison,
  { scale }: Summary,
  theme: ChartTheme,
): Marks {
  const { difference } = pair;
  const interval = decidingInterval(pair);
  if (difference === null) return [];
  const mean = { value: inUnits(difference, scale) };
  const range = interval && {
    low: inUnits(interval.low, scale),
    high: inUnits(interval.high, scale),
  };
  const isDrawn = range && Number.isFinite(range.low) && Number.isFinite(range.high);
  const bar = { x: () => MEAN, stroke: theme.ink, strokeWidth: 2 };
  return [
    ...(isDrawn ? [plot.ruleX([range], { ...bar, y1: "low", y2: "high" })] : []),
    plot.dot([mean], { x: () => MEAN, y: "value", symbol: "diamond", fill: theme.ink, r: 6 }),
  ];
}

/** As many seeds are named as there is room for, and always the mean. */
function seedAxis(
  plot: PlotModule,
  seeds: readonly string[],
  { width, theme }: ChartFrame,
  left: number,
): Marks[number] {
  const room = (width - left) / (seeds.length + 2);
  const longest = Math.max(...seeds.map((seed) => textWidth(seed)));
  const every = Math.max(1, Math.ceil((longest + 6) / room));
  const named = seeds.filter((_, index) => index % every === 0);
  // The word "mean" is wide: a seed's number next to it would run into it.
  const kept = named.filter(
    (seed) => (seeds.length - seeds.indexOf(seed)) * room > longest / 2 + 6,
  );
  return plot.axisX([...kept, MEAN], {
    ...{ tickSize: 4, color: theme.muted, label: "seed", labelArrow: "none" },
    ...{ labelAnchor: "center", labelOffset: LABEL_OFFSET },
  });
}

function wordsOf(pair: Comparison, summary: Summary, dots: readonly Dot[]) {
  const { metric, scale, direction } = summary;
  const { candidate, baseline, difference } = pair;
  const interval = decidingInterval(pair);
  const style = differenceStyle([difference], [interval], scale);
  const count = (side: Dot["side"]) => dots.filter((dot) => dot.side === side).length;
  const mean = difference === null ? "" : `Mean ${showDifference(difference, style, scale)}`;
  const show = (end: number) => showDifference(end, style, scale);
  const range = interval
    ? `, ${showLevel(interval.level)} interval ${show(interval.low)} to ${show(interval.high)}` +
      heldTogether(pair, summary)
    : "";
  const good = direction === "min" ? "lower" : "higher";
  const seeds = countOf(dots.length, "seed");
  return {
    title: `${metric} of ${candidate} minus ${baseline}, seed by seed`,
    description:
      `Of ${seeds}, ${candidate} is better (${good}) on ${count("better")}, ` +
      `worse on ${count("worse")}, equal on ${count("equal")}.${mean && ` ${mean}${range}.`}`,
  };
}
