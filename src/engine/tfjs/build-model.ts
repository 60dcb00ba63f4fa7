import * as tf from "@tensorflow/tfjs-core";
import { input, type LayerVariable, layers, model } from "@tensorflow/tfjs-layers";
import { modelShapes } from "../../model/model-shapes.ts";
import {
  isMasking,
  type LayerSpec,
  type MaskingLayer as MaskingSpec,
  MODEL_INPUT,
  type ModelSpec,
} from "../../model/model-spec.ts";
import type { OwnLayers } from "../engine.ts";
import type { BuiltLayer } from "../inspection.ts";
import { FlattenLayer } from "./flatten-layer.ts";
import { MaskingLayer, type MaskSource } from "./masking-layer.ts";

/** Outputs of layers, by their names. */
export type Outputs = ReadonlyMap<string, tf.Tensor>;

/** A ModelSpec as tfjs layers. */
export interface TfjsModel {
  /** as tfjs has built them; a deferred model's have shapes after its first batch */
  layers(): readonly BuiltLayer[];
  /** tells each call of a layer from now on, with the flag that the layer was given */
  watch(onCall: (layer: string, training: unknown) => void): void;
  /**
   * @param rows [rowCount, ...inputShape]
   * @param training told to the layers; undefined: nothing is told, as a plain `call` does
   */
  forward(rows: tf.Tensor, training?: boolean): Outputs;
  /** in the order of model/model-shapes; a deferred model has them after its first batch */
  weights(): LayerVariable[];
  /** what the regularizers of the user's own layers add to the loss; undefined: there are none */
  readonly ownPenalty: (() => tf.Scalar) | undefined;
  dispose(): void;
}

type Layer = layers.Layer;

/**
 * @param maskSource gives each masking layer the draws of the current step
 * @param wanted names of the layers whose outputs `forward` gives, each once
 * @param own the user's own layers by their names; built, and disposed of with the model
 */
export function buildModel(
  spec: ModelSpec,
  inputShape: readonly number[],
  maskSource: (layer: MaskingSpec) => MaskSource,
  wanted: readonly string[],
  own: OwnLayers = new Map(),
): TfjsModel {
  const shapes = modelShapes(spec.layers, inputShape);
  const built = spec.layers.map((layer, index): Built => {
    const rank = shapes[index]!.outputShape.length;
    const tfjs =
      layer.kind === "own" ? (own.get(layer.name) as Layer) : makeLayer(layer, rank, maskSource);
    return { layer, tfjs };
  });
  const forward =
    spec.build === "static"
      ? staticForward(built, inputShape, wanted)
      : deferredForward(built, wanted);
  return {
    forward,
    layers: () => built.map(describe),
    watch(onCall) {
      for (const { layer, tfjs } of built) {
        const call = tfjs.call.bind(tfjs);
        tfjs.call = (inputs, kwargs) => {
          onCall(layer.name, kwargs.training);
          return call(inputs, kwargs);
        };
      }
    },
    weights: () => built.flatMap(({ tfjs }) => tfjs.weights),
    ownPenalty: ownPenalty(built),
    dispose: () => {
      for (const { tfjs } of built) for (const weight of tfjs.weights) weight.dispose();
    },
  };
}

/** With the weights' losses of own layers as tfjs has them; the others' are worked out here. */
function ownPenalty(built: readonly Built[]): TfjsModel["ownPenalty"] {
  const own = built.filter(({ layer }) => layer.kind === "own").map(({ tfjs }) => tfjs);
  if (own.every(({ losses }) => losses.length === 0)) return undefined;
  return () => tf.addN(own.flatMap((layer) => layer.calculateLosses())) as tf.Scalar;
}

interface Built {
  readonly layer: LayerSpec;
  readonly tfjs: Layer;
  /** batch first, of the last batch that a deferred model was called with */
  seenShape?: readonly number[];
}

function describe({ layer: { name, kind, inputs }, tfjs, seenShape }: Built): BuiltLayer {
  // What is only ever called with tensors has no output shape in tfjs.
  const [, ...outputShape] = seenShape ?? (tfjs.outputShape as number[]);
  const { activation = null } = tfjs.getConfig() as { activation?: string | null };
  return { name, kind, inputs, outputShape, parameterCount: tfjs.countParams(), activation };
}

/** Built at once from a known input shape, as a functional model. */
function staticForward(
  built: readonly Built[],
  inputShape: readonly number[],
  wanted: readonly string[],
): TfjsModel["forward"] {
  const modelInput = input({ shape: [...inputShape] });
  const outputs = new Map([[MODEL_INPUT, modelInput]]);
  for (const { layer, tfjs } of built) {
    const read = layer.inputs.map((name) => outputs.get(name)!);
    const output = tfjs.apply(read.length === 1 ? read[0]! : read) as typeof modelInput;
    outputs.set(layer.name, output);
  }
  const whole = model({ inputs: modelInput, outputs: wanted.map((name) => outputs.get(name)!) });
  return (rows, training) => {
    const given = [whole.apply(rows, flag(training)) as tf.Tensor | tf.Tensor[]].flat();
    return new Map(wanted.map((name, index) => [name, given[index]!]));
  };
}

/** Built layer by layer, each from the shape of what it is first called with. */
function deferredForward(built: readonly Built[], wanted: readonly string[]): TfjsModel["forward"] {
  return (rows, training) => {
    const outputs = new Map([[MODEL_INPUT, rows]]);
    for (const one of built) {
      const read = one.layer.inputs.map((name) => outputs.get(name)!);
      const output = one.tfjs.apply(read.length === 1 ? read[0]! : read, flag(training));
      one.seenShape = (output as tf.Tensor).shape;
      outputs.set(one.layer.name, output as tf.Tensor);
    }
    return new Map(wanted.map((name) => [name, outputs.get(name)!]));
  };
}

function flag(training: boolean | undefined): { training?: boolean } {
  return training === undefined ? {} : { training };
}

/** Weights are set from the run's own streams, so what tfjs would draw is not even drawn. */
const NOT_DRAWN = "zeros";

/** @param rank of the layer's output row */
function makeLayer(
  layer: Exclude<LayerSpec, { kind: "own" }>,
  rank: number,
  maskSource: (layer: MaskingSpec) => MaskSource,
): Layer {
  const { name } = layer;
  if (isMasking(layer)) return new MaskingLayer(name, maskSource(layer));
  switch (layer.kind) {
    case "dense":
      return layers.dense({
        name,
        units: layer.units,
        activation: layer.activation,
        useBias: layer.useBias,
        kernelInitializer: NOT_DRAWN,
        biasInitializer: NOT_DRAWN,
      });
    case "activation":
      return layers.activation({ name, activation: layer.activation });
    case "batchNormalization": {
      const { momentum, epsilon, center, scale } = layer;
      return layers.batchNormalization({ name, momentum, epsilon, center, scale });
    }
    case "layerNormalization": {
      const { epsilon, center, scale } = layer;
      return layers.layerNormalization({ name, epsilon, center, scale });
    }
    case "embedding":
      return layers.embedding({
        name,
        inputDim: layer.inputDim,
        outputDim: layer.outputDim,
        embeddingsInitializer: NOT_DRAWN,
      });
    case "flatten":
      return new FlattenLayer({ name });
    case "reshape":
      return layers.reshape({ name, targetShape: [...layer.targetShape] });
    case "concatenate":
      // tfjs takes every negative axis for the last one; axis 0 is the batch.
      return layers.concatenate({
        name,
        axis: layer.axis < 0 ? rank + 1 + layer.axis : layer.axis,
      });
    case "add":
    case "average":
    case "multiply":
    case "maximum":
    case "minimum":
      return layers[layer.kind]({ name });
    default:
      return layer satisfies never;
  }
}
