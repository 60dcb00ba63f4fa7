import fc from "fast-check";
import { expect, test } from "vitest";
import { midranks } from "../../../src/stats/procedure/midranks.ts";

test("ranks start at 1, and ties share the mean of theirs", () => {
  expect(midranks([30, 10, 20, 20])).toEqual([4, 1, 2.5, 2.5]);
  expect(midranks([])).toEqual([]);
});

test("values that differ by rounding only are tied, infinite ones too", () => {
  expect(midranks([0.1 + 0.2, 0.3, 1])).toEqual([1.5, 1.5, 3]);
  expect(midranks([Infinity, 1e308, Infinity, -Infinity])).toEqual([3.5, 2, 3.5, 1]);
});

test("a rank is how many values are smaller plus half of the other equal ones plus one", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 30 }), (values) => {
      const expected = values.map((value) => {
        const smaller = values.filter((other) => other < value).length;
        const equal = values.filter((other) => other === value).length;
        return smaller + (equal + 1) / 2;
      });
      expect(midranks(values)).toEqual(expected);
    }),
  );
});
