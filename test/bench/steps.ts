// Our side of `npm run bench`, a process of its own: 5 epochs of a dense network on random
// rows, dropout 0.05 after each hidden layer, by the engine and kernels (SWEEP_KERNELS) asked for.
// Prints one line of JSON as the peers' scripts do: milliseconds per step, one value per epoch.
import type { Dataset } from "../../src/data/dataset.ts";
import type { EngineName, RunSpec } from "../../src/engine/engine.ts";
import { identifyEngine, loadEngine } from "../../src/engine/load-engine.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import { RMSPROP_TF1 } from "../reference/question-network.ts";

const EPOCHS = 5;
/**
 * A run that is stopped comes before the one that is timed: V8 compiles what surrounds the kernels
 * on the core they run on, which would outlast the five epochs of a small network.
 */
const WARM_UP_MS = 300;

const [engineName = "compiled", sizesText = "", batchText = "", stepsText = "1000"] =
  process.argv.slice(2);
const sizes = sizesText.split("-").map(Number);
const [batch, steps] = [Number(batchText), Number(stepsText)];

const { numerics: version } = identifyEngine(engineName as EngineName);
const engine = await loadEngine(engineName as EngineName);
const dataset = randomRows(steps * batch, sizes[0]!, sizes.at(-1)!);
const warmFrom = performance.now();
await engine.train(specOf(1000), dataset, {
  onEpoch: () => {},
  shouldStop: () => performance.now() - warmFrom > WARM_UP_MS,
});
const ms: number[] = [];
let startedAt = performance.now();
await engine.train(specOf(EPOCHS), dataset, {
  onEpoch: () => {
    ms.push((performance.now() - startedAt) / steps);
    startedAt = performance.now();
  },
  shouldStop: () => false,
});
process.stdout.write(`${JSON.stringify({ peer: "sweep", version, ms_per_step: ms })}\n`);

function specOf(epochs: number): RunSpec {
  return {
    data: { source: "sine-windows", rows: steps * batch, seed: 1, validation: 0 },
    model: { layers: sizes.slice(1).flatMap(denseAndDropout), build: "static", dispatch: "fit" },
    training: {
      ...{ epochs, batch, loss: "meanSquaredError", metrics: [], shuffle: false },
      optimizer: RMSPROP_TF1,
    },
    seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
    engine: version,
    seed: 1,
  };
}

function denseAndDropout(units: number, index: number): LayerSpec[] {
  const isOutput = index === sizes.length - 2;
  const dense: LayerSpec = {
    ...{ kind: "dense", name: `dense-${index}`, units, useBias: true },
    inputs: [index === 0 ? "input" : `dropout-${index - 1}`],
    activation: isOutput ? "linear" : "relu",
    kernelInitializer: {
      ...{ kind: "varianceScaling", scale: 1, mode: "fanAvg", distribution: "uniform" },
    },
    biasInitializer: { kind: "zeros" },
  };
  const name = `dropout-${index}`;
  return isOutput ? [dense] : [dense, { kind: "dropout", name, inputs: [dense.name], rate: 0.05 }];
}

/** Uniform with mean 0 and deviation 1: the values do not matter, but that none is special. */
function randomRows(rowCount: number, inputWidth: number, targetWidth: number): Dataset {
  let state = 1;
  const random = (length: number) => {
    const values = new Float32Array(new SharedArrayBuffer(4 * length));
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      values[i] = (state / 2 ** 31) * Math.sqrt(3);
    }
    return values;
  };
  return {
    ...{ rowCount, inputShape: [inputWidth], targetShape: [targetWidth], sha256: "" },
    ...{ inputs: random(rowCount * inputWidth), targets: random(rowCount * targetWidth) },
  };
}
