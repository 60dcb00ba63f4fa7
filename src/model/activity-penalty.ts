import type { LayerSpec, Regularizer } from "./model-spec.ts";

/** A layer whose output is kept small by a regularizer of its own. */
export interface RegularizedActivity {
  readonly layer: string;
  readonly regularizer: Regularizer;
}

/** In the order of the layers. */
export function regularizedActivities(
  layers: readonly LayerSpec[],
): readonly RegularizedActivity[] {
  return layers.flatMap((layer) => {
    if (layer.kind !== "dense" || !layer.activityRegularizer) return [];
    return [{ layer: layer.name, regularizer: layer.activityRegularizer }];
  });
}

/**
 * What an activity regularizer adds to the mean loss of a batch: l1 |y| + l2 y^2 summed over the
 * layer's output and divided by the batch's rows, as Keras 3 does. In float64, elements summed
 * along each row and then the rows, both ascending.
 *
 * @param output what the layer gave for the batch, [rowCount, ...outputShape]
 */
export function activityPenalty(
  { l1, l2 }: Regularizer,
  output: Float32Array,
  rowCount: number,
): number {
  const width = output.length / rowCount;
  let sum = 0;
  for (let start = 0; start < output.length; start += width) {
    let rowSum = 0;
    for (let i = start; i < start + width; i++) {
      const y = output[i]!;
      rowSum += l1 * Math.abs(y) + l2 * y * y;
    }
    sum += rowSum;
  }
  return sum / rowCount;
}
