import type { Comparison } from "../stats/comparison.ts";
import type { Summary } from "../stats/summary.ts";
import { showLevel } from "./show-difference.ts";

/** What an interval holds for at its level, to follow its ends; empty: this comparison alone. */
export function heldTogether({ method }: Comparison, { comparisonCount }: Summary): string {
  if (method !== "max-t") return "";
  const all = comparisonCount === 2 ? "both" : `all ${comparisonCount}`;
  return ` for ${all} comparisons together`;
}

/** What the intervals of a table are; null where there is none. */
export function intervalsInWords(pairs: readonly Comparison[], summary: Summary): string | null {
  const own = pairs.filter(({ interval }) => interval !== null);
  const levels = own.map(({ interval }) => interval!.level);
  if (levels.length === 0) return null;
  const least = showLevel(Math.min(...levels));
  const isOne = levels.every((level) => showLevel(level) === least);
  const [together] = own.map((pair) => heldTogether(pair, summary));
  return `${isOne ? "" : "at least "}${least} intervals${together || " each"}`;
}
