import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moments } from "../../../src/stats/moments.ts";
import { welch, welchInterval } from "../../../src/stats/procedure/welch.ts";
import { expectNear } from "../near.ts";
import { sample } from "./samples.ts";

describe("Welch's test", () => {
  test("does not exist where a side has one value or neither varies", () => {
    expect([welch([1], [1, 2]), welch([1, 2], []), welch([1, 1], [2, 2, 2])]).toEqual([
      null,
      null,
      null,
    ]);
    expect(welchInterval([1, 1], [2, 2], 0.95)).toBeNull();
  });
  test("exists where one side varies, with the degrees of freedom of that side", () => {
    expectNear(welch([1, 2, 3], [5, 5])!.df, 2);
  });
  test("changes sides with the samples, and not with shift or unit", () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom(0.125, 4), (a, b, unit) => {
        const it = welch(a, b);
        if (it === null) return;
        const other = welch(
          b.map((value) => 3 + value * unit),
          a.map((value) => 3 + value * unit),
        )!;
        expectNear([other.t, other.df, other.pValue], [-it.t, it.df, it.pValue]);
        expectNear(other.difference, -it.difference * unit);
      }),
    );
  });
  test("has degrees of freedom from the smaller side's to both sides' together", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const it = welch(a, b);
        if (it === null) return;
        expect(it.df).toBeGreaterThan(Math.min(a.length, b.length) - 1 - 1e-9);
        expect(it.df).toBeLessThan(a.length + b.length - 2 + 1e-9);
      }),
    );
  });
  test("is the pooled one where sizes and variances are equal", () => {
    const { df, standardError } = welch([1, 2, 3, 4], [11, 12, 13, 14])!;
    expectNear([df, standardError], [6, Math.sqrt(2 / 4) * moments([1, 2, 3, 4]).sd!]);
  });
  test.each([1e-200, 1e200])("does not lose values of size %f", (size) => {
    const scaled = (values: number[]) => values.map((value) => value * size);
    const [plain, extreme] = [welch([1, 2, 4], [3, 5]), welch(scaled([1, 2, 4]), scaled([3, 5]))];
    expectNear([extreme!.t, extreme!.df], [plain!.t, plain!.df]);
  });
  test("at a level of 1 is refused, also where there is no interval", () => {
    expect(() => welchInterval([1, 1], [2, 2], 1)).toThrow("level must be in (0, 1), got 1");
  });
});
