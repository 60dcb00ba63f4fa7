import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  pairedPower,
  seedsNeeded,
  seedsNeededPerGroup,
  smallestEffect,
} from "../../../src/stats/procedure/power.ts";
import { expectNear } from "../near.ts";

const AIM = { alpha: 0.05, power: 0.8 };

describe("power", () => {
  test("without an effect is the chance of a false alarm", () => {
    for (const n of [2, 5, 100]) expectNear(pairedPower(0, n, 0.05), 0.05);
  });
  test("does not depend on the effect's direction, and grows with n, effect and alpha", () => {
    const effect = fc.double({ min: 0.05, max: 2, noNaN: true });
    fc.assert(
      fc.property(effect, fc.integer({ min: 2, max: 40 }), (dz, n) => {
        const power = pairedPower(dz, n, 0.05);
        expectNear(pairedPower(-dz, n, 0.05), power);
        const more = [
          pairedPower(dz, n + 1, 0.05),
          pairedPower(dz * 1.1, n, 0.05),
          pairedPower(dz, n, 0.06),
        ];
        for (const other of more) expect(other).toBeGreaterThanOrEqual(power - 1e-12);
      }),
    );
  });
});

describe("seeds needed", () => {
  test("are the first number that is enough", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 3, noNaN: true }), (dz) => {
        const n = seedsNeeded(dz, AIM)!;
        expect(pairedPower(dz, n, 0.05)).toBeGreaterThanOrEqual(0.8);
        if (n > 2) expect(pairedPower(dz, n - 1, 0.05)).toBeLessThan(0.8);
      }),
      { numRuns: 30 },
    );
  });
  test("for an effect of 0.05 are 3142 pairs, or 6281 on each side", () => {
    expect([seedsNeeded(0.05, AIM), seedsNeededPerGroup(0.05, AIM)]).toEqual([3142, 6281]);
  });
  test("for an enormous effect are 2, for none or next to none not to be had", () => {
    expect([seedsNeeded(-100, AIM), seedsNeededPerGroup(100, AIM)]).toEqual([2, 2]);
    expect([0, 1e-6].map((dz) => seedsNeeded(dz, AIM))).toEqual([null, null]);
    expect(seedsNeededPerGroup(0, AIM)).toBeNull();
  });
});

describe("the smallest effect", () => {
  test.each([
    [3, 3.26],
    [5, 1.68],
    [8, 1.16],
    [10, 1],
    [30, 0.53],
    [50, 0.4],
  ])("that %d pairs detect is about %d", (n, dz) => {
    expect(Math.abs(smallestEffect(n, AIM) - dz)).toBeLessThan(0.005);
    expectNear(pairedPower(smallestEffect(n, AIM), n, 0.05), 0.8);
  });
});

test.each<[string, () => unknown]>([
  ["pairedPower: n must be an integer of at least 2, got 1", () => pairedPower(1, 1, 0.05)],
  ["pairedPower: n must be an integer of at least 2, got 2.5", () => pairedPower(1, 2.5, 0.05)],
  ["pairedPower: alpha must be in (0, 1), got 1", () => pairedPower(1, 3, 1)],
  ["must be finite", () => pairedPower(Number.NaN, 3, 0.05)],
  ["smallestEffect: n must be an integer of at least 2", () => smallestEffect(1, AIM)],
  ["power: alpha must be in (0, 1), got 0", () => seedsNeeded(1, { alpha: 0, power: 0.8 })],
  ["power: must be between alpha 0.5 and 1", () => smallestEffect(3, { alpha: 0.5, power: 0.4 })],
  ["power: must be between", () => seedsNeededPerGroup(1, { alpha: 0.05, power: 1 })],
])("RangeError: %s", (message, call) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});
