import type { Scale } from "../../src/stats/question.ts";

/** The error probability that every rule is asked to keep. */
export const ALPHA = 0.05;

/** The values of two variants on the same seeds, in the order of the seeds; lower is better. */
export interface Pairs {
  /** finite; shape [n] */
  readonly baseline: readonly number[];
  /** finite; shape [n] */
  readonly candidate: readonly number[];
}

/** What a rule is asked, fixed before it sees a value. */
export interface RuleQuestion {
  /** linear: the mean difference; log: the mean difference of logarithms */
  readonly scale: Scale;
  /** what still counts as no difference, in the unit of the differences; null: none */
  readonly margin: number | null;
  /**
   * the smallest and the largest value that either variant has on any of the 2,000 seeds: nobody
   * knows them beforehand, but rules for bounded values need some
   */
  readonly bounds: { readonly low: number; readonly high: number };
}

export interface Decision {
  /** of the candidate */
  readonly verdict: "better" | "worse" | "negligible" | "equivalent" | "undecided";
  /** pairs it rests on: the rule may not have looked at others */
  readonly n: number;
  /** of the difference, candidate minus baseline, on the scale asked for; null: it gives none */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** A way to decide from how many seeds that a change helped. */
export interface Rule {
  readonly name: string;
  /** the most pairs it may see */
  readonly pairCount: number;
  /** whether it can call two variants equivalent; default: no */
  readonly hasMargin?: boolean;
  /** of at most `pairCount` pairs */
  readonly decide: (pairs: Pairs, question: RuleQuestion) => Decision;
}

/** Candidate minus baseline, seed by seed, of values or of their logarithms; shape [n]. */
export function differencesOf({ baseline, candidate }: Pairs, scale: Scale): number[] {
  const of = scale === "log" ? Math.log : (value: number) => value;
  return candidate.map((value, index) => of(value) - of(baseline[index]!));
}

/** The verdict of an interval that excludes 0 or does not. */
export function decisionOf(
  n: number,
  interval: { readonly low: number; readonly high: number } | null,
): Decision {
  const isBetter = interval !== null && interval.high < 0;
  const isWorse = interval !== null && interval.low > 0;
  return { verdict: isBetter ? "better" : isWorse ? "worse" : "undecided", n, interval };
}
