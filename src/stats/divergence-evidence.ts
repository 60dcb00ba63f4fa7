import { type Evidence, noEvidence } from "./evidence.ts";
import { mcnemar } from "./procedure/mcnemar.ts";
import { signLogE } from "./sequential/sign-e-process.ts";
import type { LookRule } from "./sequential-evidence.ts";
import type { DivergencePairs } from "./value-pairs.ts";

/**
 * Where no seed converged on both sides there is no mean to compare, but which of the two diverges
 * more often can still be told: by McNemar's exact test, or, where one looks after every seed, by
 * the sign e-process of the same seeds.
 */
export function divergenceEvidence(
  { endedCount, onlyCandidate, onlyBaseline }: DivergencePairs,
  alpha: number,
  rule: LookRule | null,
): Evidence {
  if (onlyCandidate + onlyBaseline === 0) return noEvidence(0);
  const none = { ...noEvidence(endedCount), method: "divergence" as const };
  if (rule !== null) {
    const signs = [...Array(onlyCandidate).fill(1), ...Array(onlyBaseline).fill(-1)];
    return { ...none, isDifferent: signLogE(signs).at(-1)! >= -Math.log(alpha) };
  }
  const pValue = mcnemar(onlyCandidate, onlyBaseline);
  return { ...none, pValue, isDifferent: pValue <= alpha };
}
