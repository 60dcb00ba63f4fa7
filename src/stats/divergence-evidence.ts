import { type Evidence, noEvidence } from "./evidence.ts";
import { mcnemar } from "./procedure/mcnemar.ts";
import { anytimeP } from "./sequential/anytime-p.ts";
import { signLogE } from "./sequential/sign-e-process.ts";
import type { DivergencePairs } from "./value-pairs.ts";

/**
 * Where no seed converged on both sides there is no mean to compare, but which of the two diverges
 * more often can still be told, by McNemar's exact test.
 */
export function divergenceEvidence(
  { endedCount, onlyCandidate, onlyBaseline }: DivergencePairs,
  alpha: number,
): Evidence {
  if (onlyCandidate + onlyBaseline === 0) return noEvidence(0);
  const pValue = mcnemar(onlyCandidate, onlyBaseline);
  return { ...noEvidence(endedCount), method: "divergence", pValue, isDifferent: pValue <= alpha };
}

/**
 * The same where one looks after every seed, by the sign e-process of the seeds before the first
 * that converged on both sides: what comes after does not change it.
 *
 * @param ranked differences of those seeds, infinite where one run diverged alone
 */
export function leadingDivergence(ranked: readonly number[], alpha: number): Evidence {
  if (ranked.every((difference) => difference === 0)) return noEvidence(0);
  const isDifferent = anytimeP(signLogE(ranked)) <= alpha;
  return { ...noEvidence(ranked.length), method: "divergence", isDifferent };
}
