import type { Verdict } from "./comparison.ts";
import { decide, type Evidence, excludesZero, noEvidence } from "./evidence.ts";
import { moments } from "./moments.ts";
import { meanInterval } from "./procedure/paired-t.ts";
import type { Direction } from "./question.ts";
import { resolutionOf } from "./resolution.ts";
import { repeatedCritical, repeatedThreshold } from "./sequential/repeated-interval.ts";
import { tMixtureCritical } from "./sequential/t-mixture.ts";

/** When one may look, and how wide an interval must be to hold over all these looks together. */
export interface LookRule {
  readonly method: "repeated-interval" | "t-mixture";
  /** error probability over all looks */
  readonly alpha: number;
  /** p of a single look that suffices */
  readonly threshold: number;
  /** whether n pairs are a look of the schedule */
  readonly isLook: (n: number) => boolean;
  /** whether the first look is at n pairs or before */
  readonly hasLook: (n: number) => boolean;
  /** half the interval of level 1 - alpha, in standard errors of the mean; may be infinite */
  readonly critical: (n: number) => number;
  /** the same for level 1 - 2 alpha */
  readonly equivalenceCritical: (n: number) => number;
}

/**
 * Looks declared beforehand, none after the last: intervals with one critical p, found so that all
 * looks together err with probability alpha for normal differences.
 *
 * @param looks numbers of pairs, ascending
 */
export function budgetRule(looks: readonly number[], alpha: number): LookRule {
  const { threshold } = repeatedThreshold(looks, alpha);
  const wide = repeatedThreshold(looks, 2 * alpha).threshold;
  return {
    ...{ method: "repeated-interval", alpha, threshold },
    isLook: (n) => looks.includes(n),
    hasLook: (n) => looks.some((look) => look <= n),
    critical: onceEach((n) => repeatedCritical(n, threshold)),
    equivalenceCritical: onceEach((n) => repeatedCritical(n, wide)),
  };
}

/** A quantile takes longer than all else at a look, and a rule is asked for the same ones again. */
function onceEach(critical: (n: number) => number): (n: number) => number {
  const known = new Map<number, number>();
  return (n) => {
    const value = known.get(n) ?? critical(n);
    known.set(n, value);
    return value;
  };
}

/** A look after every pair, for as long as one likes: the t-mixture confidence sequence. */
export function openEndedRule(alpha: number): LookRule {
  return {
    // All looks together, as 1/2 + 1/4 + ... = 1: signs that agree are one run of luck.
    ...{ method: "t-mixture", alpha, threshold: alpha / 2 },
    ...{ isLook: (n) => n >= 2, hasLook: (n) => n >= 2 },
    critical: (n) => tMixtureCritical(n, 1 - alpha),
    equivalenceCritical: (n) => tMixtureCritical(n, 1 - 2 * alpha),
  };
}

/** What turns the evidence of a look into a verdict. */
export interface DecisionRule {
  /** in the unit of the differences */
  readonly margin: number | null;
  readonly direction: Direction;
  /** whether a verdict after n pairs cannot be given, because of runs that diverged by then */
  readonly isWithheld?: (verdict: Verdict, n: number) => boolean;
}

/**
 * The evidence at the first look that decides; else at the latest look there was. Later pairs do
 * not change a decision, so it does not matter how many were recorded beyond.
 *
 * @param differences in the order of their seeds, without a gap
 */
export function sequentialEvidence(
  differences: readonly number[],
  rule: LookRule,
  decision: DecisionRule,
): Evidence {
  return looksTaken(differences, rule, decision).at(-1) ?? noEvidence(differences.length);
}

/**
 * The evidence at each look there was, up to the first that decides.
 *
 * @param differences in the order of their seeds, without a gap
 */
export function looksTaken(
  differences: readonly number[],
  rule: LookRule,
  { margin, direction, isWithheld = () => false }: DecisionRule,
): Evidence[] {
  const taken: Evidence[] = [];
  for (let n = 2; n <= differences.length; n++) {
    if (!rule.isLook(n)) continue;
    const seen = differences.slice(0, n);
    const evidence = lookAt(seen, rule);
    taken.push(evidence);
    const verdict = decide(evidence, moments(seen).mean!, margin, direction);
    if (verdict !== "undecided" && !isWithheld(verdict, n)) break;
  }
  return taken;
}

function lookAt(differences: readonly number[], rule: LookRule): Evidence {
  const { method, alpha } = rule;
  const n = differences.length;
  const { mean, sd } = moments(differences);
  if (sd === 0) {
    // No spread, no t: but that all signs agree has a p of its own, after whichever look.
    const isDifferent = mean !== 0 && 2 ** (1 - n) <= rule.threshold;
    return { ...noEvidence(n), method, isDifferent };
  }
  const resolution = resolutionOf(differences);
  const around = (critical: number, level: number) =>
    meanInterval(differences, critical, level, resolution);
  const interval = around(rule.critical(n), 1 - alpha);
  const equivalence = around(rule.equivalenceCritical(n), 1 - 2 * alpha);
  const isDifferent = excludesZero(interval);
  return { method, n, isDifferent, interval, equivalence, pValue: null };
}
