import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { countsCaption, countsChart } from "../../../src/report/chart/counts-chart.ts";
import { curveDifferenceChart } from "../../../src/report/chart/curve-difference-chart.ts";
import { curvesChart } from "../../../src/report/chart/curves-chart.ts";
import { differencesChart } from "../../../src/report/chart/differences-chart.ts";
import type { ChartFrame } from "../../../src/report/chart/draw-plot.ts";
import { LIGHT_THEME } from "../../../src/report/chart/plot-theme.ts";
import type { Summary } from "../../../src/stats/summary.ts";
import {
  ALL_SUMMARIES,
  decided,
  diverged,
  empty,
  hostile,
  invalid,
  logScale,
  oneSeed,
  several,
  undecided,
} from "../sample-summary.ts";

const FRAME: ChartFrame = { width: 500, theme: LIGHT_THEME, id: "here" };

const first = (chart: typeof countsChart) => (summary: Summary, frame: ChartFrame) =>
  chart(summary.comparisons[0]!, summary, frame);

const CHARTS = {
  curves: curvesChart,
  differences: first(differencesChart),
  counts: first(countsChart),
  epochs: first(curveDifferenceChart),
};

const draw = async (chart: keyof typeof CHARTS, summary: Summary, frame = FRAME) =>
  (await CHARTS[chart](summary, frame)) ?? "";

const words = (svg: string, tag: "title" | "desc") =>
  new RegExp(`<${tag}[^>]*>([^<]*)`).exec(svg)![1]!;

const compared = Object.entries(ALL_SUMMARIES).filter(([, one]) => one.comparisons.length > 0);
const cases = compared.flatMap(([name]) =>
  (Object.keys(CHARTS) as (keyof typeof CHARTS)[]).map((chart) => [chart, name] as const),
);

describe.each(cases)("%s of %s", (chart, name) => {
  test.each([500, 328])(
    "at %i pixels is a well-formed picture without stray numbers",
    async (width) => {
      const svg = await CHARTS[chart](ALL_SUMMARIES[name]!, { ...FRAME, width });
      if (svg === null) return;
      // A strict XML parser reads it.
      expect(() => new Resvg(svg, { font: { loadSystemFonts: false } })).not.toThrow();
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).toMatch(/^<svg [^>]*role="img"/);
      expect(words(svg, "title")).not.toBe("");
      expect(words(svg, "desc")).toMatch(/\.$/);
      expect(svg).not.toMatch(/<script|<style|href/i);
    },
  );
});

describe("a chart with nothing to show is none", () => {
  test("curves without runs", async () => {
    expect(await curvesChart(empty, FRAME)).toBeNull();
  });
  test.each(["differences", "counts", "epochs"] as const)("%s without detail", async (chart) => {
    expect(await CHARTS[chart](invalid, FRAME)).toBeNull();
  });
  test("counts of one seed", async () => {
    expect(await CHARTS.counts(oneSeed, FRAME)).toBeNull();
  });
});

describe("the curves", () => {
  test("show each mean thick and each seed thin", async () => {
    const svg = await draw("curves", decided);
    const paths = (strokeWidth: string) =>
      svg.split("<g ").filter((group) => group.includes(`stroke-width="${strokeWidth}"`));
    expect(paths("2.25").length).toBe(2);
    expect(paths("0.75").map((group) => group.match(/<path/g)!.length)).toEqual([10, 10]);
  });
  test("name variants where their lines end, and tell them apart without colour", async () => {
    const svg = await draw("curves", several, { ...FRAME, width: 900 });
    for (const { name } of several.variants) expect(svg).toContain(`>${name}</text>`);
    const dashes = [...svg.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash);
    expect(new Set(dashes).size).toBe(several.variants.length - 1);
  });
  test("say in words what the band is, and where each variant ends", async () => {
    const text = words(await draw("curves", decided), "desc");
    expect(text).toContain("the spread of seeds, no confidence band");
    expect(text).toContain("with-input-shape ends in epoch 12 at mean 3.77, sd 0.53 over 10 seeds");
  });
  test("of one epoch are dots, as a line would not show", async () => {
    const variants = decided.variants.map((variant) => ({
      ...variant,
      curve: variant.curve.slice(0, 1),
      seedCurves: variant.seedCurves!.map(({ seed, points }) => ({
        seed,
        points: points.slice(0, 1),
      })),
    }));
    const svg = await draw("curves", { ...decided, variants });
    expect(svg.match(/<circle/g)!.length).toBeGreaterThanOrEqual(20);
  });
  test("get a logarithmic axis, and say so, only if their values differ very much in size", async () => {
    expect(await draw("curves", decided)).toContain("val_loss, logarithmic axis");
    expect(await draw("curves", undecided)).not.toContain("logarithmic");
  });
  test("escape names", async () => {
    expect(await draw("curves", hostile, { ...FRAME, width: 1200 })).toContain("&lt;script&gt;");
  });
});

describe("the differences", () => {
  test("have one dot per seed, better and worse in shape and colour", async () => {
    const svg = await draw("differences", undecided);
    const group = (color: string) =>
      svg.split("<g ").filter((part) => part.includes(`fill="${color}"`) && part.includes("<path"));
    const circles = svg.match(/<circle/g)?.length ?? 0;
    const text = words(svg, "desc");
    expect(text).toContain("better (lower) on 5, worse on 5, equal on 0.");
    expect(circles).toBe(5);
    expect(group(LIGHT_THEME.worse)[0]!.match(/<path/g)!.length).toBe(5);
  });
  test("mark seeds without one", async () => {
    expect((await draw("differences", diverged)).match(/>×</g)!.length).toBe(2);
  });
  test("turn with the metric's direction", async () => {
    const text = words(await draw("differences", { ...decided, direction: "max" }), "desc");
    expect(text).toContain("better (higher) on 0, worse on 10");
  });
  test("of logarithms are percentages", async () => {
    const svg = await draw("differences", logScale);
    expect(svg).toContain("difference in val_loss, %");
    expect(words(svg, "desc")).toContain("Mean -56.0%, 95% interval -60.5% to -50.8%.");
  });
  test("show the margin only if there is one", async () => {
    expect(await draw("differences", decided)).toContain(">margin<");
    expect(await draw("differences", undecided)).not.toContain(">margin<");
  });
});

describe("the counts", () => {
  test("mark each number of seeds with the letter of its verdict, and say what letters mean", async () => {
    const svg = await draw("counts", several);
    expect(svg.match(/>B<\/text>/g)!.length).toBe(9);
    expect(await draw("counts", decided)).toContain(">U undecided · B better</text>");
  });
  test("read every verdict out, with the level of its interval", async () => {
    const text = words(await draw("counts", several), "desc");
    expect(text.match(/\d+ seeds: better, -2\.\d+ \(95% interval -/g)!.length).toBe(9);
  });
  test("of fixed seeds tell what 3, 5 and 10 would have said, and how often the opposite", () => {
    const pair = several.comparisons[0]!;
    const caption =
      "Each number of seeds as if it had been fixed beforehand, with its 95% interval. " +
      "The first seeds alone would have said: ";
    expect(countsCaption(pair, several)).toBe(`${caption}3 better, 5 better, 10 better.`);
    const byCount = pair.detail!.byCount.map((point) =>
      point.n === 3 ? ({ ...point, level: 0.9, verdict: "worse" } as const) : point,
    );
    expect(countsCaption({ ...pair, detail: { ...pair.detail!, byCount } }, several)).toBe(
      `${caption.replace("95%", "90% to 95%")}3 worse, 5 better, 10 better; 1 of 9 say the opposite.`,
    );
    expect(countsCaption(oneSeed.comparisons[0]!, oneSeed)).toMatch(
      /beforehand\. Too few to tell\.$/,
    );
  });
  test("of adaptive seeds tell of the looks that were taken", () => {
    const pair = decided.comparisons[0]!;
    const taken = "The looks that were taken, with 95% intervals for all looks together.";
    const captionOf = (from: number, to: number) => {
      const byCount = pair.detail!.byCount.slice(from, to);
      return countsCaption({ ...pair, detail: { ...pair.detail!, byCount } }, decided);
    };
    expect(captionOf(0, 6)).toBe(
      `${taken} Looks at 5 to 9 seeds left it undecided; the look at 10 says better.`,
    );
    expect(captionOf(4, 6)).toMatch(/ The look at 9 seeds left it undecided; the look at 10 says /);
    expect(captionOf(5, 6)).toBe(`${taken} The look at 10 says better.`);
    expect(captionOf(0, 5)).toBe(`${taken} Looks at 5 to 9 seeds left it undecided.`);
  });
  test("are not flattened by the huge intervals of two seeds", async () => {
    const pair = several.comparisons[0]!;
    const byCount = pair.detail!.byCount.map((point) =>
      point.n === 2 ? { ...point, low: -4e6, high: 4e6 } : point,
    );
    const svg = await countsChart(
      { ...pair, detail: { ...pair.detail!, byCount } },
      several,
      FRAME,
    );
    expect(svg).toContain(">-2</text>");
    expect(svg).not.toMatch(/>-?[\d.]+e6</);
  });
});

describe("the difference epoch by epoch", () => {
  test("names the epochs that differ", async () => {
    const text = words(await draw("epochs", decided), "desc");
    expect(text).toContain("the band holds the whole curve with 95% confidence");
    expect(text).toContain("Epochs that differ: 1, 2, 3");
    expect(words(await draw("epochs", undecided), "desc")).toContain("No epoch differs");
  });
});
