import type { Comparison, DifferencePoint } from "../../stats/comparison.ts";
import type { Summary } from "../../stats/summary.ts";
import { inUnits, showLevel } from "../show-difference.ts";
import { differenceName, zeroLine } from "./difference-axis.ts";
import { type ChartFrame, drawPlot, loadPlot } from "./draw-plot.ts";
import { countMarks, MARGIN_BOTTOM, MARGIN_TOP, marginLeft, valueMarks } from "./plot-axes.ts";
import { countTicks, valueAxis } from "./value-axis.ts";

const HEIGHT = 300;

/**
 * The mean difference epoch by epoch, with a band that holds the whole curve at once; epochs that
 * differ, adjusted for all epochs, bear a dot.
 *
 * @returns SVG; null where there is no curve
 */
export async function curveDifferenceChart(
  pair: Comparison,
  summary: Summary,
  frame: ChartFrame,
): Promise<string | null> {
  const points = (pair.detail?.curve ?? []).map((point) => inShownUnits(point, summary));
  if (points.length === 0) return null;
  const plot = await loadPlot();
  const { theme } = frame;
  const banded = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const ends = banded.flatMap(({ low, high }) => [low!, high!]);
  const axis = valueAxis([0, ...points.map(({ difference }) => difference), ...ends]);
  const [first, last] = [points[0]!.epoch, points.at(-1)!.epoch];
  const line = { x: "epoch", y: "difference" } as const;
  return drawPlot(frame, wordsOf(pair, summary), {
    ...{ height: HEIGHT, marginTop: MARGIN_TOP, marginBottom: MARGIN_BOTTOM, marginRight: 16 },
    marginLeft: marginLeft(axis),
    x: { type: "linear", domain: first === last ? [first - 1, last + 1] : [first, last] },
    y: { type: "linear", domain: [axis.low, axis.high] },
    marks: [
      ...valueMarks(plot, axis, frame, differenceName(summary)),
      ...countMarks(plot, countTicks(first, last, frame.width / 60), frame, "epoch"),
      plot.areaY(banded, {
        x: "epoch",
        y1: "low",
        y2: "high",
        fill: theme.better,
        fillOpacity: 0.15,
      }),
      plot.line(banded, { x: "epoch", y: "low", stroke: theme.better, strokeDasharray: "3 3" }),
      plot.line(banded, { x: "epoch", y: "high", stroke: theme.better, strokeDasharray: "3 3" }),
      zeroLine(plot, theme),
      plot.line(points, { ...line, stroke: theme.ink, strokeWidth: 2 }),
      plot.dot(
        points.filter((point) => differs(point, summary)),
        { ...line, r: 3.5, fill: theme.ink },
      ),
    ],
  });
}

function inShownUnits(point: DifferencePoint, { scale }: Summary): DifferencePoint {
  const shown = (value: number | null) => (value === null ? null : inUnits(value, scale));
  const difference = inUnits(point.difference, scale);
  return { ...point, difference, low: shown(point.low), high: shown(point.high) };
}

function differs({ pValue }: DifferencePoint, { alpha }: Summary): boolean {
  return pValue !== null && pValue <= alpha;
}

function wordsOf(pair: Comparison, summary: Summary) {
  const points = pair.detail?.curve ?? [];
  const dotted = points.filter((point) => differs(point, summary));
  const epochs = dotted.map(({ epoch }) => epoch).join(", ");
  const tested = points.some(({ pValue }) => pValue !== null);
  const bandLevel = pair.detail?.bandLevel ?? null;
  const band =
    bandLevel === null
      ? ""
      : `; the band holds the whole curve with ${showLevel(bandLevel)} confidence`;
  const which = dotted.length === 0 ? "No epoch differs" : `Epochs that differ: ${epochs}`;
  return {
    title: `${summary.metric} of ${pair.candidate} minus ${pair.baseline}, epoch by epoch`,
    description:
      `Mean over seeds${band}.` + `${tested ? ` ${which}, adjusted for all epochs.` : ""}`,
  };
}
