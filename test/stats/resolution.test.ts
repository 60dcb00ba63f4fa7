import { expect, test } from "vitest";
import { fixedEvidence } from "../../src/stats/fixed-evidence.ts";
import { resolutionOf, withResolution } from "../../src/stats/resolution.ts";

const STEP = 1 / 40;

test("the resolution is the least step between differences of which a third are tied", () => {
  expect(resolutionOf([0, 0, 0, STEP, -3 * STEP])).toBeCloseTo(STEP, 15);
  expect(resolutionOf([0.1 + 0.2, 0.3, 0.3, 0.4])).toBeCloseTo(0.1, 12);
});

test("there is none where fewer than a third are tied, or all are", () => {
  expect(resolutionOf([0, 0, 1, 2, 4, 7, 11, 16])).toBe(0);
  expect(resolutionOf([0, 0, 0, 0])).toBe(0);
  expect(resolutionOf([])).toBe(0);
});

test("rounding adds a twelfth of a squared step to the variance", () => {
  expect(withResolution(2, 0)).toBe(2);
  expect(withResolution(3, Math.sqrt(12) * 4)).toBeCloseTo(5, 12);
});

test("seven ties and one step leave an interval that is wider than the step's share", () => {
  const evidence = fixedEvidence([0, 0, 0, 0, 0, 0, 0, STEP], 0.05);
  expect(evidence.interval!.low).toBeLessThan(0);
  expect(evidence.interval!.high).toBeGreaterThan(STEP / 4);
  expect(evidence.isDifferent).toBe(false);
});

test("eight ties of one step are decided by t as well as by signs", () => {
  const shifted = [STEP, STEP, STEP, STEP, STEP, STEP, 2 * STEP, 2 * STEP];
  const evidence = fixedEvidence(shifted, 0.05);
  expect(evidence.isDifferent).toBe(true);
  expect(evidence.interval!.low).toBeGreaterThan(0);
});
