import type { Verdict } from "../comparison.ts";
import { type Evidence, PAIR_COUNT_MIN } from "../evidence.ts";
import type { Warning } from "../warning.ts";

/** Below this nobody can check whether differences are normal, and only a t test can decide. */
const CHECKABLE_COUNT_MIN = 6;
/**
 * Below this a sample hardly shows a skew: of n values it is (n - 2) / sqrt(n - 1) at most, 2.5 of
 * nine, and reaches that where one value alone stands apart.
 */
const SKEW_COUNT_MIN = 10;

/** What a verdict of few pairs cannot say. */
export interface FewPairs {
  readonly paired: boolean;
  /** pairs that the verdict rests on; unpaired: values of the smaller side */
  readonly count: number;
  readonly method: Evidence["method"];
  readonly verdict: Verdict;
  readonly isTied: boolean;
  /** this comparison's share of the error probability */
  readonly alpha: number;
}

export function tooFewPairs(facts: FewPairs): Warning[] {
  const { paired, count, method, verdict, alpha } = facts;
  const things = paired ? (count === 1 ? "pair" : "pairs") : "runs a side";
  const warn = (text: string): Warning[] => {
    return [{ code: "too-few-pairs", text, values: { pairs: count } }];
  };
  if (count < PAIR_COUNT_MIN) {
    return warn(`${count} ${things} ${count === 1 ? "is" : "are"} too few to infer anything`);
  }
  const isByFlips = method === "sign-flip" || method === "max-t";
  if (isByFlips && 2 ** (1 - count) > alpha) {
    const needed = Math.ceil(1 - Math.log2(alpha));
    return warn(`${count} pairs cannot decide so many comparisons: sign flips of ${needed} can`);
  }
  if (method === "equality" || facts.isTied) return [];
  if (count < CHECKABLE_COUNT_MIN) {
    return warn(
      `${count} ${things}: only a t test can decide, ` +
        "and whether the differences are normal cannot be checked",
    );
  }
  const isDecided = verdict !== "undecided" && verdict !== "invalid";
  if (count >= SKEW_COUNT_MIN || !isDecided || !paired || method === "divergence") return [];
  return warn(`${count} ${things}: whether the differences are skewed cannot be checked`);
}
