import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import { initialWeights } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import type { Initializer, LayerSpec } from "../../src/model/model-spec.ts";
import { runDraws, type SeedingSpec } from "../../src/model/run-draws.ts";

const NAMED: SeedingSpec = { rule: "named", streams: ["init"] };
const TF1: SeedingSpec = { rule: "tf1", streams: ["init"] };

function kernel(
  initializer: Initializer,
  [rows, columns]: readonly [number, number],
  seeding = NAMED,
  seed = 1,
): Float32Array {
  const layer: LayerSpec = {
    kind: "dense",
    name: "dense-1",
    inputs: ["input"],
    units: columns,
    activation: "linear",
    useBias: false,
    kernelInitializer: initializer,
    biasInitializer: { kind: "zeros" },
  };
  const [weight] = initialWeights(modelShapes([layer], [rows]), runDraws(seeding, seed));
  return weight!.values;
}

const scaling = (
  mode: "fanIn" | "fanOut" | "fanAvg",
  distribution: "uniform" | "normal",
  scale = 1,
): Initializer => ({ kind: "varianceScaling", scale, mode, distribution });

describe("glorot uniform with TensorFlow 1's op seed 1", () => {
  // test/reference/philox.json: v1.glorot_uniform_initializer of TensorFlow 2.21.
  const { glorot_uniform: rows } = JSON.parse(
    readFileSync(new URL("../reference/philox.json", import.meta.url), "utf8"),
  ) as {
    glorot_uniform: {
      fan_in: number;
      fan_out: number;
      init: Record<string, { sha256: string }>;
    }[];
  };
  const cases = rows.flatMap(({ fan_in, fan_out, init }) =>
    Object.entries(init).map(([seeds, { sha256: expected }]) => {
      const [graphSeed, opSeed] = seeds.match(/\d+/g)!.map(Number);
      return { fan_in, fan_out, graphSeed: graphSeed!, opSeed: opSeed!, expected };
    }),
  );
  test.each(cases)("$fan_in x $fan_out, graph seed $graphSeed: TensorFlow's bits", (row) => {
    const initializer = { ...scaling("fanAvg", "uniform"), seed: row.opSeed } as Initializer;
    const values = kernel(initializer, [row.fan_in, row.fan_out], TF1, row.graphSeed);
    expect(sha256(values)).toBe(row.expected);
  });
});

describe("an initializer's spread is what its name says", () => {
  const shape = [200, 100] as const;
  const cases: [string, Initializer, number][] = [
    ["glorotUniform", scaling("fanAvg", "uniform"), Math.sqrt(1 / 150)],
    ["glorotNormal", scaling("fanAvg", "normal"), Math.sqrt(1 / 150)],
    ["heNormal", scaling("fanIn", "normal", 2), Math.sqrt(2 / 200)],
    ["fanOut", scaling("fanOut", "uniform"), Math.sqrt(1 / 100)],
    ["randomNormal", { kind: "randomNormal", mean: 0, stddev: 0.05 }, 0.05],
    ["randomUniform", { kind: "randomUniform", minval: -0.05, maxval: 0.05 }, 0.1 / Math.sqrt(12)],
    ["truncatedNormal", { kind: "truncatedNormal", mean: 0, stddev: 1 }, 0.87962566],
  ];
  test.each(cases)("%s", (_, initializer, deviation) => {
    const values = kernel(initializer, shape);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(deviation / 30);
    expect(Math.sqrt(variance) / deviation).toBeCloseTo(1, 1.5);
  });
});

test.each([
  [6, 4],
  [4, 6],
  [5, 5],
] as const)("an orthogonal %i x %i kernel has orthonormal rows or columns", (rows, columns) => {
  const values = kernel({ kind: "orthogonal", gain: 1 }, [rows, columns]);
  const tall = rows >= columns;
  const [count, length] = tall ? [columns, rows] : [rows, columns];
  const at = (vector: number, i: number) =>
    values[tall ? i * columns + vector : vector * columns + i]!;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
      expect(dot).toBeCloseTo(a === b ? 1 : 0, 6);
    }
  }
});

test("a wide orthogonal kernel is the tall one of the same draws, transposed, as in TensorFlow", () => {
  const tall = kernel({ kind: "orthogonal", gain: 1 }, [6, 4]);
  const wide = kernel({ kind: "orthogonal", gain: 1 }, [4, 6]);
  for (let row = 0; row < 6; row++) {
    for (let column = 0; column < 4; column++) {
      expect(wide[column * 6 + row]).toBe(tall[row * 4 + column]);
    }
  }
});

test("constants, ones and an identity are what they are", () => {
  expect([...kernel({ kind: "constant", value: 0.5 }, [1, 2])]).toEqual([0.5, 0.5]);
  expect([...kernel({ kind: "ones" }, [1, 2])]).toEqual([1, 1]);
  expect([...kernel({ kind: "identity", gain: 2 }, [2, 3])]).toEqual([2, 0, 0, 0, 2, 0]);
});

test("two layers of one shape draw different kernels, one layer the same again", () => {
  const named = (name: string) => {
    const draws = runDraws(NAMED, 1);
    return draws.weight(name, "kernel", undefined);
  };
  expect(named("a")).not.toEqual(named("b"));
  expect(named("a")).toEqual(named("a"));
});

test("a convolution's kernel is scaled by its reach, as in Keras", () => {
  const initializer = scaling("fanAvg", "uniform");
  const weight = { name: "kernel", shape: [3, 3, 8, 16], trainable: true, initializer };
  const layer = { name: "conv", outputShape: [], weights: [weight] };
  const { values } = initialWeights([layer], runDraws(NAMED, 1))[0]!;
  const limit = Math.sqrt(6 / (3 * 3 * 8 + 3 * 3 * 16)); // glorot: 6 / (fan in + fan out)
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(0.99 * limit);
});
