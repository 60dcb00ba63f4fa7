import type { Dataset } from "../data/dataset.ts";
import { takeWeights } from "../model/given-weights.ts";
import { initialWeights, type Weight } from "../model/initialize.ts";
import { modelShapes } from "../model/model-shapes.ts";
import { runDraws } from "../model/run-draws.ts";
import type { GivenWeights, RunSpec } from "./engine.ts";

/**
 * The weights a run starts from, in the order of the layers: those its spec names, else those that
 * the seed draws. The same for every engine.
 *
 * @throws RangeError where the spec names weights that are not given
 */
export function startingWeights(
  { model, seeding, seed }: Pick<RunSpec, "model" | "seeding" | "seed">,
  { inputShape }: Pick<Dataset, "inputShape">,
  given: GivenWeights,
): Weight[] {
  const shapes = modelShapes(model.layers, inputShape);
  if (model.initialWeights === undefined) return initialWeights(shapes, runDraws(seeding, seed));
  const values = given.get(model.initialWeights.sha256);
  if (values !== undefined) return takeWeights(shapes, values);
  throw new RangeError(
    `initial weights: must be given, got none of ${model.initialWeights.sha256}`,
  );
}
