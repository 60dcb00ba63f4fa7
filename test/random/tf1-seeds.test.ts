import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import {
  drawKeepMask,
  drawNormal,
  drawTruncatedNormal,
  drawUniform,
  drawUniformRange,
} from "../../src/random/distributions.ts";
import type { Draw } from "../../src/random/philox.ts";
import { statelessDraw, tf1Draw, tf1Seeds } from "../../src/random/tf1-seeds.ts";
import { bitsOf, ulpDistanceMax } from "./float32-bits.ts";
import {
  type ArrayRecord,
  elementCount,
  type StatefulCase,
  type StatefulOp,
  tensorflow,
  threeOps,
} from "./tensorflow-reference.ts";

/**
 * Our logarithm, sine and cosine are not rounded as TensorFlow's are. So of normals the recorded
 * values, means and deviations can be compared, but the SHA-256 of whole arrays cannot.
 */
const NORMAL_ULP_MAX = 3;

const fills: Record<StatefulOp, (draw: Draw, out: Float32Array) => void> = {
  random_uniform: drawUniform,
  random_normal: drawNormal,
  truncated_normal: drawTruncatedNormal,
};

function values(op: StatefulOp, draw: Draw, count: number): Float32Array {
  const out = new Float32Array(count);
  fills[op](draw, out);
  return out;
}

function uniforms(draw: Draw, count: number): Float32Array {
  return values("random_uniform", draw, count);
}

function expectBits(op: StatefulOp, actual: Float32Array, expected: readonly string[]): void {
  if (op === "random_uniform") expect(bitsOf(actual)).toEqual(expected);
  else expect(ulpDistanceMax(bitsOf(actual), expected)).toBeLessThanOrEqual(NORMAL_ULP_MAX);
}

function expectArray(op: StatefulOp, actual: Float32Array, record: ArrayRecord): void {
  expectBits(op, actual.subarray(0, 8), record.first8_bits);
  if (record.last8_bits) expectBits(op, actual.subarray(-8), record.last8_bits);
  if (record.sha256 && op === "random_uniform") expect(sha256(actual)).toBe(record.sha256);
}

function expectMoments(actual: Float32Array, mean: number, std: number): void {
  const actualMean = actual.reduce((sum, x) => sum + x, 0) / actual.length;
  const variance = actual.reduce((sum, x) => sum + (x - actualMean) ** 2, 0) / actual.length;
  expect(actualMean).toBeCloseTo(mean, 8);
  expect(Math.sqrt(variance)).toBeCloseTo(std, 8);
}

describe("tf1Seeds", () => {
  // Without an op seed, TensorFlow 2.21 counts random ops, which is not TensorFlow 1's rule.
  const rows = tensorflow.get_seed.filter((row) => row.op_seed !== null);

  test("is checked against 8 rows", () => expect(rows).toHaveLength(8));

  test.each(rows)("of graph seed $graph_seed and op seed $op_seed are $get_seed", (row) => {
    expect(tf1Seeds(row.graph_seed ?? undefined, row.op_seed!)).toEqual(row.get_seed);
  });

  test.each([0.5, 2 ** 53, Number.NaN])("refuses the seed %d", (seed) => {
    expect(() => tf1Seeds(seed, 1)).toThrow(RangeError);
    expect(() => tf1Seeds(1, seed)).toThrow(RangeError);
  });
});

describe("tf1Draw", () => {
  const title = (row: StatefulCase) =>
    `${row.op} ${JSON.stringify(row.shape)} with seeds ${row.graph_seed}, ${row.op_seed}`;
  const small = tensorflow.cases.filter((row) => row.runs_1_2_3_bits);
  const large = tensorflow.cases.filter((row) => row.session_run);

  test("is checked against all 21 cases", () => {
    expect(small.length + large.length).toBe(tensorflow.cases.length);
    expect(tensorflow.cases).toHaveLength(21);
  });

  test.each(small.map((row) => [title(row), row] as const))(
    "gives what three runs of %s gave",
    (_, { graph_seed, op_seed, op, shape, attr_seed_seed2, runs_1_2_3_bits }) => {
      expect(tf1Seeds(graph_seed, op_seed)).toEqual(attr_seed_seed2);
      const count = elementCount(shape);
      runs_1_2_3_bits!.forEach((bits, runsBefore) => {
        const draw = tf1Draw(graph_seed, op_seed, runsBefore * count);
        expectBits(op, values(op, draw, count), bits);
      });
    },
  );

  test.each(large.map((row) => [`${title(row)}, run ${row.session_run}`, row] as const))(
    "gives what %s gave",
    (_, { graph_seed, op_seed, op, shape, session_run, mean, std, ...record }) => {
      const count = elementCount(shape);
      const draw = tf1Draw(graph_seed, op_seed, (session_run! - 1) * count);
      const actual = values(op, draw, count);
      expectArray(op, actual, record as ArrayRecord);
      expectMoments(actual, mean!, std!);
    },
  );

  test("gives two ops with the same seeds the same numbers, and a new session the first", () => {
    const recorded = tensorflow.same_seed_two_ops;
    const runs = [0, 4].map((before) => bitsOf(uniforms(tf1Draw(1, 1, before), 4)));
    expect(recorded["two ops, both (1,1): session.run 1 and 2, [a,b]"]).toEqual(
      runs.map((bits) => [bits, bits]),
    );
    expect(recorded["new session (kernel state reset)"]).toEqual([runs[0], runs[0]]);
  });

  test("gives uniforms that depend on no number of threads", () => {
    // The normals' digests of this record cannot be compared, as said above.
    const digest = sha256(uniforms(tf1Draw(1, 1), 1001 * 64));
    const records = Object.values(tensorflow["threads_sha256_(1,1)_(1001,64)"]);
    expect(records.map((record) => record.random_uniform)).toEqual([digest, digest, digest]);
  });

  test("refuses a negative number of elements before", () => {
    expect(() => tf1Draw(1, 1, -1)).toThrow(RangeError);
  });
});

describe("tf1Draw with the ops made so far for an op seed", () => {
  const rows = tensorflow.op_seed_None.filter(
    (row) => row.rule.startsWith("tf1.12") && row.graph_seed !== null,
  );

  test("is checked against 5 rows", () => expect(rows).toHaveLength(5));

  test.each(rows)("gives TensorFlow 1.12's numbers for graph seed $graph_seed", (row) => {
    for (const op of row[threeOps]) {
      const seeds = tf1Seeds(row.graph_seed!, op.ops_created_before_this_op);
      expect(seeds).toEqual([op.seed, op.seed2]);
    }
    const draw = tf1Draw(row.graph_seed!, row[threeOps][0]!.ops_created_before_this_op);
    expect(bitsOf(uniforms(draw, 4))).toEqual(row.first_value_bits);
  });
});

describe("glorot uniform weights", () => {
  const rows = tensorflow.glorot_uniform.flatMap(({ init, ...fans }) =>
    Object.entries(init)
      .filter(([seeds]) => seeds.startsWith("g="))
      .map(([seeds, record]) => ({ ...fans, seeds, record })),
  );

  test("are checked against 12 rows", () => expect(rows).toHaveLength(12));

  test.each(rows)("of shape $fan_in x $fan_out with $seeds are TensorFlow's bits", (row) => {
    const [, graphSeed, opSeed] = /^g=(\d+),s=(\d+)$/.exec(row.seeds)!.map(Number);
    // In TensorFlow's order: 3 / max would be an ulp away for the first shape.
    const limit = Math.sqrt(3 * (1 / Math.max(1, (row.fan_in + row.fan_out) / 2)));
    expect(limit).toBe(row.limit_f64);
    expect(bitsOf(Float32Array.of(limit))).toEqual([row.limit_f32_bits]);
    const weights = new Float32Array(row.fan_in * row.fan_out);
    drawUniformRange(tf1Draw(graphSeed!, opSeed!), -limit, limit, weights);
    expectArray("random_uniform", weights, row.record);
  });
});

describe("dropout masks", () => {
  const rate = 0.05;
  const steps = tensorflow.dropout_stream;
  const elementsBefore = (step: number) =>
    steps.slice(0, step - 1).reduce((sum, { shape }) => sum + elementCount(shape), 0);

  test("are checked against 6 steps, four with masks", () => {
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(steps.filter((step) => step.mask_as_u8_sha256)).toHaveLength(4);
  });

  test.each(steps)("of step $step are TensorFlow's", (row) => {
    const draw = tf1Draw(row.graph_seed, row.op_seed, elementsBefore(row.step));
    const uniform = uniforms(draw, elementCount(row.shape));
    expect(bitsOf(uniform.subarray(0, 8))).toEqual(row.first8_u_bits);
    expect(sha256(uniform)).toBe(row.u_sha256);
    if (row.mask_as_u8_sha256 === undefined) return;

    const mask = new Float32Array(elementCount(row.shape));
    drawKeepMask(draw, rate, mask);
    const dropped = [...mask.keys()].filter((i) => mask[i] === 0);
    expect(dropped).toHaveLength(row["mask_tf112 floor(f32(0.95)+u) dropped"]!);
    expect(dropped.slice(0, 10)).toEqual(row.dropped_flat_index_first10);
    expect(sha256(Uint8Array.from(mask))).toBe(row.mask_as_u8_sha256);
  });
});

describe("statelessDraw", () => {
  const hex = (words: readonly number[]) =>
    words.map((word) => word.toString(16).padStart(8, "0")).join("");

  test.each(tensorflow.stateless_key_counter)("mixes seed $seed as TensorFlow does", (row) => {
    const { key, counter } = statelessDraw(row.seed);
    expect(hex([key[1], key[0]])).toBe(row.key_u64_hex[0]);
    expect(hex([counter[1], counter[0]])).toBe(row.counter_u64_hex[0]);
    expect(hex([counter[3], counter[2]])).toBe(row.counter_u64_hex[1]);
  });

  test("is checked against 36 rows", () => expect(tensorflow.stateless).toHaveLength(36));

  test.each(tensorflow.stateless)("gives what $op $shape of seed $seed gave", (row) => {
    const op = {
      stateless_uniform: "random_uniform",
      stateless_normal: "random_normal",
      stateless_truncated_normal: "truncated_normal",
    } as const;
    const actual = values(op[row.op], statelessDraw(row.seed), elementCount(row.shape));
    expectArray(op[row.op], actual, row);
  });

  test("tells seeds beyond 32 bits and their signs apart", () => {
    const keys = [
      [1, 0],
      [2 ** 32 + 1, 0],
      [-1, 0],
      [2 ** 32 - 1, 0],
    ] as const;
    const draws = keys.map((seed) => JSON.stringify(statelessDraw(seed)));
    expect(new Set(draws).size).toBe(4);
  });
});
