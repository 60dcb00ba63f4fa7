import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import type { GivenWeights } from "../engine/engine.ts";
import { givenWeightsSha256 } from "../model/given-weights.ts";
import { modelShapes } from "../model/model-shapes.ts";
import type { ModelSpec } from "../model/model-spec.ts";
import { matchWeights } from "./match-weights.ts";
import { readWeightsFile } from "./read-weights-file.ts";

/**
 * The initial weights that models name, from where their files lie now. What a file has besides is
 * passed over: the digest says whether what is taken is what is meant.
 *
 * @param models with initial weights that are given
 * @param inputShape of a row
 * @param files places by the weights' digests, not by those of the files' bytes
 * @returns in shared memory
 * @throws SweepError CONFIG_INVALID where a file is gone, or gives other weights
 */
export async function loadGivenWeights(
  models: readonly ModelSpec[],
  inputShape: readonly number[],
  files: FilePlaces,
): Promise<GivenWeights> {
  const given = new Map<string, Float32Array>();
  for (const { layers, initialWeights } of models) {
    if (initialWeights === undefined || given.has(initialWeights.sha256)) continue;
    const { sha256 } = initialWeights;
    const place = files[sha256];
    if (place === undefined) {
      const message = "weights: the sweep's file must be known, got no record of where it lies";
      throw new SweepError("CONFIG_INVALID", message, "`sweep run CONFIG` records it");
    }
    const file = await readWeightsFile(place, place);
    if ("rule" in file) {
      const hint = "put the sweep's weights back, or `sweep run` a config that says where they lie";
      throw new SweepError("CONFIG_INVALID", `${place}: ${file.rule}, got ${file.got}`, hint);
    }
    const shapes = modelShapes(layers, inputShape);
    const matched = matchWeights(file, layers, shapes, () => true);
    if (matched.mistakes || givenWeightsSha256(shapes, matched.values) !== sha256) {
      const got = matched.mistakes?.[0] ?? "others";
      const message = `${place}: must give the weights that the sweep started from, got ${got}`;
      const hint = "the file has changed; `sweep run CONFIG` takes it as it is now, as other runs";
      throw new SweepError("CONFIG_INVALID", message, hint);
    }
    given.set(sha256, matched.values);
  }
  return given;
}
