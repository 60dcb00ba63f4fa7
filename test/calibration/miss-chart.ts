import { drawPlot, loadPlot, type Marks, textWidth } from "../../src/report/chart/draw-plot.ts";
import { LIGHT_THEME, seriesLook } from "../../src/report/chart/plot-theme.ts";
import { onPaper } from "../../src/report/chart-files.ts";
import { ALPHA } from "./rule.ts";

/** How often one rule errs, comparison by comparison. */
export interface MissSeries {
  readonly name: string;
  /** shares of the decisions, by comparison */
  readonly misses: ReadonlyMap<string, number>;
  /** whether it is drawn empty, beside one that is filled */
  readonly isHollow?: boolean;
}

const THEME = LIGHT_THEME;
const WIDTH = 860;
const ROW_HEIGHT = 19;
const LEGEND_ROW_HEIGHT = 20;
const LEGEND_COLUMNS = 3;
/** Its name, its numbers and the gaps around them. */
const AXIS_HEIGHT = 56;
const ALLOWED_HEIGHT = 24;
const DOT_RADIUS = 4.5;
/** Their points reach farther than their area says. */
const STAR_RADIUS = 3.5;
const PERCENT = 100;

interface Dot {
  readonly comparison: string;
  readonly percent: number;
  readonly series: number;
}

/**
 * A row for each comparison and in it a dot for each rule, where its share of errors is; a line where
 * it should be.
 *
 * @param series the first ones are drawn on top
 * @returns SVG, the same bytes for the same numbers
 */
export async function missChart(series: readonly MissSeries[]): Promise<string> {
  const plot = await loadPlot();
  const comparisons = [...series[0]!.misses.keys()];
  const dots = series.flatMap(({ misses }, index) =>
    [...misses].map(([comparison, share]): Dot => {
      return { comparison, percent: PERCENT * share, series: index };
    }),
  );
  const legendRows = Math.ceil(series.length / LEGEND_COLUMNS);
  const marginTop = AXIS_HEIGHT + legendRows * LEGEND_ROW_HEIGHT;
  const looks = series.map((_, index) => lookOf(series, index));
  const named = (symbol: (typeof looks)[number], dot: object) => ({
    ...{
      symbol: symbol.symbol,
      stroke: symbol.color,
      fill: symbol.fill,
      r: symbol.symbol === "star" ? STAR_RADIUS : DOT_RADIUS,
      ...dot,
    },
  });
  const marks: Marks = [
    plot.gridX({ stroke: THEME.grid, strokeOpacity: 1 }),
    plot.axisX({
      ...{ anchor: "top", color: THEME.muted, tickSize: 0, labelArrow: "none" },
      ...{ labelAnchor: "left", labelOffset: 34, label: "misses, % of decisions" },
    }),
    plot.axisY({ color: THEME.ink, tickSize: 0, label: null }),
    plot.ruleX([PERCENT * ALPHA], { stroke: THEME.ink, strokeWidth: 1.5, strokeDasharray: "5 3" }),
    plot.text([PERCENT * ALPHA], {
      ...{ x: (percent: number) => percent, text: () => `${PERCENT * ALPHA} % are allowed` },
      ...{ frameAnchor: "bottom", dy: 18, fill: THEME.ink },
    }),
    ...looks.toReversed().map((look, place) => {
      const index = series.length - 1 - place;
      const own = dots.filter((dot) => dot.series === index);
      return plot.dot(own, named(look, { x: "percent", y: "comparison" }));
    }),
    ...series.flatMap(({ name }, index) => {
      const [column, row] = [index % LEGEND_COLUMNS, Math.floor(index / LEGEND_COLUMNS)];
      const dx = column * (WIDTH / LEGEND_COLUMNS - 60);
      const dy = LEGEND_ROW_HEIGHT * row - marginTop + 14;
      const anchor = { frameAnchor: "top-left", dx, dy } as const;
      return [
        plot.dot([0], named(looks[index]!, anchor)),
        plot.text([name], { ...anchor, dx: dx + 10, fill: THEME.ink, lineAnchor: "middle" }),
      ];
    }),
  ];
  const words = {
    title: "How often each rule refutes the truth, by comparison",
    description: `${series.map(describe).join(" ")} 5 % are allowed.`,
  };
  const svg = await drawPlot({ id: "calibration", width: WIDTH, theme: THEME }, words, {
    height: marginTop + comparisons.length * ROW_HEIGHT + ALLOWED_HEIGHT,
    ...{ marginTop, marginBottom: ALLOWED_HEIGHT },
    marginLeft: 16 + Math.max(...comparisons.map(textWidth)),
    x: { domain: [0, Math.max(...dots.map(({ percent }) => percent)) + 1] },
    y: { type: "point", domain: comparisons, padding: 0.6 },
    symbol: { type: "identity" },
    marks,
  });
  return onPaper(svg);
}

/** An empty one has the colour and the symbol of the one before it. */
function lookOf(series: readonly MissSeries[], index: number) {
  const isHollow = series[index]!.isHollow ?? false;
  const filledBefore = series.slice(0, index + 1).filter((one) => !one.isHollow).length;
  const { color, symbol } = seriesLook(THEME, filledBefore - 1);
  return { color, symbol, fill: isHollow ? THEME.paper : color };
}

function describe({ name, misses }: MissSeries): string {
  const shares = [...misses.values()];
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const [inMean, atMost] = [mean, Math.max(...shares)].map((share) => (PERCENT * share).toFixed(1));
  return `${name}: ${inMean} % in the mean, at most ${atMost} %.`;
}
