import { describe, expect, test } from "vitest";
import { runsOf } from "../runs.ts";
import { compared, warned } from "./planted.ts";

/** A comparison with these differences. */
const of = (differences: readonly number[]) =>
  compared(runsOf(differences.map(() => 10)), runsOf(differences.map((d) => 10 + d))).pair;
const oneApart = (count: number) => [...Array.from({ length: count - 1 }, (_, n) => n / 1e4), 9];

describe("skewed differences", () => {
  test("are told with the skewness and the largest that so many can have", () => {
    const { text, values } = warned(of(oneApart(10)), "skewed")!;
    expect(text).toMatch(/^the differences are skewed \(2\.667\): the interval of the mean may be/);
    expect(values).toEqual({
      skewness: expect.closeTo(8 / 3, 5),
      largest: expect.closeTo(8 / 3, 12),
    });
  });
  test("are beyond what six can show, and seven just can", () => {
    expect(warned(of(oneApart(6)), "skewed")).toBeUndefined();
    expect(warned(of(oneApart(7)), "skewed")!.values).toMatchObject({
      largest: expect.closeTo(5 / Math.sqrt(6), 12),
    });
  });
});

describe("whether differences are skewed cannot be checked", () => {
  const fewOf = (differences: readonly number[]) => warned(of(differences), "too-few-pairs")?.text;
  const decided = (count: number) => Array.from({ length: count }, (_, n) => 1 + (n % 3) / 10);

  test("where six to nine pairs decide something", () => {
    const text = "pairs: whether the differences are skewed cannot be checked";
    for (const count of [6, 9]) expect(fewOf(decided(count))).toBe(`${count} ${text}`);
    expect(warned(of(decided(8)), "too-few-pairs")!.values).toEqual({ pairs: 8 });
  });
  test("and is not said of ten, nor where nothing is decided", () => {
    expect(fewOf(decided(10))).toBeUndefined();
    expect(fewOf([1, -1, 2, -2, 1.5, -1.5])).toBeUndefined();
  });
});
