import { countOf } from "../base/count-of.ts";
import { weightCount } from "../model/given-weights.ts";
import { type LayerShapes, sizeOf } from "../model/model-shapes.ts";
import type { LayerSpec } from "../model/model-spec.ts";
import type { FiledWeight, WeightsFile } from "./weights-file.ts";

/** A model's weights from a file, or why they are not. */
export type MatchedWeights =
  | {
      /** all weights, one after another, in the order of the model; in shared memory */
      readonly values: Float32Array<SharedArrayBuffer>;
      readonly mistakes?: undefined;
    }
  /** one sentence each, `<weight>: <rule>, got <value>` */
  | { readonly mistakes: readonly string[] };

/**
 * Finds a model's weights in a file: by their names, else by their order. Every weight of the model
 * has to be there in its shape, and no other.
 *
 * @param shapes of the layers, in their order
 * @param isSpare whether a layer's weights may be in the file without being in the model
 */
export function matchWeights(
  file: WeightsFile,
  layers: readonly LayerSpec[],
  shapes: readonly LayerShapes[],
  isSpare: (layer: string) => boolean,
): MatchedWeights {
  const called = file.kind === "by class" ? namesByClass(layers) : layers.map(({ name }) => name);
  const expected = shapes.flatMap(({ name: layer, weights }, index) =>
    weights.map(({ name, shape }, place) => ({
      ...{ name: `${layer}/${name}`, shape },
      keys: [`${called[index]}/${name}`, `${called[index]}/${place}`],
    })),
  );
  // Places among others say nothing of a layer that is left out.
  const mayBeSpare = file.kind === "by class" ? () => false : isSpare;
  const found =
    file.kind === "ordered" ? byOrder(file, expected) : byName(file, expected, mayBeSpare);
  if ("mistakes" in found) return found;
  const values = new Float32Array(new SharedArrayBuffer(4 * weightCount(shapes)));
  let start = 0;
  for (const weight of found.weights) {
    values.set(weight.values, start);
    start += weight.values.length;
  }
  return { values };
}

interface ExpectedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** what a file may call it */
  readonly keys: readonly string[];
}

type Found =
  | { readonly weights: readonly FiledWeight[] }
  | { readonly mistakes: readonly string[] };

function byName(
  { weights }: WeightsFile,
  expected: readonly ExpectedWeight[],
  isSpare: (layer: string) => boolean,
): Found {
  const mistakes: string[] = [];
  const keys = new Set(expected.flatMap((each) => each.keys));
  const known = new Map<string, FiledWeight>();
  for (const weight of weights) {
    const { name, layer } = plainName(weight.name);
    const before = known.get(name);
    if (before) mistakes.push(`${name}: must be there once, got ${before.name} and ${weight.name}`);
    known.set(name, weight);
    if (!keys.has(name) && !isSpare(layer)) {
      mistakes.push(`${weight.name}: must be a weight of the model, one of ${namesOf(expected)}`);
    }
  }
  const matched = expected.flatMap(({ name, shape, keys: [byWord, byPlace] }) => {
    const weight = known.get(byWord!) ?? known.get(byPlace!);
    if (!weight) mistakes.push(`${name}: must be there, got ${namesOf(weights)}`);
    else mistakes.push(...problemOf(name, shape, weight));
    return weight ?? [];
  });
  return mistakes.length > 0 ? { mistakes } : { weights: matched };
}

function byOrder({ weights }: WeightsFile, expected: readonly ExpectedWeight[]): Found {
  if (weights.length !== expected.length) {
    const names = namesOf(expected);
    const got = countOf(weights.length, "array");
    return { mistakes: [`must hold the model's ${expected.length} weights, ${names}, got ${got}`] };
  }
  const mistakes = expected.flatMap(({ name, shape }, index) => {
    const weight = weights[index]!;
    return problemOf(`${weight.name} (${name})`, shape, weight);
  });
  return mistakes.length > 0 ? { mistakes } : { weights };
}

function problemOf(name: string, expected: readonly number[], got: FiledWeight): string[] {
  const { shape, values } = got;
  if (String(shape) !== String(expected) || values.length !== sizeOf(expected)) {
    return [`${name}: must have the shape [${expected}], got [${shape}]`];
  }
  const place = values.findIndex((value) => !Number.isFinite(value));
  return place < 0 ? [] : [`${name}: must be finite numbers, got ${values[place]} at ${place}`];
}

/** As Keras 3 calls layers in a file: "dense", "dense_1", "batch_normalization". */
function namesByClass(layers: readonly LayerSpec[]): string[] {
  const counts = new Map<string, number>();
  return layers.map(({ kind }) => {
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const snake = kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return count === 0 ? snake : `${snake}_${count}`;
  });
}

const NAMES_SHOWN_MAX = 12;

/** "dense/kernel, dense/bias and 3 more", or "none". */
function namesOf(weights: readonly { readonly name: string }[]): string {
  const names = weights.slice(0, NAMES_SHOWN_MAX).map(({ name }) => name);
  const more = weights.length - names.length;
  return names.length === 0 ? "none" : names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * A weight's name in our words: the layer's as it is; of the weight the last part, in camel case,
 * without TensorFlow's ":0". Keras writes "layer/kernel", some write "layer.kernel".
 */
function plainName(name: string): { readonly name: string; readonly layer: string } {
  const end = name.includes("/") ? name.lastIndexOf("/") : name.lastIndexOf(".");
  const layer = name.slice(0, Math.max(0, end));
  const weight = name.slice(end + 1).replace(/:0$/, "");
  const camel = weight.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { name: `${layer}/${camel}`, layer };
}
