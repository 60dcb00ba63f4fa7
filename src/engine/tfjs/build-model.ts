import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayerVariable,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { modelShapes } from "../../model/model-shapes.ts";
import {
  isMasking,
  type LayerSpec,
  type MaskingLayer as MaskingSpec,
  MODEL_INPUT,
  type ModelSpec,
} from "../../model/model-spec.ts";
import { endsInLogits, outputLayer } from "../../model/output-form.ts";
import type { OwnLayers } from "../engine.ts";
import type { BuiltLayer } from "../inspection.ts";
import { FlattenLayer } from "./flatten-layer.ts";
import { MaskingLayer, type MaskSource } from "./masking-layer.ts";

/** What a model makes of a batch. */
export interface Outputs {
  /** outputs of layers, by their names */
  readonly values: ReadonlyMap<string, tf.Tensor>;
  /** what goes into the sigmoid or softmax that the model ends in; undefined: it ends in neither */
  readonly logits: tf.Tensor | undefined;
}

export function tensorsOf({ values, logits }: Outputs): Set<tf.Tensor> {
  return new Set([...values.values(), ...(logits ? [logits] : [])]);
}

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
type DenseSpec = Extract<LayerSpec, { kind: "dense" }>;

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
  const output = outputLayer(spec.layers);
  const built = spec.layers.map((layer, index): Built => {
    const rank = shapes[index]!.outputShape.length;
    if (layer.kind === "own")
      return { layer, tfjs: own.get(layer.name) as Layer, givesLogits: false };
    const givesLogits = layer === output && endsInLogits(spec.layers);
    if (givesLogits && layer.kind === "dense") return { ...denseInTwo(layer), givesLogits };
    return { layer, tfjs: makeLayer(layer, rank, maskSource), givesLogits };
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
  /** whether it is the sigmoid or softmax that the model ends in, or ends in that */
  readonly givesLogits: boolean;
  /** of a model's last dense layer, apart from it so that the logits can be read */
  readonly activation?: Layer;
  /** batch first, of the last batch that a deferred model was called with */
  seenShape?: readonly number[];
}

function denseInTwo(layer: DenseSpec): Omit<Built, "givesLogits"> {
  const { name, activation } = layer;
  return {
    layer,
    tfjs: makeDense({ ...layer, activation: "linear" }),
    activation: layers.activation({ name: `${name}/${activation}`, activation }),
  };
}

function describe({ layer, tfjs, activation: apart, seenShape }: Built): BuiltLayer {
  const { name, kind, inputs } = layer;
  // What is only ever called with tensors has no output shape in tfjs.
  const [, ...outputShape] = seenShape ?? (tfjs.outputShape as number[]);
  const { activation = null } = (apart ?? tfjs).getConfig() as { activation?: string | null };
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
  let logits: typeof modelInput | undefined;
  for (const one of built) {
    const applied = applyLayer(one, outputs, {});
    outputs.set(one.layer.name, applied.output);
    logits ??= applied.logits;
  }
  // Each once: tfjs gives the second of two equal outputs no value.
  const fetched = new Set(wanted.map((name) => outputs.get(name)!));
  if (logits) fetched.add(logits);
  const whole = model({ inputs: modelInput, outputs: [...fetched] });
  return (rows, training) => {
    const given = [whole.apply(rows, flag(training)) as tf.Tensor | tf.Tensor[]].flat();
    const values = new Map([...fetched].map((output, index) => [output, given[index]!]));
    return {
      values: new Map(wanted.map((name) => [name, values.get(outputs.get(name)!)!])),
      logits: logits && values.get(logits),
    };
  };
}

/** @returns what the layer gives, and what goes into the sigmoid or softmax that it ends in */
function applyLayer<T extends tf.Tensor | SymbolicTensor>(
  { layer, tfjs, activation, givesLogits }: Built,
  outputs: ReadonlyMap<string, T>,
  flags: { training?: boolean },
): { readonly output: T; readonly logits: T | undefined } {
  const given = layer.inputs.map((name) => outputs.get(name)!);
  const applied = tfjs.apply((given.length === 1 ? given[0]! : given) as tf.Tensor, flags) as T;
  if (activation) {
    return { output: activation.apply(applied as tf.Tensor) as T, logits: applied };
  }
  return { output: applied, logits: givesLogits ? given[0] : undefined };
}

/** Built layer by layer, each from the shape of what it is first called with. */
function deferredForward(built: readonly Built[], wanted: readonly string[]): TfjsModel["forward"] {
  return (rows, training) => {
    const outputs = new Map([[MODEL_INPUT, rows]]);
    let logits: tf.Tensor | undefined;
    for (const one of built) {
      const applied = applyLayer(one, outputs, flag(training));
      one.seenShape = applied.output.shape;
      outputs.set(one.layer.name, applied.output);
      logits ??= applied.logits;
    }
    return { values: new Map(wanted.map((name) => [name, outputs.get(name)!])), logits };
  };
}

function flag(training: boolean | undefined): { training?: boolean } {
  return training === undefined ? {} : { training };
}

/** Weights are set from the run's own streams, so what tfjs would draw is not even drawn. */
const NOT_DRAWN = "zeros";

function makeDense({ name, units, activation, useBias }: DenseSpec): Layer {
  const notDrawn = { kernelInitializer: NOT_DRAWN, biasInitializer: NOT_DRAWN } as const;
  return layers.dense({ name, units, activation, useBias, ...notDrawn });
}

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
      return makeDense(layer);
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
