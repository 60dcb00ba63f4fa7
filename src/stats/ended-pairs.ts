import type { RunState } from "./recorded-run.ts";
import type { Summary } from "./summary.ts";

const OPEN: readonly RunState[] = ["pending", "running"];

/**
 * Seeds that have ended on both sides, however they ended, the fewest of any comparison; 0 without
 * a comparison.
 */
export function endedPairCount({
  comparisons,
  variants,
}: Pick<Summary, "comparisons" | "variants">): number {
  const ended = new Map(
    variants.map(({ name, runs }) => {
      const seeds = runs.filter(({ state }) => !OPEN.includes(state)).map(({ seed }) => seed);
      return [name, new Set(seeds)];
    }),
  );
  const counts = comparisons.map(({ candidate, baseline }) => {
    const theirs = ended.get(baseline)!;
    return [...ended.get(candidate)!].filter((seed) => theirs.has(seed)).length;
  });
  return counts.length === 0 ? 0 : Math.min(...counts);
}
