import fc from "fast-check";
import { expect, test } from "vitest";
import { maxT } from "../../../src/stats/procedure/max-t.ts";
import { signFlip } from "../../../src/stats/procedure/sign-flip.ts";

function noise(n: number, epochCount: number, shift = 0): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: epochCount }, (_, e) => Math.sin(7 * i * i + 3 * e * i + e) + shift),
  );
}

test("a single epoch has the p-value of the sign flips", () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 10 });
  fc.assert(
    fc.property(values, (list) => {
      const { globalP, adjustedP } = maxT(list.map((value) => [value]))!;
      expect(adjustedP).toEqual([signFlip(list).pValue]);
      expect(globalP).toBe(adjustedP[0]);
    }),
  );
});

test("more epochs never make an epoch's p smaller", () => {
  const [few, many] = [maxT(noise(10, 3, 0.4))!, maxT(noise(10, 8, 0.4))!];
  few.adjustedP.forEach((p, epoch) => {
    expect(many.adjustedP[epoch]).toBeGreaterThanOrEqual(p);
  });
});

test("neither an epoch's unit nor the common sign matters", () => {
  const rows = noise(10, 4, 0.3);
  const scaled = rows.map((row) => row.map((value, e) => -value * 10 ** (40 * e)));
  expect(maxT(scaled)).toEqual(maxT(rows));
});

test("random flips come near to all of them", () => {
  const rows = noise(16, 6, 0.3);
  const exact = maxT(rows)!;
  // A row of zeros changes no sum, but there are too many rows then.
  const sampled = maxT([...rows, Array(6).fill(0)])!;
  exact.adjustedP.forEach((p, epoch) => {
    const slack = 5 * Math.sqrt((p * (1 - p)) / 9999) + 1e-4;
    expect(Math.abs(sampled.adjustedP[epoch]! - p)).toBeLessThan(slack);
  });
});

test("below six seeds there is none, and without any difference p is 1", () => {
  expect(maxT(noise(5, 3))).toBeNull();
  expect(maxT(Array(6).fill([0, 0]))).toEqual({ globalP: 1, adjustedP: [1, 1] });
});
