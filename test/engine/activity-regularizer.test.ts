import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import type { DenseOptions, LayerSpec, Regularizer } from "../../src/model/model-spec.ts";
import { loadableBackends } from "./backends.ts";

// Losses of three epochs of Keras 3.15.1 on TensorFlow, printed by:
//
// import numpy as np, keras
// wave = lambda shape, phase, rate: np.sin(phase + rate * np.arange(np.prod(shape))).reshape(shape)
// x, y = wave((10, 4), 2, 1.7), wave((10, 2), 1, 1.3)
// penalty = keras.regularizers.L1L2(0.1, 0.2)
// for hidden, output in [(penalty, None), (None, penalty)]:
//     model = keras.Sequential([keras.Input((4,)),
//         keras.layers.Dense(3, activation="tanh", activity_regularizer=hidden),
//         keras.layers.Dense(2, activity_regularizer=output)])
//     model.set_weights([0.7 * np.eye(4, 3), np.full(3, 0.1), 0.9 * np.eye(3, 2), np.full(2, -0.2)])
//     model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.1))
//     print(model.fit(x[:8], y[:8], validation_data=(x[8:], y[8:]), batch_size=4, epochs=3,
//                     shuffle=False, verbose=0).history)

const PENALTY: Regularizer = { l1: 0.1, l2: 0.2 };
const CASES = [
  {
    where: "a hidden layer's output after its activation",
    hidden: { activityRegularizer: PENALTY },
    output: {},
    loss: [0.9149437546730042, 0.738644003868103, 0.6499112248420715],
    val_loss: [0.8315041065216064, 0.8527426719665527, 0.8654565811157227],
  },
  {
    where: "the model's own output",
    hidden: {},
    output: { activityRegularizer: PENALTY },
    loss: [0.842416524887085, 0.6328447461128235, 0.5609235763549805],
    val_loss: [0.7452973127365112, 0.783774197101593, 0.7958896160125732],
  },
] as const;

describe.each(await loadableBackends())("an activity regularizer on %s", async (backend) => {
  test.each(CASES)("on $where adds to the losses what Keras adds", async (expected) => {
    for (const build of ["static", "deferred"] as const) {
      const spec = specOf(build, expected.hidden, expected.output);
      const engine = await loadTfjsEngine(backend);
      const observer = { onEpoch: () => {}, shouldStop: () => false };
      const { series } = (await engine.train(spec, fixtureRows(), observer))!;
      for (const metric of ["loss", "val_loss"] as const) {
        for (const [epoch, value] of expected[metric].entries()) {
          expect(Math.abs(series[metric]![epoch]! - value)).toBeLessThan(5e-7);
        }
      }
    }
  });
});

type More = Pick<DenseOptions, "activityRegularizer">;

function specOf(build: "static" | "deferred", hidden: More, output: More): RunSpec {
  const dense = (name: string, input: string, units: number, gain: number, bias: number) => ({
    ...{ kind: "dense" as const, name, inputs: [input], units, useBias: true },
    kernelInitializer: { kind: "identity" as const, gain },
    biasInitializer: { kind: "constant" as const, value: bias },
  });
  const layers: LayerSpec[] = [
    { ...dense("hidden", "input", 3, 0.7, 0.1), activation: "tanh", ...hidden },
    { ...dense("out", "hidden", 2, 0.9, -0.2), activation: "linear", ...output },
  ];
  return {
    data: { source: "sine-windows", rows: 10, seed: 1, validation: 0.2 },
    model: { layers, build, dispatch: "fit" },
    training: {
      ...{ epochs: 3, batch: 4, loss: "meanSquaredError", metrics: [], shuffle: false },
      optimizer: { name: "sgd", learningRate: 0.1 },
    },
    seeding: { rule: "named", streams: [] },
    engine: "test",
    seed: 1,
  };
}

function fixtureRows(): Dataset {
  const wave = (length: number, phase: number, rate: number) => {
    const values = new Float32Array(new SharedArrayBuffer(4 * length));
    for (let i = 0; i < length; i++) values[i] = Math.sin(phase + rate * i);
    return values;
  };
  return {
    ...{ rowCount: 10, inputShape: [4], targetShape: [2], sha256: "" },
    ...{ inputs: wave(40, 2, 1.7), targets: wave(20, 1, 1.3) },
  };
}
