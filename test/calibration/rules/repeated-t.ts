import { tCritical } from "../../../src/stats/distribution/student-t.ts";
import { ALPHA, type Decision, decisionOf, differencesOf, type Rule } from "../rule.ts";

const [FIRST, LAST] = [3, 30];
const CRITICAL = Array.from({ length: LAST + 1 }, (_, n) =>
  n < FIRST ? Number.NaN : tCritical(1 - ALPHA, n - 1),
);

/** A paired t test after every seed, until it is significant. */
export const rule: Rule = {
  name: "t test after each of 3..30",
  pairCount: LAST,
  decide(pairs, { scale }) {
    let [mean, squares] = [0, 0];
    let latest: Decision = decisionOf(0, null);
    for (const [index, difference] of differencesOf(pairs, scale).entries()) {
      const n = index + 1;
      const deviation = difference - mean;
      mean += deviation / n;
      squares += deviation * (difference - mean);
      if (n < FIRST) continue;
      const reach = CRITICAL[n]! * Math.sqrt(squares / (n - 1) / n);
      latest = decisionOf(n, { low: mean - reach, high: mean + reach });
      if (latest.verdict !== "undecided") return latest;
    }
    return latest;
  },
};
