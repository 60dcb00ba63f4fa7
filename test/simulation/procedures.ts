import { decide, type Evidence } from "../../src/stats/evidence.ts";
import { fixedEvidence } from "../../src/stats/fixed-evidence.ts";
import { moments } from "../../src/stats/moments.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import {
  budgetRule,
  type LookRule,
  openEndedRule,
  sequentialEvidence,
} from "../../src/stats/sequential-evidence.ts";

export const ALPHA = 0.05;

/** One of the ways to a verdict on paired differences, as the program goes them. */
export interface Procedure {
  readonly name: string;
  /** the most it may see */
  readonly pairCount: number;
  readonly evidenceOf: (differences: readonly number[], margin: number | null) => Evidence;
}

export const FIXED_5 = fixed(5, "fixed, 5 seeds (t)");
export const FIXED_8 = fixed(8, "fixed, 8 seeds (sign flips)");
export const BUDGET_30 = budget(everySeed(5, 30), "budget, every seed from 5 to 30");
export const BUDGET_50 = budget(everySeed(5, 50), "budget, every seed from 5 to 50");
export const BUDGET_SPARSE = budget([5, 8, 12, 18, 27], "budget, after 5, 8, 12, 18, 27");
export const OPEN_ENDED = sequential(openEndedRule(ALPHA), 50, "open-ended, every seed to 50");

/** The word for differences of which lower is better. */
export function verdictOf(
  { evidenceOf }: Procedure,
  differences: readonly number[],
  margin: number | null,
): { readonly word: ReturnType<typeof decide>; readonly evidence: Evidence } {
  const evidence = evidenceOf(differences, margin);
  const { mean } = moments(differences.slice(0, evidence.n));
  return { word: decide(evidence, mean!, margin, "min"), evidence };
}

function fixed(pairCount: number, name: string): Procedure {
  return { name, pairCount, evidenceOf: (differences) => fixedEvidence(differences, ALPHA) };
}

function budget(looks: readonly number[], name: string): Procedure {
  return sequential(budgetRule(looks, ALPHA), looks.at(-1)!, name);
}

function sequential(rule: LookRule, pairCount: number, name: string): Procedure {
  const evidenceOf = (differences: readonly number[], margin: number | null) =>
    sequentialEvidence(differences, rule, { margin, direction: "min" });
  return { name, pairCount, evidenceOf };
}
