import { modelShapes, sizeOf } from "./model-shapes.ts";
import type { Activation, LayerSpec } from "./model-spec.ts";
import type { OutputForm } from "./row-metric.ts";

/** Whether what goes into an activation are logits to Keras' cross-entropies. */
export function takesLogits(activation: Activation): boolean {
  return activation === "sigmoid" || activation === "softmax";
}

/** The layer that makes a model's output: the last one but for linear activations. */
export function outputLayer(layers: readonly LayerSpec[]): LayerSpec {
  let layer = layers.at(-1)!;
  while (layer.kind === "activation" && layer.activation === "linear") {
    const [input] = layer.inputs;
    const before = layers.find(({ name }) => name === input);
    if (!before) break;
    layer = before;
  }
  return layer;
}

/** Whether a model ends in a sigmoid or softmax. */
export function endsInLogits(layers: readonly LayerSpec[]): boolean {
  const layer = outputLayer(layers);
  const isActive = layer.kind === "dense" || layer.kind === "activation";
  return isActive && takesLogits(layer.activation);
}

/** A model's output as metrics see it: rows of its last side, each with its targets. */
export function outputForm(
  layers: readonly LayerSpec[],
  inputShape: readonly number[],
  targetShape: readonly number[],
): OutputForm {
  const { outputShape } = modelShapes(layers, inputShape).at(-1)!;
  const width = outputShape.at(-1) ?? 1;
  const rowsPerSample = sizeOf(outputShape) / width;
  return {
    width,
    targetWidth: sizeOf(targetShape) / rowsPerSample,
    hasLogits: endsInLogits(layers),
  };
}
