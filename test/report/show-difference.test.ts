import fc from "fast-check";
import { expect, test } from "vitest";
import {
  differenceStyle,
  inUnits,
  showDifference,
  showLevel,
  showMargin,
  showP,
} from "../../src/report/show-difference.ts";

test.each([
  [0.95, "95%"],
  [1 - 0.05 / 3, "98.3%"],
  [0.975, "97.5%"],
  [1 - 12 / 256, "95.3%"],
  [0.9992, "99.92%"],
  [0.9, "90%"],
])("a level of %d is %s", (level, text) => {
  expect(showLevel(level)).toBe(text);
});

test("a level below 1 is never shown as 100%", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-7, max: 0.5, noNaN: true }), (missing) => {
      expect(showLevel(1 - missing)).not.toBe("100%");
    }),
  );
});

test("a difference and its interval share their decimals", () => {
  const interval = { low: -2.642, high: -1.6381, level: 0.95 };
  const style = differenceStyle([-2.14], [interval], "linear");
  const shown = [-2.14, interval.low, interval.high].map((end) =>
    showDifference(end, style, "linear"),
  );
  expect(shown).toEqual(["-2.14", "-2.64", "-1.64"]);
});

test("an end next to 0 is not shown as 0, unless that took more than two digits", () => {
  const shown = (low: number) => {
    const style = differenceStyle([0.26], [{ low, high: 0.52 }], "linear");
    return showDifference(low, style, "linear");
  };
  expect([0.003, -0.003, 0.0003, 0].map(shown)).toEqual(["0.003", "-0.003", "0.0003", "0.00"]);
  expect(shown(0.00003)).toBe("0.00");
});

test("differences of logarithms become percent of the baseline", () => {
  expect(inUnits(Math.log(1.25), "log")).toBeCloseTo(25, 12);
  expect(showDifference(Math.log(0.5), { notation: "fixed", decimals: 0 }, "log")).toBe("-50%");
  expect(showMargin(0.05, "log")).toBe("5%");
});

test("what does not exist is a dash, what has no end is infinite", () => {
  const style = { notation: "fixed", decimals: 1 } as const;
  expect(showDifference(null, style, "linear")).toBe("–");
  expect(showDifference(-Infinity, style, "linear")).toBe("-∞");
  expect(showDifference(-Infinity, style, "log")).toBe("-100.0%");
});

test("a p value has two digits, and a tiny one only a bound", () => {
  expect([0.0123, 0.5, 0.00009, 1].map(showP)).toEqual(["= 0.012", "= 0.5", "< 0.0001", "= 1"]);
});
