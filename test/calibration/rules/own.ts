import { decide, type Evidence } from "../../../src/stats/evidence.ts";
import { fixedEvidence } from "../../../src/stats/fixed-evidence.ts";
import { moments } from "../../../src/stats/moments.ts";
import { pairedDifferences } from "../../../src/stats/paired-differences.ts";
import { everySeed } from "../../../src/stats/sequential/looks.ts";
import {
  budgetRule,
  type LookRule,
  openEndedRule,
  sequentialEvidence,
} from "../../../src/stats/sequential-evidence.ts";
import { ALPHA, type Decision, type Pairs, type Rule, type RuleQuestion } from "../rule.ts";

// This program's own rules, by the functions that its reports use.

export const FIXED_5 = fixed(5, "fixed 5");
export const FIXED_8 = fixed(8, "fixed 8");
export const FIXED_20 = fixed(20, "fixed 20");
export const BUDGET_30 = budget(everySeed(5, 30), "budget 5..30");
export const BUDGET_50 = budget(everySeed(5, 50), "budget 5..50");
export const OPEN_ENDED = sequential(openEndedRule(ALPHA), 50, "open-ended");

export const OWN_RULES = [FIXED_5, FIXED_8, FIXED_20, BUDGET_30, BUDGET_50, OPEN_ENDED] as const;

function fixed(pairCount: number, name: string): Rule {
  return rule(name, pairCount, (differences) => fixedEvidence(differences, ALPHA));
}

function budget(looks: readonly number[], name: string): Rule {
  return sequential(budgetRule(looks, ALPHA), looks.at(-1)!, name);
}

function sequential(lookRule: LookRule, pairCount: number, name: string): Rule {
  return rule(name, pairCount, (differences, { margin }) =>
    sequentialEvidence(differences, lookRule, { margin, direction: "min" }),
  );
}

function rule(
  name: string,
  pairCount: number,
  evidenceOf: (differences: readonly number[], question: RuleQuestion) => Evidence,
): Rule {
  const verdict = (pairs: Pairs, question: RuleQuestion): Decision => {
    const differences = onScale(pairs, question);
    const evidence = evidenceOf(differences, question);
    const { mean } = moments(differences.slice(0, evidence.n));
    return {
      verdict: decide(evidence, mean!, question.margin, "min"),
      n: evidence.n,
      interval: evidence.interval,
    };
  };
  return { name, pairCount, hasMargin: true, decide: verdict };
}

/** As reports take them: what rounding alone makes of a tie is a tie, on either scale. */
function onScale({ candidate, baseline }: Pairs, { scale }: RuleQuestion): number[] {
  const differences = pairedDifferences(candidate, baseline);
  if (scale === "linear") return differences;
  return differences.map((difference, index) =>
    difference === 0 ? 0 : Math.log(candidate[index]!) - Math.log(baseline[index]!),
  );
}
