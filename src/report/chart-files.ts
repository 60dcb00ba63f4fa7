import type { Summary } from "../stats/summary.ts";
import { countsChart } from "./chart/counts-chart.ts";
import { curveDifferenceChart } from "./chart/curve-difference-chart.ts";
import { curvesChart } from "./chart/curves-chart.ts";
import { differencesChart } from "./chart/differences-chart.ts";
import { LIGHT_THEME } from "./chart/plot-theme.ts";

/** A picture by itself: on white, its colours written out, for a paper or a slide. */
export interface ChartFile {
  /** without an ending, safe in any file system, unique among its company */
  readonly name: string;
  readonly svg: string;
}

const WIDTH = 720;
/** What file systems and shells leave alone; longer names are cut. */
const NAME_LENGTH_MAX = 60;

/** Every picture of the report, those that have something to show. */
export async function chartFiles(summary: Summary): Promise<ChartFile[]> {
  const files = [{ name: "curves", svg: await curvesChart(summary, frameOf("curves")) }];
  for (const [index, pair] of summary.comparisons.entries()) {
    // Numbers keep names apart that are alike once made safe.
    const names = fileName(`${index + 1}-${pair.candidate}-minus-${pair.baseline}`);
    for (const [kind, chart] of PAIR_CHARTS) {
      const name = `${kind}-${names}`;
      files.push({ name, svg: await chart(pair, summary, frameOf(name)) });
    }
  }
  return files.flatMap(({ name, svg }) => (svg === null ? [] : [{ name, svg: onPaper(svg) }]));
}

const PAIR_CHARTS = [
  ["differences", differencesChart],
  ["counts", countsChart],
  ["epochs", curveDifferenceChart],
] as const;

function frameOf(id: string) {
  return { id, width: WIDTH, theme: LIGHT_THEME };
}

function fileName(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9]+/g, "-").slice(0, NAME_LENGTH_MAX);
  return safe.replace(/^-|-$/g, "").toLowerCase();
}

/** A page is white by itself; a file may land on anything. */
export function onPaper(svg: string): string {
  const sheet = `<rect width="100%" height="100%" fill="${LIGHT_THEME.paper}" />`;
  return `${svg.replace("</desc>", `</desc>${sheet}`)}\n`;
}
