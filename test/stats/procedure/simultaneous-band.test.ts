import fc from "fast-check";
import { expect, test } from "vitest";
import { tQuantile } from "../../../src/stats/distribution/student-t.ts";
import { moments } from "../../../src/stats/moments.ts";
import {
  centredFlipCritical,
  simultaneousBand,
  thinEpochs,
} from "../../../src/stats/procedure/simultaneous-band.ts";

function noise(n: number, epochCount: number, shift = 0): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: epochCount }, (_, e) => Math.sin(7 * i * i + 3 * e * i + e) + shift),
  );
}

test("the method changes at ten seeds", () => {
  expect(simultaneousBand(noise(9, 4), 0.95).method).toBe("bonferroni-t");
  expect(simultaneousBand(noise(10, 4), 0.95).method).toBe("centred-flips");
});

test("below ten seeds a single epoch has its t interval", () => {
  const rows = noise(7, 1, 0.5);
  const { mean, sd } = moments(rows.map(([value]) => value!));
  const { criticalValue, epochs } = simultaneousBand(rows, 0.9);
  expect(criticalValue).toBeCloseTo(tQuantile(0.95, 6), 12);
  expect(epochs[0]!.high).toBeCloseTo(mean! + (tQuantile(0.95, 6) * sd!) / Math.sqrt(7), 12);
});

test("the band moves with the curve, its width stays", () => {
  for (const n of [6, 12, 20]) {
    const [band, moved] = [0, 2].map((shift) => simultaneousBand(noise(n, 5, shift), 0.95));
    expect(moved!.criticalValue).toBeCloseTo(band!.criticalValue, 9);
    band!.epochs.forEach(({ low, high }, epoch) => {
      expect(moved!.epochs[epoch]!.low).toBeCloseTo(low + 2, 9);
      expect(moved!.epochs[epoch]!.high).toBeCloseTo(high + 2, 9);
    });
  }
});

test("epochs that all say the same need less width than Bonferroni takes", () => {
  const rows = noise(12, 1).map(([value]) => Array<number>(20).fill(value!));
  expect(centredFlipCritical(rows, 0.95)).toBeCloseTo(
    centredFlipCritical(
      rows.map((row) => row.slice(0, 1)),
      0.95,
    ),
    12,
  );
  expect(centredFlipCritical(rows, 0.95)).toBeLessThan(tQuantile(1 - 0.025 / 20, 11));
});

test("a higher level is wider, and random flips come near to all of them", () => {
  const rows = noise(16, 6);
  const critical = centredFlipCritical(rows, 0.95);
  expect(centredFlipCritical(rows, 0.99)).toBeGreaterThan(critical);
  const [total] = [
    rows.reduce((sum, row) => sum.map((s, e) => s + row[e]! / 16), Array(6).fill(0)),
  ];
  // One more row at the mean: centred it is 0, which changes n, and t by that, but no sum.
  const sampled = centredFlipCritical([...rows, total], 0.95);
  expect(sampled / critical).toBeCloseTo(1, 1);
});

test("an epoch without spread has a band without width", () => {
  for (const n of [4, 10]) {
    const rows = noise(n, 2).map(([value]) => [0.25, value!]);
    expect(simultaneousBand(rows, 0.95).epochs[0]).toEqual({ low: 0.25, high: 0.25 });
  }
});

test("a level outside (0, 1) and a single row are refused", () => {
  expect(() => simultaneousBand(noise(5, 2), 0)).toThrow("level must be in (0, 1), got 0");
  expect(() => simultaneousBand(noise(1, 2), 0.95)).toThrow("needs at least 2 rows, got 1");
});

test("thinned epochs ascend from the first to the last, and up to the limit all are kept", () => {
  expect(thinEpochs(0)).toEqual([]);
  expect(thinEpochs(3)).toEqual([1, 2, 3]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 2, max: 60 }),
      (count, max) => {
        const epochs = thinEpochs(count, max);
        expect(epochs).toHaveLength(Math.min(count, max));
        expect([epochs[0], epochs.at(-1)]).toEqual([1, count]);
        expect(epochs.every((epoch, index) => index === 0 || epoch > epochs[index - 1]!)).toBe(
          true,
        );
      },
    ),
  );
});
