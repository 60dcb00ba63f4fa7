import type { Comparison } from "./comparison.ts";
import type { Interval } from "./interval.ts";

/**
 * The interval that a verdict rests on, so that headline, table and picture show the same one:
 * for "equivalent" that of level 1 - 2 alpha, which lies within the margin, else that of 1 - alpha.
 */
export function decidingInterval({
  verdict,
  interval,
  equivalence,
}: Pick<Comparison, "verdict" | "interval" | "equivalence">): Interval | null {
  return verdict === "equivalent" ? (equivalence ?? interval) : interval;
}
