import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cliffsDelta,
  cohenD,
  cohenDz,
  hedgesCorrection,
  hedgesG,
  hedgesGz,
  probabilityLower,
} from "../../../src/stats/procedure/effect-sizes.ts";
import { expectNear } from "../near.ts";
import { sample } from "./samples.ts";

describe("Cohen's d", () => {
  test("of means 2 apart and deviations of 1 is -2", () => {
    expectNear(cohenD([0, 1, 2], [2, 3, 4]), -2);
    expectNear(cohenDz([1, 2, 3]), 2);
  });
  test("does not exist where nothing varies or a side has one value", () => {
    expect([cohenD([1, 1], [2, 2]), cohenD([1], [2, 3]), cohenD([1, 2], [])]).toEqual([
      null,
      null,
      null,
    ]);
    expect([hedgesG([1, 1], [2, 2]), cohenDz([1, 1]), cohenDz([1]), hedgesGz([1])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
  test("of two differences has no estimate without bias", () => {
    expectNear(cohenDz([1, 3]), Math.SQRT2);
    expect(hedgesGz([1, 3])).toBeNull();
  });
  test("turns with the sides and loses some of its size to Hedges", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const d = cohenD(a, b);
        if (d === null) return;
        expectNear(cohenD(b, a), -d);
        expect(Math.abs(hedgesG(a, b)!)).toBeLessThanOrEqual(Math.abs(d));
      }),
    );
  });
});

describe("Hedges' correction", () => {
  test("at 2 is 1 / sqrt(pi), at 3 the root of pi / 6", () => {
    expectNear(hedgesCorrection(2), 1 / Math.sqrt(Math.PI));
    expectNear(hedgesCorrection(3), Math.sqrt(Math.PI / 6));
  });
  test("approaches 1 as 1 - 3 / (4 m - 1) does", () => {
    for (const df of [50, 1000, 1e6]) {
      expectNear(hedgesCorrection(df), 1 - 3 / (4 * df - 1), {
        relative: 1 / df ** 2,
        absolute: 0,
      });
    }
  });
  test.each([1, 0, Number.NaN])("at %d is refused", (df) => {
    expect(() => hedgesCorrection(df)).toThrow("hedgesCorrection: df must be above 1");
  });
});

describe("Cliff's delta", () => {
  test("counts all cross pairs", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const signs = a.flatMap((value) => b.map((other) => Math.sign(value - other)));
        const excess = signs.reduce((sum, sign) => sum + sign, 0);
        expectNear(cliffsDelta(a, b), excess / signs.length);
        expectNear(probabilityLower(a, b)! + probabilityLower(b, a)!, 1);
      }),
    );
  });
  test("is 1 and -1 where the samples are apart, and null where one is empty", () => {
    expect([cliffsDelta([3, 4], [1, 2]), cliffsDelta([1], [2, 3])]).toEqual([1, -1]);
    expect([cliffsDelta([], [1]), cliffsDelta([1], []), probabilityLower([], [1])]).toEqual([
      null,
      null,
      null,
    ]);
  });
  test("of 5,000 by 5,000 values takes no 25 million comparisons", () => {
    let reads = 0;
    const values = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5000);
    const counted = new Proxy(values, {
      get: (target, key) => {
        reads++;
        return Reflect.get(target, key);
      },
    });
    expect(cliffsDelta(counted, counted)).toBe(0);
    expect(reads).toBeLessThan(100_000);
  });
});
