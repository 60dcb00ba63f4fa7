import { tQuantile } from "../distribution/student-t.ts";
import { requireLooks } from "./looks.ts";
import {
  EVERY_SEED_THRESHOLDS,
  LISTED_THRESHOLDS,
  TABLE_ALPHAS,
  type Thresholds,
} from "./repeated-thresholds.ts";
import { simulateThreshold } from "./simulate-threshold.ts";

/** Two ways to compute the same alpha, 1 - 0.95 and 0.05, differ by less than this share. */
const SAME_SHARE = 1e-9;

/** A simulation takes as many paths as this many steps allow, some seconds' worth, up to 1e6. */
const STEP_COUNT_MAX = 1e8;
const PATH_COUNT_MAX = 1e6;

export interface RepeatedThreshold {
  /** p*: the nominal two-sided p at every look, in (0, alpha] */
  readonly threshold: number;
  /**
   * the table as it is; between two of its alphas; the table's schedule from the same start to a
   * later end, which is conservative; or `simulateThreshold`, exact where there is but one look
   */
  readonly source: "table" | "interpolated" | "larger schedule" | "simulated";
}

/** What was simulated: the same question has the same answer, and asking costs seconds. */
const simulated = new Map<string, number>();

/**
 * The constant p* for repeated confidence intervals: those of level 1 - p* at each look cover the
 * mean at all looks together with probability 1 - alpha, for independent normal differences. From
 * the table where it has the schedule and alpha is within it, log p* linear in log alpha (0.7 %
 * off); a schedule of every seed takes its next larger one; others are simulated once, in some
 * seconds: from a million paths, or 1e8 / (last look) where that is less.
 *
 * @param looks numbers of pairs at which one looks, declared beforehand; integers >= 2, ascending
 * @param alpha error probability over all looks, in (0, 1)
 * @throws RangeError if looks or alpha are outside
 * @see C. Jennison, B. W. Turnbull, Repeated confidence intervals for group sequential clinical
 *   trials, Controlled Clinical Trials 5 (1984); constants as S. J. Pocock, Biometrika 64 (1977)
 */
export function repeatedThreshold(looks: readonly number[], alpha: number): RepeatedThreshold {
  requireLooks("repeatedThreshold", looks);
  if (!(alpha > 0 && alpha < 1)) {
    throw new RangeError(`repeatedThreshold: alpha must be in (0, 1), got ${alpha}`);
  }
  const row = thresholdsOf(looks);
  const tabled = row && atAlpha(row, alpha);
  if (tabled) return tabled;
  const larger = largerSchedule(looks);
  const conservative = larger && atAlpha(larger, alpha);
  if (conservative) return { ...conservative, source: "larger schedule" };
  return { threshold: simulateOnce(looks, alpha), source: "simulated" };
}

/**
 * Half a repeated confidence interval in standard errors of the mean.
 *
 * @param n pairs at this look, an integer >= 2
 * @param threshold p* of the schedule, in (0, 1)
 */
export function repeatedCritical(n: number, threshold: number): number {
  // The lower tail's quantile: 1 - p* / 2 would lose the digits of a small p*.
  return -tQuantile(threshold / 2, n - 1);
}

/** The table's row for just these looks. */
function thresholdsOf(looks: readonly number[]): Thresholds | undefined {
  const everySeed = isEverySeed(looks) && EVERY_SEED_THRESHOLDS[looks[0]!]?.[looks.at(-1)!];
  return everySeed || LISTED_THRESHOLDS[looks.join()];
}

/** The next row that looks at all of these and goes on. */
function largerSchedule(looks: readonly number[]): Thresholds | undefined {
  if (!isEverySeed(looks)) return undefined;
  const rows = Object.entries(EVERY_SEED_THRESHOLDS[looks[0]!] ?? {});
  return rows.find(([last]) => Number(last) > looks.at(-1)!)?.[1];
}

/** A single look is none: it needs no table. */
function isEverySeed(looks: readonly number[]): boolean {
  return looks.length > 1 && looks.at(-1)! - looks[0]! === looks.length - 1;
}

/** Undefined outside of the table's alphas. */
function atAlpha(thresholds: Thresholds, alpha: number): RepeatedThreshold | undefined {
  const same = TABLE_ALPHAS.findIndex((a) => Math.abs(alpha - a) <= SAME_SHARE * a);
  if (same >= 0) return { threshold: thresholds[same]!, source: "table" };
  const upper = TABLE_ALPHAS.findIndex((a) => a > alpha);
  if (upper <= 0) return undefined;
  const [low, high] = [TABLE_ALPHAS[upper - 1]!, TABLE_ALPHAS[upper]!];
  const share = Math.log(alpha / low) / Math.log(high / low);
  const [from, to] = [thresholds[upper - 1]!, thresholds[upper]!];
  return { threshold: from * (to / from) ** share, source: "interpolated" };
}

function simulateOnce(looks: readonly number[], alpha: number): number {
  const question = `${looks};${alpha}`;
  const pathCount = Math.min(PATH_COUNT_MAX, Math.floor(STEP_COUNT_MAX / looks.at(-1)!));
  const threshold = simulated.get(question) ?? simulateThreshold(looks, alpha, pathCount);
  simulated.set(question, threshold);
  return threshold;
}
