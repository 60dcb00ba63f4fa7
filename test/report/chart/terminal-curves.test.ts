import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Curve, terminalCurves } from "../../../src/report/chart/terminal-curves.ts";
import { glyphOf } from "../../../src/report/chart/variant-glyphs.ts";

function curve(name: string, means: readonly (number | null)[], sd: number | null = null): Curve {
  const points = means.map((mean, index) => {
    const isGap = mean === null;
    const epoch = index + 1;
    return { epoch, n: isGap ? 0 : 2, mean, sd: isGap ? null : sd, min: mean, max: mean };
  });
  return { name, curve: points };
}

const draw = (curves: readonly Curve[], width = 80) => terminalCurves("loss", curves, { width });
const marksOf = (lines: readonly string[], index: number) =>
  lines.slice(1, -1).join("").split(glyphOf(index)).length - 1;
const plotOf = (lines: readonly string[]) => lines.filter((line) => /[┤│]/.test(line));

describe("the chart of curves", () => {
  test("puts the higher value above the lower and the earlier epoch left of the later", () => {
    const rows = plotOf(draw([curve("a", [10, 0])]));
    const [top, bottom] = [rows[0]!, rows.at(-1)!];
    expect(top).toContain("●");
    expect(bottom).toContain("●");
    expect(top.indexOf("●")).toBeLessThan(bottom.indexOf("●"));
  });
  test("draws one mark per epoch and variant while there is room", () => {
    const lines = draw([curve("a", [5, 4, 3, 2]), curve("b", [5, 4, 3, 2])]);
    expect(marksOf(lines, 0)).toBe(4);
    expect(marksOf(lines, 1)).toBe(4);
  });
  test("hides no epoch's value where epochs share a column", () => {
    const means = Array.from({ length: 500 }, (_, index) => (index === 250 ? 100 : 1));
    expect(plotOf(draw([curve("a", means)]))[0]).toContain("●");
  });
  test("leaves a gap where an epoch has no value", () => {
    const rows = plotOf(draw([curve("a", [1, null, 1])]));
    expect(rows.join("")).not.toContain("·");
    expect(plotOf(draw([curve("a", [1, 1, 1])])).join("")).toContain("·");
  });
  test("draws the spread as bars, and says what they are", () => {
    const lines = draw([curve("a", [5, 5], 2)]);
    expect(lines[0]).toContain("╎ ± 1 sd (spread of seeds, not a confidence band)");
    expect(plotOf(lines).join("")).toContain("╎");
    expect(draw([curve("a", [5, 5], 0)])[0]).toBe("loss per epoch: mean");
  });
  test("draws marks alone once there are more than three variants", () => {
    const many = ["a", "b", "c", "d"].map((name, index) => curve(name, [index, index + 1], 1));
    expect(draw(many).join("")).not.toMatch(/[·╎]/);
  });
  test.each([
    ["one epoch", [curve("a", [3])]],
    ["a constant", [curve("a", [3, 3, 3])]],
    ["zeros", [curve("a", [0, 0])]],
    ["huge values", [curve("a", [1e308, -1e308])]],
    ["spreads beyond any number", [curve("a", [1e308, -1e308], 1.7e308)]],
    ["tiny values", [curve("a", [1e-310, 2e-310])]],
  ])("can show %s", (_, curves) => {
    expect(marksOf(draw(curves), 0)).toBe(curves[0]!.curve.length);
  });
  test("is not there if there is nothing to draw or no room", () => {
    expect(draw([])).toEqual([]);
    expect(draw([curve("a", [])])).toEqual([]);
    expect(draw([curve("a", [null, null])])).toEqual([]);
    expect(draw([curve("a", [1, 2])], 15)).toEqual([]);
  });
  test("cuts long names and strips what is not printable", () => {
    const lines = draw([curve(`\u001b[31m${"long".repeat(40)}\n`, [1, 2])], 50);
    expect(lines.at(-1)).toMatch(/^ {2}● (long)+l?o?n?…$/);
  });
  test("fits its width, whatever is drawn", () => {
    const mean = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { freq: 9 });
    const means = fc.array(mean, { maxLength: 200 });
    const curves = fc.array(means, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(curves, fc.integer({ min: 20, max: 120 }), (all, width) => {
        const lines = draw(
          all.map((each, index) => curve(`v${index}`, each, 1)),
          width,
        );
        expect(lines.filter((line) => [...line].length > width)).toEqual([]);
        expect(plotOf(lines).length).toBeLessThanOrEqual(12);
      }),
    );
  });
});
