import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Dataset } from "../../../src/data/dataset.ts";
import type { GivenWeights, RunSpec } from "../../../src/engine/engine.ts";
import { givenWeightsSha256 } from "../../../src/model/given-weights.ts";
import { readKerasModel } from "../../../src/model/keras/read-keras-model.ts";
import { modelShapes } from "../../../src/model/model-shapes.ts";
import type { LayerSpec } from "../../../src/model/model-spec.ts";
import type { OptimizerSpec, TrainingSpec } from "../../../src/model/training-spec.ts";
import { matchWeights } from "../../../src/weights/match-weights.ts";
import { readWeightsFile } from "../../../src/weights/read-weights-file.ts";

export const NAMES = ["sequential", "functional", "embedding"] as const;
export type KerasName = (typeof NAMES)[number];

/** What make_models.py trained each model with, and how far losses may part from Keras'. */
const TRAINED: Readonly<Record<KerasName, Trained>> = {
  sequential: {
    rowShape: [6],
    targetShape: [2],
    weights: "sequential.weights.h5",
    loss: "meanSquaredError",
    optimizer: { name: "momentum", learningRate: 0.01, momentum: 0.9 },
    tolerance: 5e-7,
  },
  functional: {
    rowShape: [6],
    targetShape: [1],
    weights: "functional.npz",
    loss: "sparseCategoricalCrossentropy",
    optimizer: { name: "adam", learningRate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    tolerance: 5e-6,
  },
  embedding: {
    rowShape: [5],
    targetShape: [1],
    weights: "embedding.safetensors",
    loss: "binaryCrossentropy",
    optimizer: { name: "sgd", learningRate: 0.5 },
    tolerance: 5e-7,
  },
};

interface Trained {
  readonly rowShape: readonly number[];
  readonly targetShape: readonly number[];
  /** a file of its initial weights */
  readonly weights: string;
  readonly loss: TrainingSpec["loss"];
  readonly optimizer: OptimizerSpec;
  readonly tolerance: number;
}

export interface KerasNumbers {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly predictions: readonly number[];
  readonly step_losses: readonly number[];
  readonly final_weights: Readonly<Record<string, readonly number[]>>;
}

const ROW_COUNT = 64;

/** Where a file lies that Keras wrote. */
export function kerasFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

export function kerasJson(name: string): unknown {
  return JSON.parse(readFileSync(kerasFile(name), "utf8"));
}

export function rowShapeOf(name: KerasName): readonly number[] {
  return TRAINED[name].rowShape;
}

/** The layers of a model's JSON. */
export function kerasLayers(file: string, rowShape: readonly number[]): readonly LayerSpec[] {
  const model = readKerasModel(kerasJson(file), rowShape);
  if (model.mistakes) throw new Error(model.mistakes.join("\n"));
  return model.layers;
}

/** A model's weights from a file, one after another. */
export async function kerasWeights(name: KerasName, file: string): Promise<Float32Array> {
  const layers = kerasLayers(`${name}.json`, rowShapeOf(name));
  const read = await readWeightsFile(kerasFile(file), file);
  if ("rule" in read) throw new Error(read.rule);
  const shapes = modelShapes(layers, rowShapeOf(name));
  const matched = matchWeights(read, layers, shapes, () => false);
  if (matched.mistakes) throw new Error(matched.mistakes.join("\n"));
  return matched.values;
}

/** A run as make_models.py made it, and what Keras' came to. */
export async function kerasRun(name: KerasName) {
  const { rowShape, targetShape, weights, loss, optimizer, tolerance } = TRAINED[name];
  const numbers = kerasJson(`${name}.numbers.json`) as KerasNumbers;
  const layers = kerasLayers(`${name}.json`, rowShape);
  const values = await kerasWeights(name, weights);
  const sha256 = givenWeightsSha256(modelShapes(layers, rowShape), values);
  const given: GivenWeights = new Map([[sha256, values]]);
  const spec: RunSpec = {
    data: { source: "sine-windows", rows: ROW_COUNT, seed: 1, validation: 0 },
    model: { layers, build: "static", dispatch: "fit", initialWeights: { sha256 } },
    training: { epochs: 5, batch: 16, loss, metrics: [], optimizer, shuffle: false },
    seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
    engine: "test",
    seed: 1,
  };
  const dataset: Dataset = {
    ...{ rowCount: ROW_COUNT, inputShape: rowShape, targetShape },
    ...{ inputs: shared(numbers.inputs), targets: shared(numbers.targets), sha256: "" },
  };
  return { numbers, spec, dataset, given, tolerance };
}

function shared(values: readonly number[]): Float32Array<SharedArrayBuffer> {
  const floats = new Float32Array(new SharedArrayBuffer(4 * values.length));
  floats.set(values);
  return floats;
}
