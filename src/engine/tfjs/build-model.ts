import type * as tf from "@tensorflow/tfjs-core";
import { input, type LayerVariable, layers, model } from "@tensorflow/tfjs-layers";
import {
  isMasking,
  type LayerSpec,
  type MaskingLayer as MaskingSpec,
  MODEL_INPUT,
  type ModelSpec,
} from "../../model/model-spec.ts";
import { FlattenLayer } from "./flatten-layer.ts";
import { MaskingLayer, type MaskSource } from "./masking-layer.ts";

/** A ModelSpec as tfjs layers. */
export interface TfjsModel {
  /**
   * @param rows [rowCount, ...inputShape]
   * @param training told to the layers; undefined: nothing is told, as a plain `call` does
   */
  forward(rows: tf.Tensor, training?: boolean): tf.Tensor;
  /** in the order of model/model-shapes; a deferred model has them after its first batch */
  weights(): LayerVariable[];
  dispose(): void;
}

type Layer = layers.Layer;

/** @param maskSource gives each masking layer the draws of the current step */
export function buildModel(
  spec: ModelSpec,
  inputShape: readonly number[],
  maskSource: (layer: MaskingSpec) => MaskSource,
): TfjsModel {
  const built = spec.layers.map((layer) => ({ layer, tfjs: makeLayer(layer, maskSource) }));
  const forward =
    spec.build === "static" ? staticForward(built, inputShape) : deferredForward(built);
  return {
    forward,
    weights: () => built.flatMap(({ tfjs }) => tfjs.weights),
    dispose: () => {
      for (const { tfjs } of built) for (const weight of tfjs.weights) weight.dispose();
    },
  };
}

interface BuiltLayer {
  readonly layer: LayerSpec;
  readonly tfjs: Layer;
}

/** Built at once from a known input shape, as a functional model. */
function staticForward(
  built: readonly BuiltLayer[],
  inputShape: readonly number[],
): TfjsModel["forward"] {
  const modelInput = input({ shape: [...inputShape] });
  const outputs = new Map([[MODEL_INPUT, modelInput]]);
  for (const { layer, tfjs } of built) {
    const read = layer.inputs.map((name) => outputs.get(name)!);
    const output = tfjs.apply(read.length === 1 ? read[0]! : read) as typeof modelInput;
    outputs.set(layer.name, output);
  }
  const whole = model({ inputs: modelInput, outputs: [...outputs.values()].at(-1)! });
  return (rows, training) => whole.apply(rows, flag(training)) as tf.Tensor;
}

/** Built layer by layer, each from the shape of what it is first called with. */
function deferredForward(built: readonly BuiltLayer[]): TfjsModel["forward"] {
  return (rows, training) => {
    const outputs = new Map([[MODEL_INPUT, rows]]);
    let output = rows;
    for (const { layer, tfjs } of built) {
      const read = layer.inputs.map((name) => outputs.get(name)!);
      output = tfjs.apply(read.length === 1 ? read[0]! : read, flag(training)) as tf.Tensor;
      outputs.set(layer.name, output);
    }
    return output;
  };
}

function flag(training: boolean | undefined): { training?: boolean } {
  return training === undefined ? {} : { training };
}

/** Weights are set from the run's own streams, so what tfjs would draw is not even drawn. */
const NOT_DRAWN = "zeros";

function makeLayer(layer: LayerSpec, maskSource: (layer: MaskingSpec) => MaskSource): Layer {
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
      return layers.concatenate({ name, axis: layer.axis });
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
