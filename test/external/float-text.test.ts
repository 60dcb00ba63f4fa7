import fc from "fast-check";
import { expect, test } from "vitest";
import { floatText } from "../../src/external/float-text.ts";
import { readValue } from "../../src/external/read-cell.ts";

test("what is written is read as the same number, the sign of zero included", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(readValue(floatText(value))).toBe(value);
    }),
    { numRuns: 5000 },
  );
});

test("no number looks like a whole one, so a column of them is one of floats everywhere", () => {
  // How polars tells a float; pandas and R take all of these.
  const float = /^[-+]?((\d*\.\d+)([eE][-+]?\d+)?|inf|NaN|(\d+)[eE][-+]?\d+|\d+\.)$/;
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e21, 1e-7)), (value) => {
      expect(floatText(value)).toMatch(float);
    }),
  );
});

test.each([
  [0, "0.0"],
  [-0, "-0.0"],
  [3, "3.0"],
  [1e21, "1e+21"],
  [0.1 + 0.2, "0.30000000000000004"],
  [5e-324, "5e-324"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-inf"],
])("%d is %s", (value, text) => expect(floatText(value)).toBe(text));
