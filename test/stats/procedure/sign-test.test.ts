import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signTest } from "../../../src/stats/procedure/sign-test.ts";
import { expectNear } from "../near.ts";
import { sample } from "./samples.ts";

describe("the sign test", () => {
  test("of five of five is 1/16, of 0 and infinities counts the signs", () => {
    expect(signTest([-1, -2, -3, -4, -5]).pValue).toBeCloseTo(1 / 16, 15);
    const infinity = Number.POSITIVE_INFINITY;
    const { positive, negative, pValue } = signTest([infinity, 0, -infinity, 3]);
    expect([positive, negative]).toEqual([2, 1]);
    expectNear(pValue, 1);
  });
  test("of nothing but ties is 1", () => {
    expect([signTest([0, -0]).pValue, signTest([]).pValue]).toEqual([1, 1]);
  });
  test("does not look at sizes, and turns with the signs", () => {
    fc.assert(
      fc.property(sample, (d) => {
        const { positive, negative, pValue } = signTest(d);
        const turned = signTest(d.map((value) => -(value ** 3)));
        expect(turned).toEqual({ positive: negative, negative: positive, pValue });
      }),
    );
  });
});
