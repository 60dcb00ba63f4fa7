import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlation } from "../../src/stats/correlation.ts";
import { median } from "../../src/stats/median.ts";
import { moments } from "../../src/stats/moments.ts";
import { pairedDifferences } from "../../src/stats/paired-differences.ts";
import { REFERENCE_SETS } from "./reference-values.ts";

/** Largest relative deviation allowed from numbers computed in another order of operations. */
const RELATIVE = 1e-13;

function expectNear(got: number | null, expected: number, relative = RELATIVE): void {
  const slack = relative * Math.max(Math.abs(expected), Number.MIN_VALUE);
  expect(Math.abs(got! - expected), `${got} is not ${expected}`).toBeLessThanOrEqual(slack);
}

describe.each(REFERENCE_SETS)("the reference set $id", (set) => {
  test.each(["A", "B"] as const)("has NumPy's mean, sd and median on side %s", (side) => {
    const [values, expected] = side === "A" ? [set.a, set.ofA] : [set.b, set.ofB];
    const { mean, sd } = moments(values);
    expectNear(mean, expected.mean);
    expectNear(sd, expected.sd);
    expectNear(median(values), expected.median);
  });

  test("has SciPy's mean and sd of the differences, and as many ties", () => {
    const differences = pairedDifferences(set.a, set.b);
    const { mean, sd } = moments(differences);
    // Its differences are rounded to 12 decimals before anything else.
    expectNear(mean, set.meanDifference, 1e-10);
    expectNear(sd, set.sdDifference, 1e-10);
    expect(differences.filter((d) => d < 0)).toHaveLength(set.lowerCount);
    expect(differences.filter((d) => d === 0)).toHaveLength(set.equalCount);
  });

  test("has SciPy's Pearson correlation", () => {
    expectNear(correlation(set.a, set.b), set.pearsonR, 1e-12);
  });
});

describe("moments", () => {
  test("of 2 4 4 4 5 5 7 9 are 5 and the root of 32/7", () => {
    expect(moments([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: Math.sqrt(32 / 7) });
  });
  test("of one value have no sd, of none no mean", () => {
    expect(moments([3])).toEqual({ mean: 3, sd: null });
    expect(moments([])).toEqual({ mean: null, sd: null });
  });
  test("of equal values are that value and exactly 0, where a plain sum would not be", () => {
    const tenths = Array.from({ length: 10 }, () => 0.1);
    expect(tenths.reduce((a, b) => a + b) / 10).not.toBe(0.1);
    expect(moments(tenths)).toEqual({ mean: 0.1, sd: 0 });
  });
  test("lose no digit of the spread beside a mean of 10^9", () => {
    const values = [4, 7, 13, 16].map((value) => value + 1e9);
    expect(moments(values)).toEqual({ mean: 1e9 + 10, sd: Math.sqrt(30) });
  });
  test.each([1e200, 1e-200])("do not lose values of size %f when squaring them", (size) => {
    expectNear(moments([1, 2, 3].map((value) => value * size)).sd, size);
  });
});

const sample = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 30 });

describe("moments by law", () => {
  test("follow a shift with the mean alone", () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: -1e6, max: 1e6 }), (values, shift) => {
        const [plain, shifted] = [moments(values), moments(values.map((v) => v + shift))];
        expect(shifted.mean!).toBeCloseTo(plain.mean! + shift, 8);
        expect(shifted.sd!).toBeCloseTo(plain.sd!, 8);
      }),
    );
  });
  test("follow a scale, the sd by its size alone", () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(-1024, -0.25, 0.125, 2, 65536), (values, scale) => {
        const [plain, scaled] = [moments(values), moments(values.map((v) => v * scale))];
        expect(scaled.mean! / scale).toBeCloseTo(plain.mean!, 8);
        expect(scaled.sd! / Math.abs(scale)).toBeCloseTo(plain.sd!, 8);
      }),
    );
  });
});

describe("median", () => {
  test("is the middle of odd counts and the mean of the two middle ones of even counts", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 2])).toBe(3.5);
    expect(median([])).toBeNull();
  });
  test("sorts numbers as numbers", () => {
    expect(median([10, 9, 2, 1, 100])).toBe(9);
  });
  test("has as many values below as above", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const middle = median(values)!;
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe("correlation", () => {
  test("of a line is 1 when it rises and -1 when it falls", () => {
    expect(correlation([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1, 14);
    expect(correlation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 14);
  });
  test("does not exist for two pairs, nor where one side does not vary", () => {
    expect(correlation([1, 2], [3, 5])).toBeNull();
    expect(correlation([1, 2, 3], [4, 4, 4])).toBeNull();
  });
  test("of unequal lengths is refused", () => {
    expect(() => correlation([1, 2, 3], [1, 2])).toThrow(RangeError);
  });
  test("stays within -1 and 1, and does not change with shift, scale or side", () => {
    const pairs = fc.array(
      fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 })),
      { minLength: 3, maxLength: 20 },
    );
    fc.assert(
      fc.property(pairs, (values) => {
        const [a, b] = [values.map(([x]) => x), values.map(([, y]) => y)];
        const r = correlation(a, b);
        if (r === null) return;
        expect(Math.abs(r)).toBeLessThanOrEqual(1);
        expect(correlation(b, a)).toBeCloseTo(r, 12);
        expect(
          correlation(
            a.map((x) => 7 * x - 3),
            b,
          ),
        ).toBeCloseTo(r, 12);
        expect(
          correlation(
            a.map((x) => -x),
            b,
          ),
        ).toBeCloseTo(-r, 12);
      }),
    );
  });
});

describe("paired differences", () => {
  test("of the size of rounding are ties: 0.1 + 0.2 against 0.3", () => {
    expect(pairedDifferences([0.1 + 0.2, 5], [0.3, 4])).toEqual([0, 1]);
  });
  test("of tiny values are no ties", () => {
    expect(pairedDifferences([2e-20], [1e-20])).toEqual([1e-20]);
  });
  test("of unequal lengths are refused", () => {
    expect(() => pairedDifferences([1], [])).toThrow(RangeError);
  });
});
