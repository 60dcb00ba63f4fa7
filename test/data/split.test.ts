import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrangeRows } from "../../src/data/arrange-rows.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import {
  canMove,
  type DrawnValidation,
  isDrawn,
  splitOrder,
  splitRows,
} from "../../src/data/split.ts";
import { standardized } from "../../src/data/standardize.ts";

/** The rows that validate. */
function validating(rowCount: number, validation: DrawnValidation, seed: number): number[] {
  const order = splitOrder(rowCount, validation, seed);
  return [...order.subarray(splitRows(rowCount, validation, seed).trainRowCount)];
}

const seed = fc.integer({ min: 0, max: 10_000 });
const folded = fc.integer({ min: 2, max: 12 }).chain((folds) =>
  fc.record({
    ...{ folds: fc.constant(folds), rowCount: fc.integer({ min: folds, max: 60 }) },
    fold: fc.option(fc.integer({ min: 1, max: folds }), { nil: undefined }),
  }),
);
const drawn = fc.oneof(
  fc.record({ random: fc.double({ min: 0.05, max: 0.95, noNaN: true }) }).map((validation) => {
    return { rowCount: 40, validation: validation as DrawnValidation };
  }),
  folded.map(({ rowCount, ...validation }) => ({
    rowCount,
    validation: validation as DrawnValidation,
  })),
);

describe("a drawn split", () => {
  test("has every row once, each side in the order in which the rows stand", () => {
    fc.assert(
      fc.property(drawn, seed, ({ rowCount, validation }, of) => {
        const order = [...splitOrder(rowCount, validation, of)];
        expect([...order].sort((a, b) => a - b)).toEqual([...Array(rowCount).keys()]);
        const { trainRowCount, validationRowCount } = splitRows(rowCount, validation, of);
        expect(trainRowCount + validationRowCount).toBe(rowCount);
        for (const side of [order.slice(0, trainRowCount), order.slice(trainRowCount)]) {
          expect(side).toEqual([...side].sort((a, b) => a - b));
        }
      }),
    );
  });

  test("is the same with the same seed, and another with another", () => {
    const validation = { random: 0.25 };
    expect(splitOrder(100, validation, 3)).toEqual(splitOrder(100, validation, 3));
    const sets = new Set(
      Array.from({ length: 50 }, (_, of) => validating(100, validation, of).join()),
    );
    expect(sets.size).toBe(50);
  });

  // Pinned: recorded runs rest on it.
  test("draws these rows for ever", () => {
    expect(validating(20, { random: 0.25 }, 1)).toMatchInlineSnapshot(`
      [
        1,
        2,
        4,
        17,
        18,
      ]
    `);
    expect(validating(20, { folds: 5 }, 1)).toMatchInlineSnapshot(`
      [
        1,
        2,
        15,
        17,
      ]
    `);
    expect(validating(20, { folds: 5 }, 7)).toMatchInlineSnapshot(`
      [
        0,
        11,
        13,
        15,
      ]
    `);
  });

  test("lets each row validate as often as any other, over many seeds", () => {
    const counts = new Float64Array(10);
    for (let of = 1; of <= 2000; of++) {
      for (const row of validating(10, { random: 0.3 }, of)) counts[row]!++;
    }
    // 600 expected, standard deviation 20.5.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(103);
  });
});

describe("folds", () => {
  test("of k seeds in a row, from 1 or k + 1 on, are one cross-validation", () => {
    fc.assert(
      fc.property(folded, fc.integer({ min: 0, max: 20 }), ({ folds, rowCount }, division) => {
        const parts = Array.from({ length: folds }, (_, fold) =>
          validating(rowCount, { folds }, division * folds + fold + 1),
        );
        expect(parts.flat().sort((a, b) => a - b)).toEqual([...Array(rowCount).keys()]);
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
    );
  });

  test("of the next k seeds divide the rows otherwise", () => {
    const [first, second] = [1, 6].map((of) => validating(100, { folds: 5 }, of));
    expect(second).not.toEqual(first);
  });

  test("seed 0 validates on the last fold of a division of its own", () => {
    const own = validating(100, { folds: 5 }, 0);
    expect(own).toHaveLength(20);
    const others = Array.from({ length: 10 }, (_, of) => validating(100, { folds: 5 }, of + 1));
    expect(others).not.toContainEqual(own);
  });

  test("held, are those of the seed that has their number", () => {
    for (const fold of [1, 2, 5]) {
      const held = validating(23, { folds: 5, fold }, 77);
      expect(held).toEqual(validating(23, { folds: 5 }, fold));
    }
  });
});

test("a last share is rounded as it always was, and none is drawn", () => {
  expect(splitRows(10, 0.25, 5)).toEqual({ trainRowCount: 7, validationRowCount: 3 });
  expect(splitRows(10, 0, 5)).toEqual({ trainRowCount: 10, validationRowCount: 0 });
  expect([isDrawn(0.2), isDrawn({ column: "a", value: 1, rows: 3 })]).toEqual([false, false]);
  expect([canMove({ random: 0.1 }), canMove({ folds: 3 })]).toEqual([true, true]);
  expect(canMove({ folds: 3, fold: 1 })).toBe(false);
});

function rows(count: number): Dataset {
  const values = Float64Array.from({ length: count }, (_, n) => n * n + 0.1);
  const inputs = new Float32Array(new SharedArrayBuffer(8 * count));
  const targets = new Float32Array(new SharedArrayBuffer(4 * count));
  const numbers = new Float64Array(new SharedArrayBuffer(8 * count));
  for (let n = 0; n < count; n++) {
    inputs.set([values[n]!, n], 2 * n);
    targets[n] = n;
    numbers[n] = values[n]!;
  }
  return {
    ...{ rowCount: count, inputShape: [2], targetShape: [1], inputs, targets, sha256: "some" },
    unsplit: { numbers: [{ place: 0, values: numbers }] },
  };
}

describe("rows arranged for a run", () => {
  test("go with their targets, and are standardized by those of them that train", () => {
    fc.assert(
      fc.property(seed, (of) => {
        const validation = { random: 0.3 };
        const dataset = rows(20);
        const arranged = arrangeRows(dataset, validation, of);
        const order = splitOrder(20, validation, of);
        expect([...arranged.targets]).toEqual([...order]);
        const ordered = Float64Array.from(order, (row) => row * row + 0.1);
        const scaled = Float32Array.from(standardized(ordered, 14));
        for (let n = 0; n < 20; n++) {
          expect([...arranged.inputs.subarray(2 * n, 2 * n + 2)]).toEqual([scaled[n], order[n]]);
        }
        expect(arranged.unsplit).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  test("leave the host's rows as they are, and are not arranged twice", () => {
    const dataset = rows(20);
    const before = dataset.inputs.slice();
    const arranged = arrangeRows(dataset, { folds: 4 }, 2);
    expect(dataset.inputs).toEqual(before);
    expect(() => arrangeRows(arranged, { folds: 4 }, 2)).toThrow("are arranged already");
  });
});
