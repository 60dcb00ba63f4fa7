import { describe, expect, test } from "vitest";
import type { SeedingConfig } from "../../src/config/schema.ts";
import type { Initializer, LayerSpec } from "../../src/model/model-spec.ts";
import { resolveOpSeeds } from "../../src/plan/op-seeds.ts";

const GRAPH: SeedingConfig = { rule: "tf1-graph", stride: 16 };
const UNIFORM: Initializer = {
  kind: "varianceScaling",
  scale: 1,
  mode: "fanAvg",
  distribution: "uniform",
};
const ZEROS: Initializer = { kind: "zeros" };

let names = 0;
function dense(kernelSeed?: number, biasSeed?: number | "zeros"): LayerSpec {
  return {
    ...{ kind: "dense", name: `layer-${names++}`, inputs: [], units: 2 },
    ...{ activation: "linear", useBias: true },
    kernelInitializer: seeded(UNIFORM, kernelSeed),
    biasInitializer: biasSeed === "zeros" ? ZEROS : seeded(UNIFORM, biasSeed),
  };
}
const plainDense = (seed?: number) => dense(seed, "zeros");

function dropout(seed?: number): LayerSpec {
  return seeded({ kind: "dropout", name: `layer-${names++}`, inputs: [], rate: 0.5 }, seed);
}

function noise(seed?: number): LayerSpec {
  return seeded({ kind: "gaussianNoise", name: `layer-${names++}`, inputs: [], stddev: 1 }, seed);
}

function embedding(seed?: number): LayerSpec {
  return {
    ...{ kind: "embedding", name: `layer-${names++}`, inputs: [], inputDim: 2, outputDim: 2 },
    embeddingsInitializer: seeded(UNIFORM, seed),
  };
}

function seeded<Value extends object>(value: Value, seed: number | undefined): Value {
  return seed === undefined ? value : { ...value, seed };
}

/** All seeds that stand in the layers, those of one layer in brackets. */
function seedsOf(layers: readonly LayerSpec[]): unknown[] {
  return layers.map((layer) =>
    [...JSON.stringify(layer).matchAll(/"seed":(\d+)/g)].map(([, seed]) => Number(seed)),
  );
}

describe("named seeding", () => {
  test("takes all seeds out, so that those in the file do not matter", () => {
    const layers = [dense(5, 6), dropout(7), noise(8), embedding(9)];
    const resolved = resolveOpSeeds(layers, { rule: "named" }, "static");
    expect(seedsOf(resolved)).toEqual([[], [], [], []]);
    expect(JSON.stringify(resolved)).not.toContain("seed");
  });
});

describe("tf1-op", () => {
  test("keeps the file's seeds and takes 1 where there is none", () => {
    const layers = [
      plainDense(5),
      dropout(),
      plainDense(),
      dropout(0),
      noise(),
      embedding(),
      dense(3),
    ];
    const resolved = resolveOpSeeds(layers, { rule: "tf1-op" }, "deferred");
    expect(seedsOf(resolved)).toEqual([[5], [1], [1], [0], [1], [1], [3, 1]]);
  });

  test("gives no seed to what does not draw", () => {
    const flatten: LayerSpec = { kind: "flatten", name: "f", inputs: [] };
    expect(resolveOpSeeds([flatten], { rule: "tf1-op" }, "static")).toEqual([flatten]);
  });
});

describe("tf1-graph", () => {
  const five = Array.from({ length: 5 }, () => plainDense(99));

  test("counts on from 303 in a static build, in steps of 16", () => {
    const resolved = resolveOpSeeds(five, GRAPH, "static");
    expect(seedsOf(resolved)).toEqual([[303], [319], [335], [351], [367]]);
  });

  test("counts on from 7 in a deferred build", () => {
    const resolved = resolveOpSeeds(five, GRAPH, "deferred");
    expect(seedsOf(resolved)).toEqual([[7], [23], [39], [55], [71]]);
  });

  test("counts on from the config's own start, in its own steps", () => {
    for (const build of ["static", "deferred"] as const) {
      const resolved = resolveOpSeeds(five, { rule: "tf1-graph", lastId: 0, stride: 1 }, build);
      expect(seedsOf(resolved)).toEqual([[0], [1], [2], [3], [4]]);
    }
  });

  test("dropout and noise go on counting after the last kernel", () => {
    const layers = [plainDense(), dropout(4), plainDense(), noise(), plainDense()];
    const resolved = resolveOpSeeds(layers, GRAPH, "static");
    expect(seedsOf(resolved)).toEqual([[303], [351], [319], [367], [335]]);
  });

  test("biases that are drawn are counted right after their kernels, embeddings like kernels", () => {
    const resolved = resolveOpSeeds([dense(), plainDense(), embedding(), dense()], GRAPH, "static");
    expect(seedsOf(resolved)).toEqual([[303, 319], [335], [351], [367, 383]]);
  });

  test("ends at 2^31 - 2", () => {
    const start = (lastId: number): SeedingConfig => ({ rule: "tf1-graph", lastId, stride: 1 });
    const layers = [plainDense(), plainDense()];
    expect(seedsOf(resolveOpSeeds(layers, start(2 ** 31 - 3), "static"))).toEqual([
      [2147483645],
      [2147483646],
    ]);
    expect(() => resolveOpSeeds(layers, start(2 ** 31 - 2), "static")).toThrow(RangeError);
  });
});

test("random weights of a layer of the user's own are seeded as kernels are, the others not", () => {
  const [trainable, shape] = [true, [2]];
  const weights = [seeded(UNIFORM, 5), ZEROS, { kind: "own" } as const, UNIFORM].map(
    (initializer, index) => ({ name: `w${index}`, shape, trainable, initializer }),
  );
  const place = { name: "mine", inputs: [], className: "Mine", outputShape: [2] };
  const own: LayerSpec = { kind: "own", ...place, weights };
  const seedsBy = (seeding: SeedingConfig) => {
    const [layer] = resolveOpSeeds([own], seeding, "static");
    if (layer?.kind !== "own") throw new RangeError("it was of the kind own");
    return layer.weights.map(({ initializer }) => (initializer as { seed?: number }).seed);
  };
  expect(seedsBy({ rule: "tf1-op" })).toEqual([5, undefined, undefined, 1]);
  expect(seedsBy(GRAPH)).toEqual([303, undefined, undefined, 319]);
  expect(seedsBy({ rule: "named" })).toEqual([undefined, undefined, undefined, undefined]);
});
