import type { Rule } from "../rule.ts";

/** One run each: the lower loss wins. */
export const rule: Rule = {
  name: "one pair",
  pairCount: 1,
  decide({ baseline: [theirs], candidate: [ours] }) {
    const isTie = ours === theirs;
    const verdict = isTie ? "undecided" : ours! < theirs! ? "better" : "worse";
    return { verdict, n: 1, interval: null };
  },
};
