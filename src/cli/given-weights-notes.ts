import { drawnStreams } from "../plan/drawn-streams.ts";
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

const MOVED_WORDS = {
  init: "initial weights",
  order: "the order of the rows",
  dropout: "dropout",
  noise: "noise",
  split: "which rows validate",
} as const;

/** For example "the order of the rows and dropout". */
function stillMoved(spec: VariantSpec): string {
  const moved = drawnStreams(spec).filter((stream) => spec.seeding.streams.includes(stream));
  if (moved.length === 0) return "nothing: every seed gives the same run";
  return Object.entries(MOVED_WORDS)
    .filter(([stream]) => moved.some((each) => each === stream))
    .map(([, words]) => words)
    .join(" and ");
}
