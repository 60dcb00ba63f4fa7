import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadLabels } from "../../../src/report/chart/plot-axes.ts";
import { countTicks, valueAxis } from "../../../src/report/chart/value-axis.ts";

/** Beyond, the range itself would not be a number, and no picture could be drawn. */
const SIZE_MAX = 1e307;
const finite = fc.double({ noNaN: true, min: -SIZE_MAX, max: SIZE_MAX });

test("an axis holds every value and has at least one labelled tick within", () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), fc.boolean(), (values, maybeLog) => {
      const axis = valueAxis(values, maybeLog);
      expect(axis.low).toBeLessThan(axis.high);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(axis.low);
      expect(Math.max(...values)).toBeLessThanOrEqual(axis.high);
      const outside = axis.ticks.filter(({ value }) => value < axis.low || value > axis.high);
      expect(outside).toEqual([]);
      expect(axis.ticks.length).toBeGreaterThan(0);
    }),
  );
});

test("a logarithmic axis is for positive values alone, and only if asked for", () => {
  expect(valueAxis([0.01, 100], true).type).toBe("log");
  expect(valueAxis([0.01, 100]).type).toBe("linear");
  expect(valueAxis([-1, 100], true).type).toBe("linear");
  expect(valueAxis([0, 100], true).type).toBe("linear");
  expect(valueAxis([5, 50], true).type).toBe("linear");
});

test("counts begin with the first, go on in round numbers, and end within", () => {
  expect(countTicks(1, 100, 6)).toEqual([1, 20, 40, 60, 80, 100]);
  expect(countTicks(2, 10, 10)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(countTicks(1, 1, 5)).toEqual([1]);
});

test("labels keep their order and their distance, and stay within where there is room", () => {
  const room = { low: 0, high: 300, gap: 15 };
  const wanted = fc.array(fc.double({ min: -50, max: 350, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(wanted, (positions) => {
      const placed = spreadLabels(positions, room);
      const order = positions
        .map((_, index) => index)
        .sort((a, b) => positions[a]! - positions[b]!);
      for (const [rank, index] of order.entries()) {
        expect(placed[index]).toBeGreaterThanOrEqual(room.low - 1e-9);
        expect(placed[index]).toBeLessThanOrEqual(room.high + 1e-9);
        const before = order[rank - 1];
        if (before === undefined) continue;
        expect(placed[index]! - placed[before]!).toBeGreaterThanOrEqual(room.gap - 1e-9);
      }
    }),
  );
});

test("a label that is in nobody's way stands where it belongs", () => {
  expect(spreadLabels([10, 100, 200], { low: 0, high: 300, gap: 15 })).toEqual([10, 100, 200]);
});
