import { welchInterval } from "../../../src/stats/procedure/welch.ts";
import { ALPHA, decisionOf, type Rule } from "../rule.ts";

/** Welch's t test of five seeds each, as if they were not the same seeds. */
export const rule: Rule = {
  name: "Welch 5",
  pairCount: 5,
  decide({ baseline, candidate }, { scale }) {
    const of = (values: readonly number[]) => (scale === "log" ? values.map(Math.log) : values);
    const interval = welchInterval(of(candidate), of(baseline), 1 - ALPHA);
    return decisionOf(candidate.length, interval);
  },
};
