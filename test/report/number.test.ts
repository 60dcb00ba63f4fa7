import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberStyle, showNumber, showPlain } from "../../src/base/number.ts";

function column(values: (number | null)[], spreads: (number | null)[] = []): string[] {
  const style = numberStyle(values, spreads);
  return [...values, ...spreads].map((value) => showNumber(value, style));
}

describe("a column of numbers", () => {
  test("shows two digits of its smallest spread", () => {
    expect(column([-3.98123], [0.4123])).toEqual(["-3.98", "0.41"]);
    expect(column([5.6831, 1.7034], [0.312, 0.0884])).toEqual(["5.683", "1.703", "0.312", "0.088"]);
    expect(column([123456.7], [1234])).toEqual(["123457", "1234"]);
  });
  test("shows four digits where nothing says more, and never 1.3000000000000003", () => {
    expect(column([1.3000000000000003])).toEqual(["1.300"]);
    expect(column([0])).toEqual(["0.000"]);
    expect(column([])).toEqual([]);
  });
  test("without a spread still tells its values apart", () => {
    expect(column([1.30000001, 1.30000002])).toEqual(["1.3000000100", "1.3000000200"]);
  });
  test("is not filled with digits by one spread of rounding", () => {
    expect(column([1.5, 1.25], [0.3, 1e-17])).toEqual(["1.50000", "1.25000", "0.30000", "0.00000"]);
  });
  test("is scientific where numbers are large or tiny", () => {
    expect(column([3e-7], [1e-8])).toEqual(["3.00e-7", "1.00e-8"]);
    expect(column([1.25e8, 3e7])).toEqual(["1.250e8", "3.000e7"]);
    expect(column([2e8, 0])).toEqual(["2.000e8", "0"]);
  });
  test("has a dash for what does not exist and no minus before zero", () => {
    expect(column([null, -0.001], [1])).toEqual(["–", "0.0", "1.0"]);
    expect(showNumber(Number.NaN, { notation: "fixed", decimals: 2 })).toBe("NaN");
  });
  test("has its points below one another, whatever is in it", () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, fc.array(fc.double({ min: 0, noNaN: true })), (values, spreads) => {
        const style = numberStyle(values, spreads);
        const texts = values
          .map((value) => showNumber(value, style))
          .filter((text) => text !== "0");
        const decimals = texts.map((text) => (text.split("e")[0]!.split(".")[1] ?? "").length);
        expect(new Set(decimals).size).toBeLessThanOrEqual(1);
        expect(Math.max(...texts.map(({ length }) => length), 0)).toBeLessThanOrEqual(24);
      }),
    );
  });
});

test("a number that stands alone has at most four digits and no trailing zeros", () => {
  expect([0.05, 1 / 3, 2e-7, 0.03125, 12345678, 1e21].map(showPlain)).toEqual([
    "0.05",
    "0.3333",
    "2e-7",
    "0.03125",
    "1.235e7",
    "1e21",
  ]);
});
