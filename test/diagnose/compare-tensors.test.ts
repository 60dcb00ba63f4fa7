import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareArrays, compareTensors, ulpsBetween } from "../../src/diagnose/compare-tensors.ts";

const f32 = (...values: number[]) => Float32Array.from(values);
const NEXT_TO_ONE = 1 + 2 ** -23;

describe("ulpsBetween", () => {
  test("counts the float32 numbers from one to the other, through zero", () => {
    expect(ulpsBetween(1, NEXT_TO_ONE)).toBe(1);
    expect(ulpsBetween(0, -0)).toBe(0);
    expect(ulpsBetween(2 ** -149, -(2 ** -149))).toBe(2);
    expect(ulpsBetween(1, 2)).toBe(2 ** 23);
  });

  const float = fc.float({ noNaN: true });

  test("is a distance", () => {
    fc.assert(
      fc.property(float, float, float, (x, y, z) => {
        expect(ulpsBetween(x, y)).toBe(ulpsBetween(y, x));
        expect(ulpsBetween(x, y) === 0).toBe(x === y);
        expect(ulpsBetween(x, z)).toBeLessThanOrEqual(ulpsBetween(x, y) + ulpsBetween(y, z));
      }),
    );
  });
});

describe("compareArrays", () => {
  test("tells how many differ, where most, and by how much", () => {
    expect(compareArrays(f32(1, 2, 4), f32(NEXT_TO_ONE, 2, 3))).toEqual({
      ...{ count: 3, differing: 2, index: 2, ulpMax: 2 ** 22, differenceMax: 1, relative: 0.25 },
      ...{ a: 4, b: 3 },
    });
  });

  test("takes zeros of both signs and any two values that are not numbers for equal", () => {
    expect(compareArrays(f32(0, Number.NaN), f32(-0, Number.NaN))).toBeUndefined();
  });

  test("a value that is not a number on one side alone is the largest difference", () => {
    const difference = compareArrays(f32(1, 1, 1), f32(9, Number.NaN, 3))!;
    expect(difference).toMatchObject({ differing: 3, index: 1, differenceMax: Number.NaN });
  });
});

test("tensors that do not stand for the same are refused", () => {
  const tensor = (length: number) => ({
    ...{ layer: "dense", name: "kernel", shape: [length], values: new Float32Array(length) },
  });
  expect(() => compareTensors([tensor(2)], [tensor(3)])).toThrow(/dense\/kernel.*2 and 3/);
  expect(() => compareTensors([tensor(2)], [])).toThrow(/1 and 0/);
});
