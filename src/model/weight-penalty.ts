import { regularizedActivities } from "./activity-penalty.ts";
import { columnCountOf } from "./column-sums.ts";
import type { Weight } from "./initialize.ts";
import type { LayerSpec } from "./model-spec.ts";
import { penalty, weightRule } from "./weight-rules.ts";

/**
 * What the L1 and L2 of a model's weights add to its loss.
 *
 * @param weights of the model, in its order, to be read for their names and shapes
 * @param values of each, as they stand
 * @returns undefined where the loss has penalties that weights do not tell: those of outputs, and
 *   of layers of the user's own
 */
export function weightPenalty(
  layers: readonly LayerSpec[],
  weights: readonly Pick<Weight, "layer" | "name" | "shape">[],
  values: readonly Float32Array[],
): number | undefined {
  if (layers.some(({ kind }) => kind === "own")) return undefined;
  if (regularizedActivities(layers).length > 0) return undefined;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return weights.reduce((sum, { layer, name, shape }, index) => {
    const { regularizer } = weightRule(byName.get(layer)!, name);
    return regularizer ? sum + penalty(regularizer, values[index]!, columnCountOf(shape)) : sum;
  }, 0);
}
