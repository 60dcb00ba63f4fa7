import { expect, test } from "vitest";
import { iris } from "../../src/data/iris.ts";

test("150 flowers of three species, 50 each, in the order of the collection", () => {
  const { rowCount, inputs, targets, inputShape, targetShape } = iris({});
  expect([rowCount, inputShape, targetShape]).toEqual([150, [4], [1]]);
  expect([...inputs.subarray(0, 4)]).toEqual([5.1, 3.5, 1.4, 0.2].map(Math.fround));
  expect([...inputs.subarray(149 * 4)]).toEqual([5.9, 3, 5.1, 1.8].map(Math.fround));
  expect([0, 1, 2].map((species) => targets.filter((t) => t === species).length)).toEqual([
    50, 50, 50,
  ]);
});

test("a shuffle moves rows whole: the same flowers in another order", () => {
  const rows = (shuffle?: number) => {
    const { inputs, targets } = iris({ shuffle });
    return [...targets].map((target, i) => [...inputs.subarray(4 * i, 4 * i + 4), target].join());
  };
  expect(rows(1)).not.toEqual(rows());
  expect(rows(1).toSorted()).toEqual(rows().toSorted());
});
