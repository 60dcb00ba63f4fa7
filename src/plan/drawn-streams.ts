import { canMove } from "../data/split.ts";
import { initializersOf, isMasking, isRandom } from "../model/model-spec.ts";
import type { SeedingSpec } from "../model/run-draws.ts";
import type { VariantSpec } from "./run.ts";

/** The streams that a variant's runs draw from, whether these follow the seed or are held. */
export function drawnStreams({ data, model, training }: VariantSpec): SeedingSpec["streams"] {
  const masks = model.dispatch === "fit" ? model.layers.filter(isMasking) : [];
  const isNoise = ({ kind }: { readonly kind: string }) => kind === "gaussianNoise";
  const isInitialized = model.layers.flatMap(initializersOf).some(isRandom);
  return [
    ...(isInitialized && !model.initialWeights ? (["init"] as const) : []),
    ...(masks.some((layer) => !isNoise(layer)) ? (["dropout"] as const) : []),
    ...(masks.some(isNoise) ? (["noise"] as const) : []),
    ...(training.shuffle ? (["order"] as const) : []),
    ...(canMove(data.validation) ? (["split"] as const) : []),
  ];
}
