import { modelShapes, sizeOf } from "../model/model-shapes.ts";
import { isMaskingKind, type LayerSpec } from "../model/model-spec.ts";
import type { BuiltLayer } from "./inspection.ts";

/** A model's layers as they follow from its spec. */
export function layersOf(
  layers: readonly LayerSpec[],
  inputShape: readonly number[],
): readonly BuiltLayer[] {
  const shapes = modelShapes(layers, inputShape);
  return layers.map((layer, index) => {
    const { outputShape, weights } = shapes[index]!;
    return {
      name: layer.name,
      kind: layer.kind,
      inputs: layer.inputs,
      outputShape,
      parameterCount: weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      activation: "activation" in layer ? layer.activation : null,
    };
  });
}

/** Whether a layer does something else when it is told that it trains. */
export function actsInTraining({ kind }: Pick<BuiltLayer, "kind">): boolean {
  return isMaskingKind(kind) || kind === "batchNormalization";
}
