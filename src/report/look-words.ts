import { countOf } from "../base/count-of.ts";
import type { Comparison } from "../stats/comparison.ts";
import { decidingInterval } from "../stats/deciding-interval.ts";
import type { Summary } from "../stats/summary.ts";
import { printable } from "./printable.ts";
import { differenceStyle, showDifference } from "./show-difference.ts";
import { intervalOf, isTied } from "./verdict-words.ts";

/**
 * How a comparison stands at a look of an adaptive sweep, for example "look at 8 pairs: wide
 * undecided, -0.01 (95% interval -0.03 to 0.01); about 9 more seeds, 5 s".
 *
 * @param timeFor how long so many more seeds take, in words
 * @returns null where its pairs have not reached a look, or there is nothing to tell of it
 */
export function lookSentence(
  pair: Comparison,
  summary: Summary,
  timeFor: (seeds: number) => string,
): string | null {
  const { scale } = summary;
  const { n, difference, method, moreSeeds, verdict, warnings } = pair;
  const look = `look at ${n} pairs: ${printable(pair.candidate)} ${verdict}`;
  if (isTied(pair)) return method === "none" ? null : `${look}, equal on every seed so far`;
  const range = decidingInterval(pair);
  if (range === null) return null;
  const by = showDifference(difference, differenceStyle([difference], [range], scale), scale);
  const isWithheld = warnings.some(({ code }) => code === "diverged-more");
  const more =
    moreSeeds === null || isWithheld
      ? ""
      : `; about ${countOf(moreSeeds, "more seed")}, ${timeFor(moreSeeds)}`;
  return `${look}, ${by} (${intervalOf(pair, range, summary)})${more}`;
}
