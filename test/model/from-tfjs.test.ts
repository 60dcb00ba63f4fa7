import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { loadBackend } from "../../src/engine/tfjs/load-backend.ts";
import { buildUserModel } from "../../src/engine/tfjs/user-model.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import { bundleModule } from "../../src/module/bundle-module.ts";
import type { ModuleBundle } from "../../src/module/module-bundle.ts";
import { randomRuns } from "../engine/compiled/random-specs.ts";
import { bundleOf } from "../module/temporary-module.ts";
import { asked } from "./spec-as-tfjs.ts";

let builder: ModuleBundle;
beforeAll(async () => {
  await loadBackend("cpu");
  const file = fileURLToPath(new URL("./spec-as-tfjs.ts", import.meta.url));
  builder = await bundleModule(file, file);
});

/** As far as tfjs can say it: it knows no activity regularizer, and one seed of masks. */
function asTfjsHasIt(layers: readonly LayerSpec[], inputShape: readonly number[]): LayerSpec[] {
  const shapes = new Map(modelShapes(layers, inputShape).map((s) => [s.name, s.outputShape]));
  shapes.set("input", inputShape);
  return layers.map((layer): LayerSpec => {
    const { name, inputs } = layer;
    if (layer.kind === "flatten" && shapes.get(inputs[0]!)!.length === 1) {
      return { kind: "activation", activation: "linear", name, inputs };
    }
    if (layer.kind === "dense") {
      const { activityRegularizer: _a, biasRegularizer, biasConstraint, ...rest } = layer;
      const bias = layer.useBias
        ? { ...(biasRegularizer && { biasRegularizer }), ...(biasConstraint && { biasConstraint }) }
        : { biasInitializer: { kind: "zeros" as const } };
      return unseeded({ ...rest, ...bias } as LayerSpec);
    }
    return unseeded(layer);
  });
}

function unseeded(layer: LayerSpec): LayerSpec {
  const isFixed = (value: unknown) =>
    ["zeros", "ones", "constant", "identity"].includes((value as { kind?: string })?.kind ?? "");
  const entries = Object.entries(layer).flatMap(([key, value]) => {
    if (key === "seed" && layer.kind !== "dropout") return [];
    if (!key.endsWith("Initializer") || !isFixed(value)) return [[key, value]];
    const { seed: _, ...rest } = value as { seed?: number };
    return [[key, rest]];
  });
  return Object.fromEntries(entries) as LayerSpec;
}

test("a spec that is written with the Layers API is read back as the same spec", async () => {
  await fc.assert(
    fc.asyncProperty(randomRuns, async ({ spec, dataset }) => {
      const { inputShape, targetShape } = dataset;
      const layers = asTfjsHasIt(spec.model.layers, inputShape);
      asked.layersToBuild = layers;
      const built = await buildUserModel(builder, "buildFromSpec", { inputShape, targetShape });
      expect(built.layers).toEqual(layers);
      expect(built.named).toEqual(new Set(layers.map(({ name }) => name)));
      expect(built.own.size).toBe(0);
    }),
    { numRuns: 100 },
  );
});

const ROWS = { inputShape: [4], targetShape: [1] };

/** What the body of a function of `tf` builds. */
async function built(body: string, rows = ROWS) {
  const bundle = await bundleOf({
    "m.ts": `import * as tf from "@tensorflow/tfjs";
      ${body}`,
  });
  return buildUserModel(bundle, undefined, rows);
}

const sequential = (...layers: readonly string[]) =>
  `export default () => tf.sequential({ layers: [${layers.join(", ")}] });`;
const FIRST = "tf.layers.dense({ units: 3, inputShape: [4] })";
const LAST = "tf.layers.dense({ units: 1 })";

describe("a model of a module", () => {
  test("has tfjs' own defaults, and names by kind and ordinal", async () => {
    const { layers, named } = await built(
      sequential(FIRST, "tf.layers.dropout({ rate: 0.5, name: 'drop' })", LAST),
    );
    expect(layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ["dense-1", "input"],
      ["drop", "dense-1"],
      ["dense-2", "drop"],
    ]);
    expect([...named]).toEqual(["drop"]);
    // tfjs' default is glorotNormal, Keras' glorotUniform.
    expect(layers[0]).toMatchObject({
      kernelInitializer: { kind: "varianceScaling", mode: "fanAvg", distribution: "normal" },
    });
  });

  test("is flat where it was nested", async () => {
    const inner = `tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [3] }),
      tf.layers.dropout({ rate: 0.1 })] })`;
    const { layers } = await built(sequential(FIRST, inner, LAST));
    expect(layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ["dense-1", "input"],
      ["dense-2", "dense-1"],
      ["dropout-1", "dense-2"],
      ["dense-3", "dropout-1"],
    ]);
  });

  test("has a layer of its own where a kind of ours does not do the same", async () => {
    const { layers } = await built(
      sequential(
        FIRST,
        "tf.layers.dense({ units: 2, trainable: false })",
        "tf.layers.dense({ units: 2, weights: [tf.ones([2, 2]), tf.zeros([2])] })",
        "tf.layers.leakyReLU()",
        LAST,
      ),
    );
    expect(layers.map(({ kind, name }) => [kind, name])).toEqual([
      ["dense", "dense-1"],
      ["own", "dense-2"],
      ["own", "dense-3"],
      ["own", "leakyReLU-1"],
      ["dense", "dense-4"],
    ]);
    const [, frozen, given] = layers;
    expect(frozen).toMatchObject({
      weights: [
        {
          name: "kernel",
          shape: [3, 2],
          trainable: false,
          initializer: { kind: "varianceScaling" },
        },
        { name: "bias", shape: [2], trainable: false, initializer: { kind: "zeros" } },
      ],
    });
    expect(given).toMatchObject({
      className: "Dense",
      outputShape: [2],
      weights: [
        { name: "kernel", trainable: true, initializer: { kind: "own" } },
        { name: "bias", trainable: true, initializer: { kind: "own" } },
      ],
    });
  });

  test("has a class of the user's for what it is, though it has the name of one of tfjs", async () => {
    const { layers } = await built(`
      class Dropout extends tf.layers.Layer { static className = "Dropout"; }
      ${sequential(FIRST, "new Dropout({})", LAST)}`);
    expect(layers[1]).toMatchObject({ kind: "own", className: "Dropout", name: "dropout-1" });
  });
});

const shared = `export default () => {
  const x = tf.input({ shape: [4] });
  const d = tf.layers.dense({ units: 2, name: "twice" });
  const y = tf.layers.add().apply([d.apply(x), d.apply(x)]) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: y });
};`;
const twoInputs = `export default () => {
  const [x, y] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  return tf.model({ inputs: [x, y], outputs: tf.layers.add().apply([x, y]) as tf.SymbolicTensor });
};`;
const keeping = `class Keeping extends tf.layers.Layer {
    static className = "Keeping";
    alpha = tf.variable(tf.scalar(2));
  }
  ${sequential(FIRST, "new Keeping({ name: 'keep' })")}`;

test.each([
  ["3", "must return a tf.LayersModel, got a number"],
  ["null", "must return a tf.LayersModel, got null"],
  ["{ layers: [] }", "must return a tf.LayersModel, got an object"],
])("what is no model is refused: %s", async (value, rule) => {
  await expect(built(`export default () => (${value});`)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: `m.ts: default export: ${rule}`,
  });
});

test.each([
  [
    "a layer that is called twice",
    shared,
    "layer twice: must be called once, got a layer that is ",
  ],
  ["two inputs", twoInputs, "must return a model of one input and one output, got 2 and 1"],
  [
    "a variable that tfjs does not train",
    keeping,
    "layer keep: must keep its weights by addWeight, got a tf.variable of its own in alpha",
  ],
  [
    "rows of another shape",
    sequential("tf.layers.dense({ units: 1, inputShape: [7] })"),
    "must return a model for rows of [4], as the context's inputShape says, got [7]",
  ],
  [
    "a state between batches",
    sequential(
      "tf.layers.reshape({ targetShape: [4, 1], batchInputShape: [8, 4] })",
      "tf.layers.lstm({ units: 2, stateful: true, name: 'memory' })",
    ),
    "layer memory: must not keep a state between batches",
  ],
  [
    "a constraint that is not ours",
    sequential(
      "tf.layers.dense({ units: 1, inputShape: [4], kernelConstraint: tf.constraints.minMaxNorm({}) })",
    ),
    "the constraint of kernel must be maxNorm, unitNorm or nonNeg, along axis 0, got MinMaxNorm",
  ],
  [
    "a name that is no name",
    sequential("tf.layers.dense({ units: 1, inputShape: [4], name: 'a/b' })"),
    "a layer's name must be 1 to 64 letters, digits or . _ + - and begin with a letter or digit",
  ],
  [
    "a name that is another's",
    sequential(
      "tf.layers.dense({ units: 1, inputShape: [4] })",
      "tf.layers.dense({ units: 1, name: 'dense-1' })",
    ),
    `a layer's name must not be another's, got "dense-1"`,
  ],
])("a model with %s is refused", async (_, body, rule) => {
  await expect(built(body)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining(rule),
  });
});
