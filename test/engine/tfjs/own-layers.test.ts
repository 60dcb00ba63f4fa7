import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { sineWindows } from "../../../src/data/sine-windows.ts";
import type { Engine, RunSpec } from "../../../src/engine/engine.ts";
import { loadEngine } from "../../../src/engine/load-engine.ts";
import { outlineRun } from "../../../src/engine/outline-run.ts";
import { buildOwnLayers, type OwnModules } from "../../../src/engine/own-layers.ts";
import { buildUserModel } from "../../../src/engine/tfjs/user-model.ts";
import { bundleOf } from "../../module/temporary-module.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine("tfjs-wasm");
});

const data = { source: "sine-windows", rows: 120, seed: 1, shuffle: 1, validation: 0.2 } as const;
const dataset = sineWindows(data);
const shapes = { inputShape: dataset.inputShape, targetShape: dataset.targetShape };

/** A module whose dense layers are of a class of the user's, or of tfjs. */
const dense = (isOwn: boolean, options = "") => `
  import * as tf from "@tensorflow/tfjs";
  const Dense = tf.layers.dense({ units: 1 }).constructor as new (args: object) => tf.layers.Layer;
  class Mine extends Dense { static className = "Mine"; }
  const Used = ${isOwn ? "Mine" : "Dense"};
  const kernelInitializer = "glorotUniform";
  export default ({ inputShape }) => tf.sequential({ layers: [
    new Used({ units: 8, activation: "relu", inputShape, name: "hidden", kernelInitializer, ${options} }),
    tf.layers.dropout({ rate: 0.3, name: "drop" }),
    tf.layers.batchNormalization(),
    new Used({ units: 1, name: "out", kernelInitializer }),
  ] });`;

interface Prepared {
  readonly spec: RunSpec;
  readonly modules: OwnModules;
}

/** A run of the model that a module builds. */
async function prepared(text: string, seed = 7): Promise<Prepared> {
  const bundle = await bundleOf({ "m.ts": text });
  const { layers, own } = await buildUserModel(bundle, undefined, shapes);
  const module = own.size > 0 ? { module: { sha256: "m" } } : {};
  const spec: RunSpec = {
    data,
    model: { layers, build: "static", dispatch: "fit", ...module },
    training: {
      ...{ epochs: 2, batch: 20, loss: "meanSquaredError", metrics: ["mae"], shuffle: true },
      optimizer: { name: "sgd", learningRate: 1e-4 },
    },
    seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
    engine: "test",
    seed,
  };
  return { spec, modules: new Map([["m", { bundle, export: undefined }]]) };
}

/** What of a result is the same whether a layer's penalty is known or its own affair. */
async function trained({ spec, modules }: Prepared) {
  const observer = { onEpoch: () => {}, shouldStop: () => false };
  const own = await buildOwnLayers(spec, modules);
  const {
    durationMs: _,
    penalty: _known,
    ...bits
  } = (await engine.train(spec, dataset, observer, undefined, own))!;
  return bits;
}

const changed = ({ spec, modules }: Prepared, change: Partial<RunSpec["model"]>): Prepared => ({
  spec: { ...spec, model: { ...spec.model, ...change } },
  modules,
});

describe("a model with layers of the user's own", () => {
  test.each(["static", "deferred"] as const)(
    "gives the bits of the same layers of tfjs, built %s",
    async (build) => {
      const [own, known] = await Promise.all([dense(true), dense(false)].map((t) => prepared(t)));
      expect(own!.spec.model.layers.map(({ kind }) => kind)).toEqual([
        ...["own", "dropout", "batchNormalization", "own"],
      ]);
      expect(known!.spec.model.module).toBeUndefined();
      const [a, b] = [
        await trained(changed(own!, { build })),
        await trained(changed(known!, { build })),
      ];
      expect(a).toEqual(b);
    },
  );

  test("gives the same bits again in one thread, and others with another seed", async () => {
    const own = await prepared(dense(true));
    const first = await trained(own);
    expect(await trained(own)).toEqual(first);
    const other = await trained({ ...own, spec: { ...own.spec, seed: 8 } });
    expect(other.initialWeightsSha256).not.toBe(first.initialWeightsSha256);
    const { streams } = own.spec.seeding;
    const held = { rule: "named", streams: streams.filter((s) => s !== "init") } as const;
    const [x, y] = [7, 8].map((seed) => ({ ...own.spec, seed, seeding: held }));
    const weights = async (spec: RunSpec) => (await trained({ ...own, spec })).initialWeightsSha256;
    expect(await weights(x!)).toBe(await weights(y!));
  });

  test("leaves no tensor behind", async () => {
    const own = await prepared(dense(true, "kernelRegularizer: tf.regularizers.l2({ l2: 0.1 })"));
    const before = tf.memory().numTensors;
    await trained(own);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("has its regularizers in the loss and in the gradient", async () => {
    const l2 = "kernelRegularizer: tf.regularizers.l2({ l2: 0.1 })";
    const [own, known] = [await prepared(dense(true, l2)), await prepared(dense(false, l2))];
    const [a, b, without] = [
      await trained(own),
      await trained(known),
      await trained(await prepared(dense(true))),
    ];
    for (const [index, loss] of b.series.loss!.entries()) {
      expect(a.series.loss![index]! / loss).toBeCloseTo(1, 6);
      expect(Math.abs(without.series.loss![index]! / loss - 1)).toBeGreaterThan(1e-3);
    }
  });

  test("keeps its constraints", async () => {
    const unit = "kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.5 })";
    const [own, known] = [await prepared(dense(true, unit)), await prepared(dense(false, unit))];
    expect(await trained(own)).toEqual(await trained(known));
  });

  test("starts where its own code says, and stays there in frozen weights", async () => {
    const own = await prepared(`
      import * as tf from "@tensorflow/tfjs";
      export default ({ inputShape }) => tf.sequential({ layers: [
        tf.layers.dense({ units: 2, inputShape, name: "given", trainable: false,
          weights: [tf.fill([1001, 2], 0.25), tf.tensor1d([3, 4])] }),
        tf.layers.dense({ units: 1, name: "out" }),
      ] });`);
    const run = engine.inspect(
      own.spec,
      dataset,
      undefined,
      await buildOwnLayers(own.spec, own.modules),
    );
    const weights = () =>
      new Map(run.state().weights.map((w) => [`${w.layer}/${w.name}`, w.values]));
    const before = weights();
    expect([...before.get("given/bias")!]).toEqual([3, 4]);
    expect(new Set(before.get("given/kernel")!)).toEqual(new Set([0.25]));
    run.advanceTo(5);
    expect(weights().get("given/kernel")).toEqual(before.get("given/kernel"));
    expect(weights().get("out/kernel")).not.toEqual(before.get("out/kernel"));
    run.close();
  });

  test("may have weights that nothing depends on", async () => {
    const own = await prepared(`
      import * as tf from "@tensorflow/tfjs";
      class Idle extends tf.layers.Layer {
        static className = "Idle";
        build(shape) { this.addWeight("idle", [2], "float32", tf.initializers.ones()); super.build(shape); }
      }
      export default ({ inputShape }) => tf.sequential({ layers: [
        tf.layers.dense({ units: 2, inputShape }), new Idle({}), tf.layers.dense({ units: 1 }),
      ] });`);
    const built = await buildOwnLayers(own.spec, own.modules);
    const run = engine.inspect(own.spec, dataset, undefined, built);
    run.advanceTo(2);
    const idle = run.state().weights.find(({ name }) => name === "idle")!;
    expect([...idle.values]).toEqual([1, 1]);
    run.close();
  });

  test("is refused where it is built otherwise than before", async () => {
    const { spec } = await prepared(dense(true));
    const bundle = await bundleOf({ "m.ts": dense(true).replace("units: 8", "units: 9") });
    const modules = new Map([["m", { bundle, export: undefined }]]);
    await expect(buildOwnLayers(spec, modules)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("must build the layer hidden as it did before"),
    });
  });
});

test("a layer that draws outside of the seed is found, also where tfjs draws for it", async () => {
  const drawing = (expression: string) => `import * as tf from "@tensorflow/tfjs";
    class Drawing extends tf.layers.Layer {
      static className = "Drawing";
      call(inputs) {
        const [x] = [inputs].flat();
        return ${expression};
      }
    }
    export default ({ inputShape }) => tf.sequential({ layers: [
      tf.layers.dense({ units: 2, inputShape }), new Drawing({}), tf.layers.dense({ units: 1 }),
    ] });`;
  for (const [expression, call] of [
    ["tf.mul(x, Math.random())", "Math.random"],
    ["tf.dropout(x, 0.5)", "Math.random"],
    ["tf.mul(x, 1 + Date.now() * 0)", "Date.now"],
  ] as const) {
    const { spec, modules } = await prepared(drawing(expression));
    const own = await buildOwnLayers(spec, modules);
    const { calls } = outlineRun(engine, spec, dataset, 2, undefined, own);
    expect(calls).toEqual([{ call, file: expect.stringMatching(/m\.ts$/), line: 6 }]);
  }
  const { spec, modules } = await prepared(drawing("tf.mul(x, 2)"));
  const own = await buildOwnLayers(spec, modules);
  expect(outlineRun(engine, spec, dataset, 2, undefined, own).calls).toEqual([]);
});
