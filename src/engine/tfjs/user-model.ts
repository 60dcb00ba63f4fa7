import * as core from "@tensorflow/tfjs-core";
import * as tfjsLayers from "@tensorflow/tfjs-layers";
import { SweepError } from "../../base/error.ts";
import { type ConvertedModel, modelFromTfjs, UnfitModel } from "../../model/from-tfjs.ts";
import type { BuildingRecord } from "../../model/from-tfjs-layer.ts";
import { type Configured, initializerOf } from "../../model/from-tfjs-options.ts";
import type { LayerSpec } from "../../model/model-spec.ts";
import { callModule, type ExportName, kindOf, shownExport } from "../../module/call-module.ts";
import type { ModelContext } from "../../module/context.ts";
import type { ModuleBundle } from "../../module/module-bundle.ts";
import type { OwnLayers } from "../engine.ts";

/** Both parts in one, as the package `@tensorflow/tfjs` has them. */
const tf = { ...core, ...tfjsLayers } as unknown as ModelContext["tf"];

/** What a model is built for. */
export type UserModelRows = Omit<ModelContext, "tf" | "classCount"> & {
  readonly classCount?: number | undefined;
};

/**
 * Runs a module anew and has it build its model, on the backend in use.
 *
 * @throws SweepError CONFIG_INVALID where it throws, or builds what sweep cannot train
 */
export function buildUserModel(
  bundle: ModuleBundle,
  name: ExportName,
  rows: UserModelRows,
): Promise<ConvertedModel> {
  // What is watched meanwhile is of all of tfjs.
  const built = lastBuilt.then(() => build(bundle, name, rows));
  lastBuilt = built.catch(() => {});
  return built;
}

let lastBuilt: Promise<unknown> = Promise.resolve();

async function build(
  bundle: ModuleBundle,
  name: ExportName,
  { inputShape, targetShape, classCount }: UserModelRows,
): Promise<ConvertedModel> {
  const context: ModelContext = {
    ...{ tf, inputShape: [...inputShape], targetShape: [...targetShape] },
    ...(classCount !== undefined && { classCount }),
  };
  const recording = recordBuilding();
  const built = await callModule(bundle, name, context).finally(recording.end);
  const refuse = (rule: string, hint?: string): SweepError => {
    const message = `${bundle.shownFile}: ${shownExport(name)}: ${rule}`;
    return new SweepError("CONFIG_INVALID", message, hint);
  };
  if (!(built instanceof tfjsLayers.LayersModel)) {
    const hint = "return what tf.sequential(...) or tf.model(...) gives, with the context's tf";
    throw refuse(`must return a tf.LayersModel, got ${kindOf(built)}`, hint);
  }
  try {
    requireFit(built, inputShape);
    const converted = modelFromTfjs(built, recording.record);
    for (const layer of converted.own.values()) requireOpen(layer);
    return converted;
  } catch (error) {
    throw error instanceof UnfitModel ? refuse(error.message) : error;
  }
}

/**
 * Has a module build its model once more, and takes of it the layers that a spec has as the user's
 * own; the others are let go.
 *
 * @throws SweepError CONFIG_INVALID as `buildUserModel`, or where those layers are not there
 */
export async function takeOwnLayers(
  bundle: ModuleBundle,
  name: ExportName,
  rows: UserModelRows,
  spec: readonly LayerSpec[],
): Promise<OwnLayers> {
  const built = await buildUserModel(bundle, name, rows);
  const outlines = new Map(built.layers.map((layer) => [layer.name, outlineOf(layer)]));
  const wanted = spec.filter(({ kind }) => kind === "own");
  for (const layer of wanted) {
    if (outlines.get(layer.name) === outlineOf(layer)) continue;
    const rule = `must build the layer ${layer.name} as it did before`;
    const message = `${bundle.shownFile}: ${shownExport(name)}: ${rule}, got another or none`;
    throw new SweepError("CONFIG_INVALID", message);
  }
  const own = new Map(wanted.map((layer) => [layer.name, built.own.get(layer.name)!]));
  const kept = new Set(own.values());
  for (const layer of built.tfjs) {
    if (!kept.has(layer)) for (const weight of layer.weights) weight.dispose();
  }
  return own;
}

/** What does not depend on how layers are wired and seeded. */
function outlineOf(layer: LayerSpec): string {
  if (layer.kind !== "own") return layer.kind;
  const weights = layer.weights.map(({ name, shape, trainable }) => [name, shape, trainable]);
  return JSON.stringify([layer.className, layer.outputShape, weights]);
}

function requireFit(model: tfjsLayers.LayersModel, inputShape: readonly number[]): void {
  const [, ...row] = model.inputs[0]?.shape ?? [];
  const isFit = row.length === inputShape.length && row.every((s, i) => s === inputShape[i]);
  if (isFit || model.inputs.length !== 1) return;
  const wanted = `must return a model for rows of [${inputShape.join(", ")}]`;
  throw new UnfitModel(`${wanted}, as the context's inputShape says, got [${row.join(", ")}]`);
}

/** A variable that tfjs' layers do not know of would neither be recorded nor trained. */
function requireOpen(layer: tfjsLayers.layers.Layer): void {
  for (const [key, value] of Object.entries(layer)) {
    if (!(value instanceof core.Variable)) continue;
    const rule = `layer ${layer.name}: must keep its weights by addWeight`;
    throw new UnfitModel(`${rule}, got a tf.variable of its own in ${key}`);
  }
}

interface Recording {
  readonly record: BuildingRecord;
  end(): void;
}

type MadeWith = ReturnType<BuildingRecord["madeWith"]>;

type AddWeight = (...args: unknown[]) => tfjsLayers.LayerVariable;

/**
 * Watches what layers are built with, which tfjs does not keep. What an initializer of tfjs would
 * draw is not drawn: the run's own streams draw it.
 */
function recordBuilding(): Recording {
  const made = new WeakMap<tfjsLayers.LayerVariable, MadeWith>();
  const given = new WeakSet<tfjsLayers.LayerVariable>();
  const isOfTfjs = (thing: object) => TFJS_CLASSES.has(thing.constructor);
  const layer = tfjsLayers.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const variable = tfjsLayers.LayerVariable.prototype;
  const { addWeight } = layer;
  const { write } = variable;
  layer.addWeight = function (name, shape, dtype, initializer, regularizer, ...rest) {
    const asked = initializer as Configured;
    const isKnown = isOfTfjs(asked) && initializerOf(asked) !== undefined;
    const start = isKnown ? tfjsLayers.initializers.zeros() : initializer;
    const weight = addWeight.call(this, name, shape, dtype, start, regularizer, ...rest);
    const rule = (regularizer ?? undefined) as Configured | undefined;
    made.set(weight, { name: name as string, initializer: asked, regularizer: rule });
    return weight;
  };
  variable.write = function (value) {
    given.add(this);
    return write.call(this, value);
  };
  return {
    record: {
      isOfTfjs,
      madeWith: (weight) => made.get(weight)!,
      isGiven: (weight) => given.has(weight),
    },
    end() {
      layer.addWeight = addWeight;
      variable.write = write;
    },
  };
}

/** The classes of tfjs itself; a user's class may have the name of one. */
const TFJS_CLASSES: ReadonlySet<unknown> = new Set(
  [
    tfjsLayers.layers.dense({ units: 1 }),
    tfjsLayers.layers.embedding({ inputDim: 1, outputDim: 1 }),
    tfjsLayers.layers.batchNormalization(),
    tfjsLayers.layers.layerNormalization(),
    tfjsLayers.layers.activation({ activation: "linear" }),
    tfjsLayers.layers.reLU(),
    tfjsLayers.layers.elu(),
    tfjsLayers.layers.softmax(),
    tfjsLayers.layers.dropout({ rate: 0 }),
    tfjsLayers.layers.gaussianDropout({ rate: 0 }),
    tfjsLayers.layers.alphaDropout({ rate: 0 }),
    tfjsLayers.layers.gaussianNoise({ stddev: 1 }),
    tfjsLayers.layers.flatten(),
    tfjsLayers.layers.reshape({ targetShape: [1] }),
    tfjsLayers.layers.concatenate(),
    tfjsLayers.layers.add(),
    tfjsLayers.layers.average(),
    tfjsLayers.layers.multiply(),
    tfjsLayers.layers.maximum(),
    tfjsLayers.layers.minimum(),
    tfjsLayers.initializers.zeros(),
    tfjsLayers.initializers.ones(),
    tfjsLayers.initializers.constant({ value: 0 }),
    tfjsLayers.initializers.identity({}),
    tfjsLayers.initializers.randomUniform({}),
    tfjsLayers.initializers.randomNormal({}),
    tfjsLayers.initializers.truncatedNormal({}),
    tfjsLayers.initializers.varianceScaling({}),
    tfjsLayers.initializers.glorotUniform({}),
    tfjsLayers.initializers.glorotNormal({}),
    tfjsLayers.initializers.heUniform({}),
    tfjsLayers.initializers.heNormal({}),
    tfjsLayers.initializers.leCunUniform({}),
    tfjsLayers.initializers.leCunNormal({}),
    tfjsLayers.initializers.orthogonal({}),
    tfjsLayers.regularizers.l1l2(),
    tfjsLayers.constraints.maxNorm({}),
    tfjsLayers.constraints.unitNorm({}),
    tfjsLayers.constraints.nonNeg(),
  ].map((each) => each.constructor),
);
