import { compareOrder } from "./compare-variants.ts";
import type { Question } from "./question.ts";
import type { RankInterval, VariantSummary } from "./summary.ts";

/** Below this a comparison says it all. */
const VARIANT_COUNT_MIN = 3;

/**
 * For each variant the ranks it may have, 1 being the best in the metric's direction: one more than
 * there are variants decidedly better than it, to all but those decidedly worse. All pairs are
 * compared and share the question's alpha, as `compareVariants` has it, so that all intervals
 * together hold the true ranks with probability 1 - alpha.
 *
 * @returns one for each variant; null below three variants
 * @see M. Klein, T. Wright, J. Wieczorek, A Joint Confidence Region for an Overall Ranking of
 *   Populations, Journal of the Royal Statistical Society C 69 (2020)
 */
export function rankIntervals(
  variants: readonly VariantSummary[],
  question: Question,
): RankInterval[] | null {
  const count = variants.length;
  if (count < VARIANT_COUNT_MIN) return null;
  const pairs = variants.flatMap((candidate, ours) =>
    variants.slice(0, ours).map((baseline, theirs) => ({ candidate, ours, baseline, theirs })),
  );
  // Equal runs are ties here, and say as little about which comes first.
  const unknown = { identicalCount: 0, areImported: true };
  const verdicts = compareOrder(
    pairs.map(({ candidate, baseline }) => ({ candidate, baseline, ...unknown })),
    question,
  );
  const ranks = variants.map(() => ({ low: 1, high: count }));
  for (const [index, { ours, theirs }] of pairs.entries()) {
    const verdict = verdicts[index];
    if (verdict !== "better" && verdict !== "worse") continue;
    const [winner, loser] = verdict === "better" ? [ours, theirs] : [theirs, ours];
    ranks[winner]!.high--;
    ranks[loser]!.low++;
  }
  return ranks;
}
