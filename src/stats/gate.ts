import type { Comparison } from "./comparison.ts";
import { isWithin } from "./evidence.ts";
import type { Interval } from "./interval.ts";
import { marginOf, type Question } from "./question.ts";

/** What a gate may ask of a candidate. */
export type Relation = "better-than" | "not-worse-than" | "equivalent-to";

export type GateResult = "holds" | "fails" | "undecided";

/**
 * Whether a comparison's candidate stands in a relation to its baseline. better-than is the verdict
 * itself; the other two read the interval of level 1 - 2 alpha against the margin, which they need.
 * Ties on every seed have no interval, so that nothing holds.
 */
export function gate(pair: Comparison, relation: Relation, question: Question): GateResult {
  const { verdict } = pair;
  if (verdict === "invalid") return "undecided";
  if (relation === "better-than") {
    if (verdict === "better") return "holds";
    return verdict === "undecided" ? "undecided" : "fails";
  }
  if (verdict === "identical") return "holds";
  if (relation === "not-worse-than" && verdict === "better") return "holds";
  if (pair.method === "divergence") return verdict === "worse" ? "fails" : "undecided";
  const { candidate, baseline } = pair.divergedAlone;
  const isBlind = relation === "equivalent-to" ? candidate !== baseline : candidate > baseline;
  if (isBlind) return "undecided"; // the interval speaks of those that converged alone
  const margin = marginOf(question);
  if (pair.equivalence === null || margin === null) return "undecided";
  return relation === "equivalent-to"
    ? equivalence(pair.equivalence, margin)
    : noWorse(badEnd(pair.equivalence, question), margin);
}

function equivalence(interval: Interval, margin: number): GateResult {
  if (isWithin(interval, margin)) return "holds";
  return interval.low >= margin || interval.high <= -margin ? "fails" : "undecided";
}

/** The interval turned so that more is worse. */
function badEnd({ low, high, level }: Interval, { direction }: Question): Interval {
  return direction === "min" ? { low, high, level } : { low: -high, high: -low, level };
}

function noWorse({ low, high }: Interval, margin: number): GateResult {
  if (high < margin) return "holds";
  return low >= margin ? "fails" : "undecided";
}
