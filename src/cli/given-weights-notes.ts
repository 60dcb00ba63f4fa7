import { isMasking } from "../model/model-spec.ts";
import type { PlannedVariant, VariantSpec } from "../plan/run.ts";

/** Where a file gives the initial weights: what the seed still moves, one sentence each. */
export function givenWeightsNotes(variants: readonly PlannedVariant[]): string[] {
  const given = variants.filter(({ spec }) => spec.model.initialWeights !== undefined);
  const moved = new Map<string, string[]>();
  for (const { name, spec } of given) {
    const what = stillMoved(spec);
    moved.set(what, [...(moved.get(what) ?? []), name]);
  }
  return [...moved].map(([what, names]) => {
    return `${names.join(", ")}: initial weights are given; the seed still moves ${what}`;
  });
}

/** For example "the order of the rows and dropout". */
function stillMoved({ model, training, seeding: { streams } }: VariantSpec): string {
  const masks = model.layers.filter(isMasking);
  const isNoise = ({ kind }: { readonly kind: string }) => kind === "gaussianNoise";
  const isTraining = model.dispatch === "fit"; // called otherwise, no layer masks
  const parts = [
    ...(training.shuffle && streams.includes("order") ? ["the order of the rows"] : []),
    ...(isTraining && streams.includes("dropout") && masks.some((layer) => !isNoise(layer))
      ? ["dropout"]
      : []),
    ...(isTraining && streams.includes("noise") && masks.some(isNoise) ? ["noise"] : []),
  ];
  return parts.length === 0 ? "nothing: every seed gives the same run" : parts.join(" and ");
}
