import { type Evidence, excludesZero, noEvidence, PAIR_COUNT_MIN } from "./evidence.ts";
import type { Interval } from "./interval.ts";
import { moments } from "./moments.ts";
import { areAllZero } from "./paired-differences.ts";
import { pairedT, pairedTInterval } from "./procedure/paired-t.ts";
import { signFlip } from "./procedure/sign-flip.ts";
import { signFlipIntervals } from "./procedure/sign-flip-interval.ts";
import { welch, welchInterval } from "./procedure/welch.ts";
import { resolutionOf } from "./resolution.ts";

/**
 * From so many pairs on signs are flipped: exact for any symmetric differences, and with fewer the
 * t test is the stronger one. It depends on the number of pairs alone, never on a look at them.
 */
export const SIGN_FLIP_COUNT_MIN = 8;

/** The test that so many pairs get, before any interval. */
export interface FixedTest {
  readonly method: "paired-t" | "sign-flip";
  readonly pValue: number;
}

/**
 * Student's t for 3 to 7 pairs, exact sign flips from 8 on. A law of many ties is not symmetric
 * about its mean, so that flips refute too much: there t has to refute as well.
 * Differences without spread have no t: signs alone speak for them.
 *
 * @param differences finite, not all 0; shape [n], n >= 3
 */
export function fixedTest(differences: readonly number[]): FixedTest {
  const resolution = resolutionOf(differences);
  const isByFlips = differences.length >= SIGN_FLIP_COUNT_MIN;
  const t = isByFlips && resolution === 0 ? null : pairedT(differences, resolution);
  if (t !== null && !isByFlips) return { method: "paired-t", pValue: t.pValue };
  return { method: "sign-flip", pValue: Math.max(signFlip(differences).pValue, t?.pValue ?? 0) };
}

/**
 * The evidence of paired differences whose number was chosen beforehand: the test and the intervals
 * that it does not refute.
 *
 * @param differences finite; shape [n]; all 0: no evidence, as ties speak neither for a difference
 *   nor, though an interval around them would be a point, for equivalence
 * @param alpha error probability of this comparison
 */
export function fixedEvidence(differences: readonly number[], alpha: number): Evidence {
  const n = differences.length;
  if (n < PAIR_COUNT_MIN || areAllZero(differences)) return noEvidence(n);
  const { method, pValue } = fixedTest(differences);
  const hasSpread = moments(differences).sd !== 0;
  const [interval, equivalence] = hasSpread
    ? fixedIntervals(differences, [1 - alpha, 1 - 2 * alpha])
    : [];
  // Without spread there is no interval, and signs alone decide.
  const isDifferent = interval ? excludesZero(interval) : pValue <= alpha;
  return evidence(method, n, isDifferent, interval, equivalence, pValue);
}

/** Whether `fixedEvidence` shows a difference: its intervals take most of the time. */
export function fixedDifference(differences: readonly number[], alpha: number): Evidence {
  const n = differences.length;
  if (n < PAIR_COUNT_MIN || areAllZero(differences)) return noEvidence(n);
  return { ...noEvidence(n), isDifferent: fixedTest(differences).pValue <= alpha };
}

/** Of the means that `fixedTest` does not refute, for each level. */
function fixedIntervals(differences: readonly number[], levels: readonly number[]) {
  const resolution = resolutionOf(differences);
  const byT = (level: number) => pairedTInterval(differences, level, resolution)!;
  if (differences.length < SIGN_FLIP_COUNT_MIN) return levels.map(byT);
  const flipped = signFlipIntervals(differences, levels);
  if (resolution === 0) return flipped;
  return flipped.map((interval, index) => interval && hull(interval, byT(levels[index]!)));
}

function hull(a: Interval, b: Interval): Interval {
  return {
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    level: Math.min(a.level, b.level),
  };
}

/**
 * The evidence of two samples without a seed in common: Welch's t, approximate even for normal
 * values, but good for unequal spreads and sizes.
 *
 * @param candidate finite; shape [m]
 * @param baseline finite; shape [n]
 */
export function unpairedEvidence(
  candidate: readonly number[],
  baseline: readonly number[],
  alpha: number,
): Evidence {
  const n = Math.min(candidate.length, baseline.length);
  const t = n < PAIR_COUNT_MIN ? null : welch(candidate, baseline);
  if (t === null) return noEvidence(n);
  const [interval, equivalence] = [1 - alpha, 1 - 2 * alpha].map((level) =>
    welchInterval(candidate, baseline, level),
  );
  const isDifferent = excludesZero(interval ?? null);
  return evidence("welch-t", n, isDifferent, interval, equivalence, t.pValue);
}

function evidence(
  method: Evidence["method"],
  n: number,
  isDifferent: boolean,
  interval: Evidence["interval"] | undefined,
  equivalence: Evidence["equivalence"] | undefined,
  pValue: number,
): Evidence {
  const intervals = { interval: interval ?? null, equivalence: equivalence ?? null };
  return { method, n, isDifferent, ...intervals, pValue };
}
