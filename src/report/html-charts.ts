import { countOf } from "../base/count-of.ts";
import type { Comparison } from "../stats/comparison.ts";
import { decidingInterval } from "../stats/deciding-interval.ts";
import type { Summary } from "../stats/summary.ts";
import { countsCaption, countsChart } from "./chart/counts-chart.ts";
import { curveDifferenceChart } from "./chart/curve-difference-chart.ts";
import { curvesChart } from "./chart/curves-chart.ts";
import { differencesChart } from "./chart/differences-chart.ts";
import type { ChartFrame } from "./chart/draw-plot.ts";
import { PAGE_THEME } from "./chart/plot-theme.ts";
import { Html, html } from "./html-template.ts";
import { heldTogether } from "./interval-words.ts";
import { showLevel, showMargin, showP } from "./show-difference.ts";

/** Pixels: on a phone, beside another picture, across the page. */
const NARROW_WIDTH = 328;
const HALF_WIDTH = 500;
const FULL_WIDTH = 980;

export async function curvesSection(summary: Summary): Promise<Html | null> {
  const picture = await figure(
    "curves",
    FULL_WIDTH,
    (frame) => curvesChart(summary, frame),
    [
      "Thick: mean. Thin: every seed. Band: one standard deviation around the mean, the spread of",
      "seeds, not a confidence band.",
    ].join(" "),
  );
  if (picture === null) return null;
  return html`<section>
<h2>${summary.metric} per epoch</h2>
${picture}
</section>`;
}

export async function comparisonSections(summary: Summary): Promise<Html> {
  const sections = await Promise.all(
    summary.comparisons.map((pair, index) => comparisonSection(pair, summary, `pair-${index + 1}`)),
  );
  return html`${sections}`;
}

async function comparisonSection(pair: Comparison, summary: Summary, id: string) {
  const pictures = await Promise.all([
    figure(
      `${id}-differences`,
      HALF_WIDTH,
      (frame) => differencesChart(pair, summary, frame),
      differencesCaption(pair, summary),
    ),
    figure(
      `${id}-counts`,
      HALF_WIDTH,
      (frame) => countsChart(pair, summary, frame),
      countsCaption(pair, summary),
    ),
    figure(
      `${id}-epochs`,
      FULL_WIDTH,
      (frame) => curveDifferenceChart(pair, summary, frame),
      epochsCaption(pair),
    ),
  ]);
  if (pictures.every((picture) => picture === null)) return null;
  return html`<section>
<h2>${pair.candidate} minus ${pair.baseline}</h2>
<div class="pictures">${pictures}</div>
</section>`;
}

function differencesCaption(pair: Comparison, summary: Summary): string {
  const { margin, scale } = summary;
  const pairs = pair.detail?.pairs ?? [];
  const missing = pairs.filter(({ difference }) => difference === null).length;
  const interval = decidingInterval(pair);
  const range = interval
    ? ` with its ${showLevel(interval.level)} interval${heldTogether(pair, summary)}`
    : "";
  return [
    `Difference on every seed; right: the mean${range}.`,
    ...(margin === null ? [] : [`Shaded: within the margin of ${showMargin(margin, scale)}.`]),
    ...(missing === 0 ? [] : [`×: no difference, on ${countOf(missing, "seed")}.`]),
  ].join(" ");
}

function epochsCaption({ detail }: Comparison): string {
  const { bandLevel = null, curvePValue: p = null } = detail ?? {};
  const band = bandLevel === null ? [] : [`Band: ${showLevel(bandLevel)}, for the whole curve.`];
  const test = p === null ? [] : [`Test of no difference at any epoch: p ${showP(p)}.`];
  const dots = "Dots: epochs that differ, adjusted for all epochs.";
  return ["Mean difference epoch by epoch.", ...band, dots, ...test].join(" ");
}

/** One picture twice: letters that can be read across a page could not be on a phone. */
async function figure(
  id: string,
  width: number,
  draw: (frame: ChartFrame) => Promise<string | null>,
  caption: string,
): Promise<Html | null> {
  const wide = await draw({ id, width, theme: PAGE_THEME });
  const narrow = await draw({ id: `${id}-narrow`, width: NARROW_WIDTH, theme: PAGE_THEME });
  if (wide === null || narrow === null) return null;
  return html`<figure class="${width === FULL_WIDTH ? "full" : "half"}">
<div class="wide">${new Html(wide)}</div>
<div class="narrow">${new Html(narrow)}</div>
<figcaption>${caption}</figcaption>
</figure>
`;
}
