import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { numpyRandom } from "../../src/random/mt19937.ts";

interface RowSample {
  readonly row: number;
  readonly c0: number;
  readonly c1: number;
  readonly c999: number;
  readonly c1000: number;
  readonly target: number;
}

/** What Python and NumPy made; the fields are explained in /reference/README-tensorflow.md. */
interface Reference {
  readonly sha256: { readonly [array: string]: string };
  readonly sums_f64: {
    readonly inputs: number;
    readonly outputs: number;
    readonly outputs_mean: number;
    readonly outputs_var_population: number;
  };
  readonly rows_unshuffled: readonly RowSample[];
  readonly rows_after_shuffle: readonly (RowSample & { readonly src: number })[];
  readonly shuffled_first10: readonly number[];
  readonly shuffled_last10: readonly number[];
}

const reference: Reference = JSON.parse(
  readFileSync(new URL("../reference/dataset.json", import.meta.url), "utf8"),
);
const rows = 100_000;
const columns = 1001;

function column(data: Dataset, index: number): Float32Array {
  return Float32Array.from({ length: data.rowCount }, (_, row) => {
    return data.inputs[row * columns + index]!;
  });
}

function rowOf(data: Dataset, row: number): Float32Array {
  return data.inputs.subarray(row * columns, (row + 1) * columns);
}

function expectSamples(data: Dataset, samples: readonly RowSample[]): void {
  const actual = samples.map(({ row }) => {
    const [c0, c1] = rowOf(data, row);
    const [c999, c1000] = rowOf(data, row).subarray(999);
    return { row, c0, c1, c999, c1000, target: data.targets[row] };
  });
  expect(actual).toEqual(
    samples.map(({ row, c0, c1, c999, c1000, target }) => {
      return { row, c0, c1, c999, c1000, target };
    }),
  );
}

describe("the question's 100,000 rows in their order", () => {
  const data = sineWindows({ rows, seed: 1 });

  test("are Python's to the last bit", () => {
    expect(sha256(data.inputs)).toBe(reference.sha256.inputs_f32);
    expect(sha256(data.targets)).toBe(reference.sha256.outputs_f32);
    expect(sha256(column(data, 1000))).toBe(reference.sha256.col1000_f32);
  });

  // The reference's float64 signal and times are no part of a Dataset: only float32 ones are.
  test("hold Python's signal: every tenth row's first sample, then the last row's others", () => {
    const starts = column(data, 0).filter((_, row) => row % 10 === 0);
    const signal = Float32Array.of(...starts, ...rowOf(data, rows - 1).subarray(1, 1000));
    expect(signal).toHaveLength(10_999);
    expect(sha256(signal)).toBe(reference.sha256.signal_f32_first_10999_values_le);
  });

  test("have Python's values where rows were recorded", () => {
    expectSamples(data, reference.rows_unshuffled);
  });

  test("have NumPy's sums", () => {
    const { inputs, outputs, outputs_mean, outputs_var_population } = reference.sums_f64;
    const mean = data.targets.reduce((sum, y) => sum + y, 0) / rows;
    const variance = data.targets.reduce((sum, y) => sum + (y - mean) ** 2, 0) / rows;
    let inputSum = 0;
    for (let i = 0; i < data.inputs.length; i++) inputSum += data.inputs[i]!;
    // NumPy adds in another order, so the last digits of a sum of 10^8 numbers differ.
    expect(inputSum / inputs).toBeCloseTo(1, 11);
    expect((mean * rows) / outputs).toBeCloseTo(1, 11);
    expect(mean / outputs_mean).toBeCloseTo(1, 11);
    expect(variance / outputs_var_population).toBeCloseTo(1, 11);
  });

  test("are shared, with their shapes and the digest of inputs and targets", () => {
    expect(data).toMatchObject({ rowCount: rows, inputShape: [columns], targetShape: [1] });
    expect(data.inputs.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(data.targets.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(data.sha256).toBe(sha256(data.inputs, data.targets));
  });
});

describe("the question's 100,000 rows shuffled with seed 1", () => {
  const data = sineWindows({ rows, seed: 1, shuffle: 1 });

  test("are NumPy's to the last bit", () => {
    expect(sha256(data.inputs)).toBe(reference.sha256.inputs_after_shuffle_f32);
    expect(sha256(data.targets)).toBe(reference.sha256.outputs_after_shuffle_f32);
  });

  test("have NumPy's values where rows were recorded", () => {
    expectSamples(data, reference.rows_after_shuffle);
  });

  test("lie in the order of NumPy's shuffle", () => {
    const order = numpyRandom(1).permutation(rows);
    expect([...order.subarray(0, 10)]).toEqual(reference.shuffled_first10);
    expect([...order.subarray(-10)]).toEqual(reference.shuffled_last10);
    expect(sha256(Int32Array.from(order))).toBe(reference.sha256.shuffled_int32);
    expect(sha256(BigInt64Array.from(order, BigInt))).toBe(reference.sha256.shuffled_int64);
    for (const { row, src } of reference.rows_after_shuffle) expect(order[row]).toBe(src);
  });

  test("begin with the rows that `take` keeps", () => {
    const taken = sineWindows({ rows, seed: 1, shuffle: 1, take: 300 });
    expect(taken.rowCount).toBe(300);
    expect(taken.inputs).toHaveLength(300 * columns);
    expect(sha256(taken.inputs)).toBe(sha256(data.inputs.subarray(0, 300 * columns)));
    expect(sha256(taken.targets)).toBe(sha256(data.targets.subarray(0, 300)));
  });
});

test("a number of rows that fills no last window gives the first rows of more", () => {
  const few = sineWindows({ rows: 23, seed: 5 });
  const more = sineWindows({ rows: 40, seed: 5 });
  expect(few.inputs).toEqual(more.inputs.slice(0, 23 * columns));
  expect(few.targets).toEqual(more.targets.slice(0, 23));
});

test("another seed changes the look-aheads and nothing else", () => {
  const [a, b] = [sineWindows({ rows: 10, seed: 1 }), sineWindows({ rows: 10, seed: 2 })];
  expect(rowOf(a, 3).subarray(0, 1000)).toEqual(rowOf(b, 3).subarray(0, 1000));
  expect(rowOf(a, 3)[1000]).not.toBe(rowOf(b, 3)[1000]);
  expect(a.targets[3]).not.toBe(b.targets[3]);
});

test.each([
  [{ rows: 0, seed: 1 }, "rows must"],
  [{ rows: 2 ** 21 + 1, seed: 1, take: 1 }, "rows must"],
  [{ rows: 10, seed: 1, take: 11 }, "take must"],
  [{ rows: 10, seed: 1, take: 0 }, "take must"],
  [{ rows: 10, seed: 0.5 }, "seed must"],
  [{ rows: 10, seed: 1, shuffle: 2 ** 32 }, "seed must"],
])("%j is refused: %s", (options, rule) => {
  expect(() => sineWindows(options)).toThrow(RangeError);
  expect(() => sineWindows(options)).toThrow(rule);
});
