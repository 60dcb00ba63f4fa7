import { expect, test } from "vitest";
import { everySeed } from "../../../src/stats/sequential/looks.ts";
import { repeatedThreshold } from "../../../src/stats/sequential/repeated-interval.ts";
import { simulateThreshold } from "../../../src/stats/sequential/simulate-threshold.ts";

// Relative standard errors: 1.1 % of these with 200,000 paths, 0.5 % of the table's.
test.each(["3 to 10", "5, 10, 20"])(
  "looks at %s have the table's threshold within two percent",
  (name) => {
    const looks = name === "3 to 10" ? everySeed(3, 10) : [5, 10, 20];
    const { threshold, source } = repeatedThreshold(looks, 0.05);
    expect(source).toBe("table");
    expect(Math.abs(simulateThreshold(looks, 0.05, 2e5) / threshold - 1)).toBeLessThan(0.02);
  },
);

test("the same question has the same answer, and other paths nearly that", () => {
  const [few, more] = [20_000, 40_000].map((count) => simulateThreshold([5, 9], 0.1, count));
  expect(simulateThreshold([5, 9], 0.1, 20_000)).toBe(few);
  expect(more).not.toBe(few);
  expect(Math.abs(more! / few! - 1)).toBeLessThan(0.1);
});

test("more looks lower the threshold, down to Bonferroni's at most", () => {
  const [two, three] = [
    [5, 10],
    [5, 10, 15],
  ].map((looks) => simulateThreshold(looks, 0.05, 4e4));
  expect(two).toBeLessThan(0.05);
  expect(three).toBeLessThan(two!);
  expect(three).toBeGreaterThan(0.05 / 3);
});

test("one look needs no simulation", () => {
  expect(simulateThreshold([7], 0.02, 1)).toBe(0.02);
});

test("looks out of order and an alpha outside (0, 1) are refused", () => {
  expect(() => simulateThreshold([7, 5], 0.05)).toThrow("simulateThreshold: looks must be");
  expect(() => simulateThreshold([5, 7], 1)).toThrow("alpha must be in (0, 1), got 1");
});
