import { modelShapes, sizeOf } from "./model-shapes.ts";
import type { LayerSpec } from "./model-spec.ts";
import type { OutputForm } from "./row-metric.ts";

/** Whether a layer is a sigmoid or a softmax, or ends in one. */
export function endsInLogits(layer: LayerSpec): boolean {
  if (layer.kind !== "dense" && layer.kind !== "activation") return false;
  return layer.activation === "sigmoid" || layer.activation === "softmax";
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
    hasLogits: endsInLogits(layers.at(-1)!),
  };
}
