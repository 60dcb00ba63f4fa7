import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import { renderText } from "../../src/report/text.ts";
import { sampleSummary, USUAL } from "../golden/sample-sweep.ts";
import { runsOf, summaryOf } from "../stats/runs.ts";

const SIX = [1, 2, 3, 4, 5, 6];
const EVIL = "\u001b[2J\u009b31mred\u202e\r\nname";

describe("the text report", () => {
  test("ends in one line break and has no trailing space, control characters or escapes", () => {
    const text = renderText(sampleSummary(USUAL));
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/ \n/);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
  test("says the same with colours as without", () => {
    const summary = sampleSummary(USUAL);
    const colored = renderText(summary, { colors: createColors(true) });
    expect(colored).toContain("\u001b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(renderText(summary));
  });
  test("obeys nothing that stands in a name", () => {
    const text = renderText(summaryOf({ [EVIL]: runsOf(SIX), b: runsOf([2, 1]) }));
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("● redname ");
    expect(text).toContain("b minus redname: ");
  });
  test.each([40, 60, 80, 100])("fits %d columns", (width) => {
    const floors = { [`${"long-name-".repeat(9)}`]: 3, "no-dropout": 1, wide: 2, deep: 4 };
    const ranked = { ...floors, wider: 2.5, deeper: 4.5 };
    const states = { "wide/3": "diverged" as const };
    for (const shape of [
      USUAL,
      { ...USUAL, floors, states },
      { ...USUAL, floors: ranked, states },
    ]) {
      const lines = renderText(sampleSummary(shape), { width }).split("\n");
      const words = lines.filter((line) => [...line].length > width && line.trim().includes("  "));
      expect(words).toEqual([]);
    }
  });
  test("ranks more than four variants, by the direction, and shows ends even on 60 columns", () => {
    const floors = { a: 3, b: 1, c: 2, d: 5, e: 4 };
    const rows = (width: number, direction: "min" | "max") =>
      renderText(sampleSummary({ ...USUAL, floors }, { direction }), { width })
        .split("\n")
        .filter((line) => /(better|worse|baseline)$/.test(line));
    const names = (lines: string[]) => lines.map((line) => /[a-e]/.exec(line)![0]).join("");
    expect(names(rows(80, "min"))).toBe("bcaed");
    expect(names(rows(80, "max"))).toBe("deacb");
    expect(rows(60, "min")[0]).toBe("     1  ○ b  3.48  0.25  -2.50  -2.70 to -2.30  better");
    expect(rows(50, "min")[0]).toBe("     1  ○ b  3.48  -2.50  -2.70 to -2.30  better");
    expect(rows(36, "min")[0]).toBe("     1  ○ b  3.48  -2.50  better");
    expect(renderText(sampleSummary({ ...USUAL, floors }))).not.toMatch(/each minus|BETTER|median/);
  });
  test("shows the comparisons without the baseline below the ranked table", () => {
    const floors = { a: 3, b: 1, c: 2, d: 5, e: 4 };
    const text = renderText(sampleSummary({ ...USUAL, floors }, { pairs: "all" }));
    expect(text.match(/^each minus [a-e]/gm)).toEqual([
      "each minus b",
      "each minus c",
      "each minus d",
    ]);
  });
  test("keeps name, n and mean on the narrowest terminal", () => {
    const text = renderText(sampleSummary(USUAL), { width: 10 });
    expect(text).toMatch(/ {2}● dropout… +10 +7\.48\n/);
  });
  test("says identical where there is nothing to subtract, and says it once", () => {
    const text = renderText(summaryOf({ a: runsOf(SIX), b: runsOf(SIX) }));
    expect(text).toContain(
      "IDENTICAL  b and a are identical: every series is equal to the bit on all 6\n  seeds\n",
    );
    expect(text).not.toContain("minus");
  });
  test("says identical in the table of several differences", () => {
    const summary = summaryOf({ a: runsOf(SIX), b: runsOf(SIX), c: runsOf([2, 1, 3, 4, 6, 5]) });
    expect(renderText(summary)).toMatch(/ {2}b +identical +6 /);
  });
  test("says once what all comparisons share, and of whom the rest speaks", () => {
    const [short, long] = [runsOf([1, 2, 3]), runsOf([3, 2, 1, 4])];
    const shared = renderText(summaryOf({ a: short, b: runsOf([2, 3, 4]), c: runsOf([5, 3, 1]) }));
    expect(shared.match(/3 pairs: only a t test/g)).toHaveLength(1);
    const one = renderText(summaryOf({ a: long, b: short, c: runsOf([5, 3, 1, 2]) }));
    expect(one).toContain("  b minus a: 3 pairs: only a t test");
    expect(one).toContain("  c minus a: 4 pairs: only a t test");
  });
  test("is a table alone for one variant", () => {
    const text = renderText(summaryOf({ a: runsOf(SIX) }));
    expect(text).not.toContain("minus");
    expect(text).not.toContain("caveats");
  });
});
