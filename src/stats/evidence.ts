import type { Method } from "./comparison.ts";
import type { Interval } from "./interval.ts";
import type { Direction } from "./question.ts";

/** What one procedure says of one comparison, before it is put into a word. */
export interface Evidence {
  readonly method: Method;
  /** pairs it rests on; unpaired: values of the smaller side */
  readonly n: number;
  /** whether a difference is shown at the error probability asked for */
  readonly isDifferent: boolean;
  /** of the difference, level 1 - alpha; null where there is none */
  readonly interval: Interval | null;
  /** of the difference, level 1 - 2 alpha */
  readonly equivalence: Interval | null;
  /** two-sided; null where looking repeatedly makes it void */
  readonly pValue: number | null;
}

/** Fewer pairs than this allow no inference at all. */
export const PAIR_COUNT_MIN = 3;

/** What is left to say where nothing can be inferred. */
export function noEvidence(n: number): Evidence {
  const nothing = { interval: null, equivalence: null, pValue: null };
  return { method: "none", n, isDifferent: false, ...nothing };
}

/**
 * The one rule of decision: a difference is one that is shown, equivalence is an interval of level
 * 1 - 2 alpha within the margin (two one-sided tests), both together are a negligible difference.
 *
 * @param difference candidate minus baseline, of which the evidence speaks
 * @param margin in the unit of the difference; null: equivalence cannot be shown
 * @see Schuirmann: A comparison of the two one-sided tests procedure and the power approach for
 *   assessing the equivalence of average bioavailability (1987)
 */
export function decide(
  evidence: Evidence,
  difference: number,
  margin: number | null,
  direction: Direction,
): "better" | "worse" | "negligible" | "equivalent" | "undecided" {
  const isSmall = isWithin(evidence.equivalence, margin);
  if (!evidence.isDifferent) return isSmall ? "equivalent" : "undecided";
  if (isSmall) return "negligible";
  return difference < 0 === (direction === "min") ? "better" : "worse";
}

/** Whether an interval lies strictly between -margin and margin. */
export function isWithin(interval: Interval | null, margin: number | null): boolean {
  return interval !== null && margin !== null && -margin < interval.low && interval.high < margin;
}

/** Whether 0 is no value the interval allows. */
export function excludesZero(interval: Interval | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}
