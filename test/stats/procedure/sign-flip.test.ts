import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signFlip } from "../../../src/stats/procedure/sign-flip.ts";

/** Few distinct values, so that ties and zeros come up. */
const differences = fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 9 });

/** Beyond what is counted: 33 values without a pattern. */
const MANY = Array.from({ length: 33 }, (_, i) => Math.sin(7 * i * i) + 0.3);

test("reproduces Fisher's p for Darwin's maize", () => {
  const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  expect(signFlip(maize).pValue).toBe(1726 / 32768);
});

test("counts the sign vectors one would count one by one", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const sums = values.reduce<number[]>((all, v) => all.flatMap((s) => [s + v, s - v]), [0]);
      const total = values.reduce((sum, v) => sum + v, 0);
      const share = (isOut: (sum: number) => boolean) => sums.filter(isOut).length / sums.length;
      expect(signFlip(values)).toEqual({
        pValue: share((sum) => Math.abs(sum) >= Math.abs(total)),
        pLess: share((sum) => sum <= total),
        pGreater: share((sum) => sum >= total),
        isExact: true,
        flipCount: 2 ** values.length,
      });
    }),
  );
});

test("rounding breaks no tie", () => {
  expect(signFlip([0.1, 0.2, -0.3]).pValue).toBe(1);
  expect(signFlip([0.1, 0.2, 0.3, -0.6]).pLess).toBe(signFlip([1, 2, 3, -6]).pLess);
});

describe.each([
  ["counted", [3, 1, -4, 1.5, -9, 2, 6]],
  ["sampled", MANY],
] as const)("%s flips", (name, values) => {
  const { pValue, pLess, pGreater, isExact } = signFlip(values);

  test("are said to be so", () => {
    expect(isExact).toBe(name === "counted");
  });

  test("give the same p for the values times a positive number", () => {
    for (const factor of [1e-200, 3, 1e200]) {
      expect(signFlip(values.map((value) => factor * value)).pValue).toBe(pValue);
    }
  });

  test("turn less into greater for the negated values", () => {
    const negated = signFlip(values.map((value) => -value));
    expect([negated.pLess, negated.pGreater]).toEqual([pGreater, pLess]);
    expect(negated.pValue).toBe(pValue);
  });

  test("give 1 where all differences are 0", () => {
    const zeros = signFlip(values.map(() => 0));
    expect([zeros.pValue, zeros.pLess, zeros.pGreater]).toEqual([1, 1, 1]);
  });
});

test("counted flips do not see the order of the seeds, sampled ones hardly", () => {
  const counted = [3, 1, -4, 1.5, -9, 2, 6];
  expect(signFlip(counted.toReversed())).toEqual(signFlip(counted));
  const [p, q] = [signFlip(MANY).pValue, signFlip(MANY.toReversed()).pValue];
  expect(Math.abs(p - q)).toBeLessThan(5 * Math.sqrt((2 * p) / 2 ** 15));
});

test("sampled flips agree with counted ones", () => {
  // Zeros make no difference to the share, but too many values to count.
  const few = MANY.slice(0, 15);
  const exact = signFlip(few).pValue;
  const sampled = signFlip([...few, ...Array(20).fill(0)]);
  expect(sampled.isExact).toBe(false);
  expect(Math.abs(sampled.pValue - exact)).toBeLessThan(5 * Math.sqrt(exact / 2 ** 15));
});

test("no p is below two in the number of flips, one on either side", () => {
  const far = signFlip(Array.from({ length: 60 }, (_, i) => 1 + i / 100));
  expect(far.pValue).toBe(2 / far.flipCount);
});
