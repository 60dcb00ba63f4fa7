import type { Companion, Method } from "./comparison.ts";
import { mannWhitney } from "./procedure/mann-whitney.ts";
import { pairedT } from "./procedure/paired-t.ts";
import { signFlip } from "./procedure/sign-flip.ts";
import { signTest } from "./procedure/sign-test.ts";
import { wilcoxon } from "./procedure/wilcoxon.ts";
import { anytimeP } from "./sequential/anytime-p.ts";
import { signLogE } from "./sequential/sign-e-process.ts";
import { symmetricBetLogE } from "./sequential/symmetric-bet.ts";
import type { ValuePairs } from "./value-pairs.ts";

/**
 * Other tests of the values a verdict rests on. They do not change the verdict: a reader should see
 * where they disagree with it. Those of ranks and signs count a diverged run as the worst of all.
 *
 * @param isAnytime whether one looked after every seed, so that only e-processes hold
 */
export function companionsOf(
  { paired, differences, ranked, candidate, baseline }: ValuePairs,
  { method, isAnytime }: { method: Method; isAnytime: boolean },
): Companion[] {
  if (method === "equality" || Math.min(candidate.length, baseline.length) < 1) return [];
  if (!paired) {
    return [at("mann-whitney", mannWhitney(candidate, baseline).pValue)];
  }
  if (isAnytime) {
    const anytime = true;
    return [
      { test: "symmetric-bet", pValue: anytimeP(symmetricBetLogE(differences)), anytime },
      { test: "sign-bet", pValue: anytimeP(signLogE(differences)), anytime },
    ];
  }
  const t = pairedT(differences);
  return [
    ...(method === "paired-t" || t === null ? [] : [at("paired-t", t.pValue)]),
    ...(method === "sign-flip" ? [] : [at("sign-flip", signFlip(differences).pValue)]),
    at("wilcoxon", wilcoxon(ranked).pValue),
    at("sign", signTest(ranked).pValue),
  ];
}

function at(test: Companion["test"], pValue: number): Companion {
  return { test, pValue, anytime: false };
}
