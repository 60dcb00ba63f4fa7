import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowsDifference, type TakenRows, takeRows } from "../../../src/data/module/take-rows.ts";

function taken(made: unknown): TakenRows {
  const rows = takeRows(made);
  if ("broken" in rows) throw new Error(rows.broken.join("; "));
  return rows;
}

const broken = (made: unknown) => {
  const rows = takeRows(made);
  return "broken" in rows ? rows.broken : [];
};

test("the same numbers are the same rows, however they are given", async () => {
  tf.enableProdMode(); // no banner
  await tf.setBackend("cpu");
  const ways = [
    {
      inputs: [
        [1, 2],
        [3, 4.5],
      ],
      targets: [0.5, 1],
    },
    { inputs: [Float64Array.of(1, 2), [3, 4.5]], targets: [[0.5], [1]] },
    { inputs: { values: [1, 2, 3, 4.5], shape: [2, 2] }, targets: Float64Array.of(0.5, 1) },
    {
      inputs: { values: Float32Array.of(1, 2, 3, 4.5), shape: [2, 2] },
      targets: { values: [0.5, 1], shape: [2] },
    },
    {
      inputs: tf.tensor([
        [1, 2],
        [3, 4.5],
      ]),
      targets: tf.tensor1d([0.5, 1]),
    },
  ];
  const [first, ...others] = ways.map(taken);
  expect(first).toMatchObject({ rowCount: 2, inputShape: [2], targetShape: [1] });
  expect(first!.classes).toBeUndefined();
  expect([...first!.inputs, ...first!.targets]).toEqual([1, 2, 3, 4.5, 0.5, 1]);
  for (const other of others) expect(other).toEqual(first);
});

test("rows of several sides keep them", () => {
  const { inputShape, targetShape } = taken({ inputs: [[[1, 2, 3]]], targets: [[[1], [2]]] });
  expect([inputShape, targetShape]).toEqual([
    [1, 3],
    [2, 1],
  ]);
});

test.each([
  [[0, 1, 2, 1], 3],
  [[0, 0, 0, 0], 1],
  [[0, 1, 2.5, 1], undefined],
  [[0, 1, -1, 1], undefined],
  [[0, 1, 2 ** 24, 1], undefined],
  [
    [
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
    undefined,
  ],
])("targets %j come to %s classes", (targets, classes) => {
  expect(taken({ inputs: [1, 2, 3, 4], targets }).classes).toBe(classes);
});

describe("what are no rows is refused", () => {
  const ok = [1, 2, 3];
  test.each<[unknown, string]>([
    [undefined, "must return {inputs, targets}, got undefined"],
    [[1, 2], "inputs: must be arrays of numbers, {values, shape} or a tensor, got undefined"],
    [
      { inputs: ok, targets: [1, 2] },
      "must return as many rows of inputs as of targets, got 3 and 2",
    ],
    [{ inputs: "text", targets: ok }, "inputs: must be arrays of numbers, {values, shape} or a "],
    [{ inputs: [], targets: ok }, "inputs: must hold rows, got shape [0, 1]"],
    [{ inputs: [[], [], []], targets: ok }, "inputs: must hold rows, got shape [3, 0]"],
    [
      { inputs: [[1, 2], [1], [1, 2]], targets: ok },
      "inputs: must have 2 in each row, as the first one has, got 1 in row 2",
    ],
    [
      { inputs: [[1, 2], 3, [1, 2]], targets: ok },
      "inputs: must have 2 in each row, as the first one has, got a number in row 2",
    ],
    [{ inputs: ok, targets: [1, "2", 3] }, "targets: must be numbers, got a string in row 2"],
    [{ inputs: ok, targets: [1, null, 3] }, "targets: must be numbers, got null in row 2"],
    [{ inputs: BigInt64Array.of(1n), targets: [1] }, "inputs: must be arrays of numbers"],
    [
      { inputs: { values: ok, shape: [2, 2] }, targets: ok },
      "inputs: must have as many numbers as their shape says, got [2, 2] and 3 numbers",
    ],
    [
      { inputs: { values: ok, shape: [-3, -1] }, targets: ok },
      "inputs: must have a shape of whole numbers, got [-3, -1]",
    ],
    [
      {
        inputs: [
          [1, 2],
          [1, Number.NaN],
        ],
        targets: [1, 2],
      },
      "inputs: must be finite numbers, got NaN in row 2, [1]",
    ],
    [
      {
        inputs: [
          [
            [1, 1],
            [1, 1e39],
          ],
        ],
        targets: [1],
      },
      "inputs: must be numbers that a float32 holds, up to 3.4e38, got 1e+39 in row 1, [1, 1]",
    ],
    [{ inputs: [1], targets: [-1 / 0] }, "targets: must be finite numbers, got -Infinity in row 1"],
  ])("case %#", (made, rule) => {
    expect(broken(made)[0]).toContain(rule);
  });

  test("all of it at once, in the order of the rows", () => {
    const inputs = Array.from({ length: 9 }, () => Number.NaN);
    const told = broken({ inputs, targets: [...inputs.slice(1), 1] });
    expect(told).toHaveLength(12);
    expect(told[0]).toBe("inputs: must be finite numbers, got NaN in row 1, [0]");
    expect(told[5]).toBe("inputs: and 4 more");
    expect(told.at(-1)).toBe("targets: and 3 more");
  });
});

test("a number that is changed, moved or shaped otherwise makes other rows, and is named", () => {
  const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 2,
    maxLength: 20,
  });
  fc.assert(
    fc.property(
      numbers,
      fc.nat(),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      (inputs, at, x) => {
        const index = at % inputs.length;
        const before = taken({ inputs, targets: inputs });
        const after = taken({ inputs: inputs.with(index, x), targets: inputs });
        const isSame = Object.is(Math.fround(inputs[index]!), Math.fround(x));
        expect(after.sha256 === before.sha256).toBe(isSame);
        const difference = rowsDifference(before, after);
        if (isSame) expect(difference).toBeUndefined();
        else expect(difference).toContain(`in inputs of row ${index + 1}, [0]`);
      },
    ),
  );
  const flat = taken({ inputs: [1, 2, 3, 4], targets: [1, 2, 3, 4] });
  const square = taken({
    inputs: [
      [1, 2],
      [3, 4],
    ],
    targets: [
      [1, 2],
      [3, 4],
    ],
  });
  expect(square.sha256).not.toBe(flat.sha256);
  expect(rowsDifference(flat, square)).toBe("inputs of shape [4, 1], then [2, 2]");
});
