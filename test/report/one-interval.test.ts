import fc from "fast-check";
import { expect, test } from "vitest";
import { countsCaption } from "../../src/report/chart/counts-chart.ts";
import { differencesChart } from "../../src/report/chart/differences-chart.ts";
import { LIGHT_THEME } from "../../src/report/chart/plot-theme.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { pairInFull } from "../../src/report/pair-in-full.ts";
import { isRanked } from "../../src/report/ranked-table.ts";
import { renderText } from "../../src/report/text.ts";
import { verdictSentence } from "../../src/report/verdict-words.ts";
import { summarize } from "../../src/stats/summarize.ts";
import type { Summary } from "../../src/stats/summary.ts";
import { runsOf, sweepOf } from "../stats/runs.ts";
import { ALL_SUMMARIES } from "./sample-summary.ts";

const OPTIONS = { command: "sweep report", version: "0", config: "" };
const INTERVAL = /([\d.]+%) interval (-?[\d.e-]+%?|-?∞) to (-?[\d.e-]+%?|-?∞)/;

/** Level and ends as written, whichever way a sentence turns them. */
function intervalIn(text: string): { level: string; ends: string[] } | null {
  const [, level, low, high] = INTERVAL.exec(text) ?? [];
  if (level === undefined) return null;
  return { level, ends: [low!, high!].map((end) => end.replace(/^-|\.$/g, "")).sort() };
}

const gap = fc.double({ min: -1, max: 1, noNaN: true });
const summaries: fc.Arbitrary<Summary> = fc
  .record({
    gaps: fc.oneof(fc.tuple(gap), fc.tuple(gap, gap), fc.tuple(gap, gap, gap, gap, gap)),
    seedCount: fc.integer({ min: 3, max: 9 }),
    noise: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
    mode: fc.constantFrom("fixed" as const, "budget" as const, "open-ended" as const),
    margin: fc.constantFrom(undefined, 0.3, 1),
    scale: fc.constantFrom("linear" as const, "log" as const),
  })
  .map(({ gaps, seedCount, noise, ...options }) => {
    const variants = [0, ...gaps].map((by, index) => {
      const values = noise.slice(index * 10, index * 10 + seedCount);
      return [`v${index}`, runsOf(values.map((value) => 3 + by + value))] as const;
    });
    const asked = { at: "last", alpha: 0.05, ...options };
    return summarize(sweepOf(Object.fromEntries(variants)), asked, true);
  });

test("headline, table and picture of a comparison show one interval, with its level", async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(summaries, async (summary) => {
      const markdown = renderMarkdown(summary);
      for (const pair of summary.comparisons) {
        const headline = intervalIn(verdictSentence(pair, summary));
        if (headline === null) continue;
        count++;
        const frame = { width: 500, theme: LIGHT_THEME, id: "x" };
        const svg = (await differencesChart(pair, summary, frame))!;
        expect(intervalIn(/<desc[^>]*>([^<]*)/.exec(svg)![1]!)).toEqual(headline);
        if (summary.mode !== "fixed")
          expect(countsCaption(pair, summary)).toContain(headline.level);
        if (summary.comparisons.length === 1) continue;
        const name = `| ${pair.candidate} ${isRanked(summary) ? "|" : "minus"}`;
        const row = markdown.split("\n").find((line) => line.includes(name));
        const title = /\| (?:([\d.]+%) )?interval \|/.exec(markdown)![1];
        expect(title ?? /\(([\d.]+%)\)/.exec(row!)![1]).toBe(headline.level);
      }
    }),
    { numRuns: 30 },
  );
  expect(count).toBeGreaterThan(20);
});

test.each(Object.keys(ALL_SUMMARIES))("no interval of %s is without its level", async (name) => {
  const summary = ALL_SUMMARIES[name]!;
  const page = (await renderHtml(summary, OPTIONS)).replaceAll("\n", " ");
  const full = summary.comparisons.flatMap((pair) => pairInFull(pair, summary));
  const texts = [renderText(summary, { width: 100 }), renderMarkdown(summary), page];
  for (const text of [...texts.map((one) => one.replace(/\s+/g, " ")), ...full.flat()]) {
    const bare = [...text.matchAll(/(\S+ \S+) interval ([-\d.]+%? to )/g)].filter(
      ([, before]) => !/%( bootstrap)?$/.test(before!),
    );
    expect(bare).toEqual([]);
    expect(text).not.toMatch(
      /(?<!Each with an )\bits interval\b|the band holds the whole curve at once/,
    );
  }
});
