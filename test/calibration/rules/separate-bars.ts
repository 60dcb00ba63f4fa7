import { moments } from "../../../src/stats/moments.ts";
import type { Rule } from "../rule.ts";

const SEED_COUNT = 3;

/** Three seeds each: a difference where mean ± sd of one does not meet that of the other. */
export const SEPARATE_SDS = separateBars("3 seeds, mean ± sd apart", 1);

/** The same with mean ± standard error. */
export const SEPARATE_ERRORS = separateBars(
  "3 seeds, mean ± s.e. apart",
  1 / Math.sqrt(SEED_COUNT),
);

/** @param reach of a bar to either side, in standard deviations */
function separateBars(name: string, reach: number): Rule {
  return {
    name,
    pairCount: SEED_COUNT,
    decide({ baseline, candidate }) {
      const [ours, theirs] = [moments(candidate), moments(baseline)];
      const difference = ours.mean! - theirs.mean!;
      const isApart = Math.abs(difference) > reach * (ours.sd! + theirs.sd!);
      const verdict = isApart ? (difference < 0 ? "better" : "worse") : "undecided";
      return { verdict, n: SEED_COUNT, interval: null };
    },
  };
}
