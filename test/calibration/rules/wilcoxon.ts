import { wilcoxon } from "../../../src/stats/procedure/wilcoxon.ts";
import { ALPHA, differencesOf, type Rule } from "../rule.ts";

/** Wilcoxon's signed-rank test of ten seeds; it says nothing of how large a difference is. */
export const rule: Rule = {
  name: "Wilcoxon 10",
  pairCount: 10,
  decide(pairs, { scale }) {
    const differences = differencesOf(pairs, scale);
    const { pValue, wMinus, wPlus } = wilcoxon(differences);
    const verdict = pValue > ALPHA ? "undecided" : wMinus > wPlus ? "better" : "worse";
    return { verdict, n: differences.length, interval: null };
  },
};
