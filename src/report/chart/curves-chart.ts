import { countOf } from "../../base/count-of.ts";
import { numberStyle, showNumber } from "../../base/number.ts";
import type { Summary, VariantSummary } from "../../stats/summary.ts";
import { cut, printable } from "../printable.ts";
import {
  type ChartFrame,
  characterCount,
  drawPlot,
  loadPlot,
  type Marks,
  type PlotModule,
  textWidth,
} from "./draw-plot.ts";
import {
  countMarks,
  MARGIN_BOTTOM,
  MARGIN_TOP,
  marginLeft,
  spreadLabels,
  valueMarks,
} from "./plot-axes.ts";
import { type ChartTheme, seriesLook } from "./plot-theme.ts";
import { countTicks, type ValueAxis, valueAxis } from "./value-axis.ts";

/** A variant with something to draw, and its place in the sweep, which gives it its look. */
interface Curve {
  readonly of: VariantSummary;
  readonly look: ReturnType<typeof seriesLook>;
  /** where its mean ends, or its last epoch with one */
  readonly end: { readonly epoch: number; readonly mean: number };
}

const LABEL_HEIGHT = 16;
/** Bands of more variants would only be mud; the seeds' thin lines show the spread as well. */
const BAND_COUNT_MAX = 4;
/** Share of the picture that names beside it may take; a narrow one would cut them all alike. */
const NAME_SHARE = 0.3;
const NARROW_NAME_SHARE = 0.38;
const NARROW = 400;
/** From the end of a line to its name. */
const LABEL_GAP = 12;

/**
 * Each variant's mean over epochs, every seed as a thin line, and one standard deviation around
 * the mean as a band.
 *
 * @returns SVG; null if no run has a value
 */
export async function curvesChart(summary: Summary, frame: ChartFrame): Promise<string | null> {
  const curves = curvesOf(summary.variants, frame.theme);
  if (curves.length === 0) return null;
  const plot = await loadPlot();
  const axis = valueAxis(curves.flatMap(valuesOf), true);
  const height = Math.round(Math.min(380, Math.max(250, frame.width * 0.5)));
  const lastEpoch = Math.max(...curves.map(({ of }) => of.curve.length));
  const marginRight = nameWidth(curves, frame.width);
  const name = `${summary.metric}${axis.type === "log" ? ", logarithmic axis" : ""}`;
  const ticks = countTicks(1, lastEpoch, frame.width / 60);
  return drawPlot(frame, wordsOf(summary, curves), {
    ...{ height, marginRight, marginTop: MARGIN_TOP, marginBottom: MARGIN_BOTTOM },
    marginLeft: marginLeft(axis),
    x: { type: "linear", domain: lastEpoch === 1 ? [0.5, 1.5] : [1, lastEpoch] },
    y: { type: axis.type, domain: [axis.low, axis.high] },
    marks: [
      ...valueMarks(plot, axis, frame, name),
      ...countMarks(plot, ticks, frame, "epoch"),
      ...(curves.length <= BAND_COUNT_MAX ? curves.map((curve) => band(plot, curve, axis)) : []),
      ...curves.flatMap((curve) => seedLines(plot, curve)),
      ...curves.flatMap((curve) => meanLine(plot, curve, frame.theme)),
      ...labels(plot, curves, { axis, height, marginRight }),
    ],
  });
}

function curvesOf(variants: readonly VariantSummary[], theme: ChartTheme): Curve[] {
  return variants.flatMap((of, index) => {
    const last = of.curve.findLast(({ mean }) => mean !== null);
    if (!last) return [];
    return [{ of, look: seriesLook(theme, index), end: { epoch: last.epoch, mean: last.mean! } }];
  });
}

/** Room for the longest name, within reason. */
function nameWidth(curves: readonly Curve[], width: number): number {
  const longest = Math.max(...curves.map(({ of }) => textWidth(printable(of.name))));
  const share = width < NARROW ? NARROW_NAME_SHARE : NAME_SHARE;
  return Math.round(Math.min(width * share, longest + 2 * LABEL_GAP));
}

function valuesOf({ of }: Curve): number[] {
  const means = of.curve.flatMap(({ mean }) => mean ?? []);
  return [...means, ...(of.seedCurves ?? []).flatMap(({ points }) => points.map((p) => p.value))];
}

function band(plot: PlotModule, { of, look }: Curve, axis: ValueAxis): Marks[number] {
  const inside = (value: number) => Math.max(axis.low, Math.min(axis.high, value));
  const points = of.curve.filter(({ mean, sd }) => mean !== null && sd !== null);
  return plot.areaY(points, {
    x: "epoch",
    y1: ({ mean, sd }) => inside(mean! - sd!),
    y2: ({ mean, sd }) => inside(mean! + sd!),
    fill: look.color,
    fillOpacity: 0.13,
  });
}

function seedLines(plot: PlotModule, { of, look }: Curve): Marks {
  const points = (of.seedCurves ?? []).flatMap(({ seed, points }) =>
    points.map((point) => ({ ...point, seed })),
  );
  const thin = { x: "epoch", y: "value", stroke: look.color } as const;
  // A line through one epoch is nothing to see.
  if (points.every(({ epoch }) => epoch === 1)) {
    return [plot.dot(points, { ...thin, r: 2, strokeOpacity: 0.6 })];
  }
  return [plot.line(points, { ...thin, z: "seed", strokeWidth: 0.75, strokeOpacity: 0.4 })];
}

function meanLine(plot: PlotModule, { of, look, end }: Curve, theme: ChartTheme): Marks {
  const points = of.curve.filter(({ mean }) => mean !== null);
  return [
    plot.line(points, {
      ...{ x: "epoch", y: "mean", stroke: look.color, strokeWidth: 2.25 },
      ...(look.dash === undefined ? {} : { strokeDasharray: look.dash }),
    }),
    plot.dot([end], {
      ...{ x: "epoch", y: "mean", symbol: look.symbol, r: 4.5 },
      ...{ fill: look.color, stroke: theme.paper, strokeWidth: 1 },
    }),
  ];
}

/** The names where the lines end, instead of a legend to look up. */
function labels(
  plot: PlotModule,
  curves: readonly Curve[],
  { axis, height, marginRight }: { axis: ValueAxis; height: number; marginRight: number },
): Marks {
  const [top, bottom] = [MARGIN_TOP, height - MARGIN_BOTTOM];
  const rows = spreadLabels(
    curves.map(({ end }) => bottom - shareOf(end.mean, axis) * (bottom - top)),
    { low: top, high: bottom, gap: LABEL_HEIGHT },
  );
  const lengthMax = characterCount(marginRight - LABEL_GAP);
  return curves.map(({ of, look }, index) =>
    plot.text([cut(printable(of.name), lengthMax)], {
      ...{ text: (name: string) => name, frameAnchor: "top-right", textAnchor: "start" },
      ...{ lineAnchor: "middle", dx: LABEL_GAP, dy: rows[index]! - top },
      ...{ fill: look.color, fontWeight: 500 },
    }),
  );
}

/** 0 at the low end of the axis, 1 at its high end. */
function shareOf(value: number, { type, low, high }: ValueAxis): number {
  const scale = type === "log" ? Math.log : (number: number) => number / 2;
  return (scale(value) - scale(low)) / (scale(high) - scale(low));
}

function wordsOf({ metric }: Summary, curves: readonly Curve[]) {
  const style = numberStyle(
    curves.map(({ end }) => end.mean),
    curves.map(({ of }) => of.curve.at(-1)?.sd ?? null),
  );
  const sentences = curves.map(({ of, end }) => {
    const last = of.curve[end.epoch - 1]!;
    const sd = last.sd === null ? "" : `, sd ${showNumber(last.sd, style)}`;
    const mean = `mean ${showNumber(end.mean, style)}${sd} over ${countOf(last.n, "seed")}`;
    return `${of.name} ends in epoch ${end.epoch} at ${mean}.`;
  });
  return {
    title: `${metric} per epoch: mean of each variant, every seed as a thin line`,
    description: `${BAND_WORDS} ${sentences.join(" ")}`,
  };
}

const BAND_WORDS =
  "Bands are one standard deviation around the mean: the spread of seeds, no confidence band.";
