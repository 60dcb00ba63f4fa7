import type { Comparison, CountedVerdict, Verdict } from "../../stats/comparison.ts";
import type { Summary } from "../../stats/summary.ts";
import { differenceStyle, inUnits, showDifference, showLevel } from "../show-difference.ts";
import { differenceName, differenceValues, marginMarks, zeroLine } from "./difference-axis.ts";
import { type ChartFrame, drawPlot, loadPlot, type Marks, type PlotModule } from "./draw-plot.ts";
import { countMarks, MARGIN_BOTTOM, MARGIN_TOP, marginLeft, valueMarks } from "./plot-axes.ts";
import type { ChartTheme } from "./plot-theme.ts";
import { countTicks, type ValueAxis, valueAxis } from "./value-axis.ts";

interface Counted {
  readonly n: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: Verdict;
}

/** The numbers of seeds people usually stop at. */
const USUAL_COUNTS = [3, 5, 10];
const HEIGHT = 300;
/** Below the axis a line says what the letters mean. */
const KEY_HEIGHT = 20;
/** Intervals so many times as wide as the last one are cut off, else two seeds rule the picture. */
const CUT_WIDTH = 5;

/** Letters tell verdicts apart without colours. */
const LETTERS: Readonly<Record<Verdict, string>> = {
  ...{ better: "B", worse: "W", negligible: "N", equivalent: "E", undecided: "U" },
  ...{ identical: "=", invalid: "–" },
};

/**
 * What the first n seeds say: the difference, its interval, the verdict; fixed seeds: for every n,
 * adaptive ones: for each look that was taken.
 *
 * @returns SVG; null where there is no number of seeds to judge by
 */
export async function countsChart(
  pair: Comparison,
  summary: Summary,
  frame: ChartFrame,
): Promise<string | null> {
  const points = (pair.detail?.byCount ?? []).map((point) => countedOf(point, summary));
  if (points.length === 0) return null;
  const plot = await loadPlot();
  const axis = axisOf(points, summary);
  const [first, last] = [points[0]!.n, points.at(-1)!.n];
  const ticks = countTicks(first, last, frame.width / 50);
  const marginTop = MARGIN_TOP + KEY_HEIGHT;
  return drawPlot(frame, wordsOf(pair, summary), {
    ...{ height: HEIGHT + KEY_HEIGHT, marginTop, marginRight: 16 },
    ...{ marginBottom: MARGIN_BOTTOM + KEY_HEIGHT, marginLeft: marginLeft(axis) + 8 },
    x: { type: "linear", domain: [first - 0.5, last + 0.5] },
    y: { type: "linear", domain: [axis.low, axis.high] },
    symbol: { type: "identity" },
    marks: [
      ...marginMarks(plot, summary, frame.theme, axis),
      ...valueMarks(plot, axis, frame, differenceName(summary)),
      ...countMarks(plot, ticks, frame, "number of seeds"),
      zeroLine(plot, frame.theme),
      ...pointMarks(plot, points, axis, frame),
      key(plot, points, frame.theme),
    ],
  });
}

/** What the picture shows and what it comes to, in sentences. */
export function countsCaption(pair: Comparison, { mode }: Pick<Summary, "mode">): string {
  const points = pair.detail?.byCount ?? [];
  const levels = levelsInWords(points.flatMap(({ level }) => level ?? []));
  if (mode === "fixed") {
    const each = "Each number of seeds as if it had been fixed beforehand";
    return `${each}${levels && `, with its ${levels} interval`}. ${fewerSentence(pair, points)}.`;
  }
  const each = levels && `, with ${levels} intervals for all looks together`;
  return `The looks that were taken${each}. ${looksSentence(points)}.`;
}

function levelsInWords(levels: readonly number[]): string {
  if (levels.length === 0) return "";
  const ends = [Math.min(...levels), Math.max(...levels)].map(showLevel);
  return [...new Set(ends)].join(" to ");
}

function looksSentence(points: readonly CountedVerdict[]): string {
  const last = points.at(-1);
  const open = points.filter(({ verdict }) => verdict === "undecided").map(({ n }) => n);
  const left =
    open.length > 1
      ? [`looks at ${open[0]} to ${open.at(-1)} seeds left it undecided`]
      : open.map((n) => `the look at ${n} seeds left it undecided`);
  const isDecided = last !== undefined && last.verdict !== "undecided";
  const words = [...left, ...(isDecided ? [`the look at ${last.n} says ${last.verdict}`] : [])];
  return capital(words.join("; "));
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** Which verdicts 3, 5 and 10 seeds would have given. */
function fewerSentence(pair: Comparison, points: readonly CountedVerdict[]): string {
  const shown = points.filter(({ n }) => USUAL_COUNTS.includes(n));
  if (shown.length === 0) return "Too few to tell";
  const verdicts = shown.map(({ n, verdict }) => `${n} ${verdict}`);
  const fooled = points.filter(({ verdict }) => isOpposite(verdict, pair.verdict));
  const turns =
    fooled.length === 0 ? "" : `; ${fooled.length} of ${points.length} say the opposite`;
  return `The first seeds alone would have said: ${verdicts.join(", ")}${turns}`;
}

function isOpposite(one: Verdict, other: Verdict): boolean {
  return (one === "better" && other === "worse") || (one === "worse" && other === "better");
}

function countedOf({ n, difference, low, high, verdict }: CountedVerdict, { scale }: Summary) {
  const shown = (end: number | null) => (end === null ? null : inUnits(end, scale));
  return { n, value: inUnits(difference, scale), low: shown(low), high: shown(high), verdict };
}

function axisOf(points: readonly Counted[], summary: Summary): ValueAxis {
  const bounded = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const last = bounded.at(-1);
  const widthMax = last ? CUT_WIDTH * (last.high! - last.low!) : 0;
  const kept = bounded.filter(({ low, high }) => high! - low! <= widthMax);
  const ends = kept.flatMap(({ low, high }) => [low!, high!]);
  return valueAxis([
    ...differenceValues([], summary),
    ...points.map(({ value }) => value),
    ...ends,
  ]);
}

function pointMarks(
  plot: PlotModule,
  points: readonly Counted[],
  axis: ValueAxis,
  { theme, width }: ChartFrame,
): Marks {
  const inside = (value: number) => Math.max(axis.low, Math.min(axis.high, value));
  const looks = new Map(points.map((point) => [point, lookOf(point.verdict, theme)]));
  const color = (point: Counted) => looks.get(point)!.color;
  const spans = points.filter(({ low, high }) => low !== null && high !== null);
  const isCrowded = points.length > width / 14;
  return [
    plot.ruleX(spans, {
      ...{ x: "n", y1: ({ low }) => inside(low!), y2: ({ high }) => inside(high!) },
      ...{ stroke: color, strokeWidth: isCrowded ? 1 : 2, strokeOpacity: 0.75 },
    }),
    plot.dot(points, {
      ...{ x: "n", y: "value", fill: color, r: isCrowded ? 2.5 : 4 },
      symbol: (point: Counted) => looks.get(point)!.symbol,
    }),
    plot.text(points, {
      ...{ x: "n", text: ({ verdict }: Counted) => LETTERS[verdict], frameAnchor: "top" },
      ...{ dy: -12, fill: color, fontWeight: 700, fontSize: isCrowded ? 8 : 12 },
    }),
  ];
}

function lookOf(verdict: Verdict, theme: ChartTheme) {
  if (verdict === "better") return { color: theme.better, symbol: "circle" } as const;
  if (verdict === "worse") return { color: theme.worse, symbol: "triangle" } as const;
  if (verdict === "undecided") return { color: theme.muted, symbol: "cross" } as const;
  return { color: theme.ink, symbol: "square" } as const;
}

function key(plot: PlotModule, points: readonly Counted[], theme: ChartTheme): Marks[number] {
  const verdicts = [...new Set(points.map(({ verdict }) => verdict))];
  const words = verdicts.map((verdict) => `${LETTERS[verdict]} ${verdict}`).join(" · ");
  return plot.text([words], {
    ...{ text: (word: string) => word, frameAnchor: "bottom-left", lineAnchor: "top" },
    ...{ dy: MARGIN_BOTTOM + 3, fill: theme.muted },
  });
}

function wordsOf(pair: Comparison, summary: Summary) {
  const { metric, scale } = summary;
  const points = pair.detail?.byCount ?? [];
  const sentences = points.map(({ n, difference, low, high, level, verdict }) => {
    const range = low === null || high === null ? null : { low, high };
    const style = differenceStyle([difference], [range], scale);
    const [by, from, to] = [difference, low, high].map((end) => showDifference(end, style, scale));
    const named = level === null ? "" : ` (${showLevel(level)} interval ${from} to ${to})`;
    return `${n} seeds: ${verdict}, ${by}${named}.`;
  });
  return {
    title: `${metric} of ${pair.candidate} minus ${pair.baseline} against the number of seeds`,
    description: `${countsCaption(pair, summary)} ${sentences.join(" ")}`,
  };
}
