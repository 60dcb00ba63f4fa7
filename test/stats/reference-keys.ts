/** Keys of `expected` in stats.json that reference-ranks.test.ts compares. */
export const RANK_KEYS = [
  "sign_flip_mean",
  "sign_flip_ci95",
  "sign_flip_ci90",
  "wilcoxon",
  "mann_whitney",
  "sequential",
  "rci",
] as const;

/** Keys of `expected` for which the product offers no procedure of this kind, and why. */
export const RANK_KEYS_LEFT_OUT: Readonly<Record<string, string>> = {
  permutation_unpaired_mean: "unpaired means are compared by Welch's test, ranks by Mann-Whitney",
};
