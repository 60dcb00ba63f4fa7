import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderText } from "../../src/report/text.ts";
import type { RunState } from "../../src/stats/recorded-run.ts";
import type { Summary } from "../../src/stats/summary.ts";
import { type Shape, sampleSummary, USUAL } from "./sample-sweep.ts";

/** Reports as files one can look at; `npm run golden` writes them anew. */
const SIX_VARIANTS = {
  "with-input-shape": 4.2,
  "no-dropout": 0.9,
  wide: 3.1,
  wider: 2.9,
  deep: 5,
  "without-input-shape": 4.2,
};

const NOT_ALL_DONE: Record<string, RunState> = {
  "dropout-off/2": "diverged",
  "dropout-on/4": "failed",
  "dropout-off/9": "diverged",
};

const PENDING: Record<string, RunState> = {
  "dropout-on/10": "running",
  "dropout-off/9": "pending",
  "dropout-off/10": "pending",
};

const NOTHING: Record<string, RunState> = Object.fromEntries(
  Object.keys(USUAL.floors).flatMap((name) =>
    [1, 2, 3].map((seed) => [`${name}/${seed}`, "pending"]),
  ),
);

const FIVE_VARIANTS = { off: 1, on: 1.1, wide: 0.2, deep: 3, deeper: 20 };
const COLLAPSED = [1, 2, 4, 5, 6, 8, 9, 10].map((seed) => `on/${seed}`);

const SHAPES: Readonly<Record<string, Shape>> = {
  usual: USUAL,
  "one-seed": { ...USUAL, seedCount: 1 },
  "diverged-and-failed": { ...USUAL, states: NOT_ALL_DONE },
  pending: { ...USUAL, states: PENDING, olderRunCount: 12 },
  nothing: { ...USUAL, seedCount: 3, states: NOTHING },
  "six-variants": { ...USUAL, floors: SIX_VARIANTS },
  "one-epoch": { ...USUAL, epochCount: 1, seedCount: 5 },
  "hundred-epochs": { ...USUAL, epochCount: 100 },
  overfitted: { ...USUAL, floors: { off: 1, on: 1.1 }, rises: { off: 2, on: 1.6 } },
  collapsed: { ...USUAL, floors: { off: 1, on: 0.6 }, collapsed: COLLAPSED },
  "overfitted-five": { ...USUAL, floors: FIVE_VARIANTS, rises: { off: 2, on: 1.6 } },
  "one-variant": { ...USUAL, floors: { "dropout-on": 4.2 } },
};

const file = (name: string) => `./files/${name}`;
const at = (shape: string): Summary => sampleSummary(SHAPES[shape]!);

describe("the report looks as it did", () => {
  test.each(Object.keys(SHAPES))("as text, %s", async (shape) => {
    await expect(renderText(at(shape))).toMatchFileSnapshot(file(`report-${shape}.txt`));
  });
  test("docs/report.md shows the ranked table of six variants", () => {
    const [, table] = renderText(at("six-variants")).split("\n\n");
    const page = readFileSync(new URL("../../docs/report.md", import.meta.url), "utf8");
    expect(page).toContain(table!.replace(/^/gm, "    "));
  });
  test("as text on 60 columns, six-variants", async () => {
    const text = renderText(at("six-variants"), { width: 60 });
    await expect(text).toMatchFileSnapshot(file("report-six-variants-60-columns.txt"));
  });
  test.each([60, 36])("as text on %d columns", async (width) => {
    const text = renderText(at("usual"), { width });
    await expect(text).toMatchFileSnapshot(file(`report-usual-${width}-columns.txt`));
  });
  test("as text, each run at its best epoch, where higher is better", async () => {
    const summary = sampleSummary(USUAL, { at: "best", direction: "max", baseline: "dropout-off" });
    await expect(renderText(summary)).toMatchFileSnapshot(file("report-best-max.txt"));
  });
  test.each([...["usual", "diverged-and-failed", "six-variants"], ...["overfitted", "collapsed"]])(
    "as Markdown, %s",
    async (shape) => {
      await expect(renderMarkdown(at(shape))).toMatchFileSnapshot(file(`report-${shape}.md`));
    },
  );
  test("as JSON, diverged-and-failed", async () => {
    const json = renderJson(sampleSummary({ ...SHAPES["diverged-and-failed"]!, epochCount: 2 }));
    await expect(json).toMatchFileSnapshot(file("report-diverged-and-failed.json"));
  });
});
