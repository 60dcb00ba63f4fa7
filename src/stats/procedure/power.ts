import { bisect } from "../distribution/bisect.ts";
import { noncentralTTail } from "../distribution/noncentral-t.ts";
import { requireLevel } from "../distribution/require-argument.ts";
import { tQuantile } from "../distribution/student-t.ts";

/** Nobody trains more; beyond, an effect counts as too small to find. */
const SEED_COUNT_MAX = 1e9;

/** What a plan asks of a two-sided test. */
export interface Aim {
  /** chance of a false alarm, in (0, 1) */
  readonly alpha: number;
  /** chance to detect the effect, in (0, 1) and above alpha */
  readonly power: number;
}

/**
 * The chance that the two-sided paired t-test on n seeds detects an effect, in either direction.
 *
 * @param dz mean difference in standard deviations of the differences, finite
 * @param n pairs, an integer of at least 2
 * @param alpha chance of a false alarm, in (0, 1)
 * @returns in [alpha, 1]
 * @throws RangeError if an argument is outside
 * @see J. Cohen, Statistical Power Analysis for the Behavioral Sciences (2nd edition, 1988),
 *   chapter 2, with the noncentral t itself in place of an approximation
 */
export function pairedPower(dz: number, n: number, alpha: number): number {
  requirePairs("pairedPower: n", n);
  requireLevel("pairedPower: alpha", alpha);
  return detectionChance(dz * Math.sqrt(n), n - 1, criticalT(alpha, n - 1));
}

/**
 * The smallest number of pairs with which the paired t-test detects an effect.
 *
 * @param dz mean difference in standard deviations of the differences, finite
 * @returns at least 2; null if it is more than 10^9, or dz is 0
 * @throws RangeError if an argument is outside
 */
export function seedsNeeded(dz: number, aim: Aim): number | null {
  return smallestCount(aim, (n) => pairedPower(dz, n, aim.alpha));
}

/**
 * The smallest number of seeds on each side, none of them shared, with which the two-sample t-test
 * detects an effect.
 *
 * @param d difference of the means in standard deviations of either side, finite
 * @returns at least 2; null if it is more than 10^9, or d is 0
 * @throws RangeError if an argument is outside
 */
export function seedsNeededPerGroup(d: number, aim: Aim): number | null {
  return smallestCount(aim, (n) => {
    const df = 2 * n - 2;
    return detectionChance(d * Math.sqrt(n / 2), df, criticalT(aim.alpha, df));
  });
}

/**
 * The smallest effect that the paired t-test on n seeds detects, as a positive dz.
 *
 * @param n pairs, an integer of at least 2
 * @throws RangeError if an argument is outside
 */
export function smallestEffect(n: number, aim: Aim): number {
  requirePairs("smallestEffect: n", n);
  requireAim(aim);
  const critical = criticalT(aim.alpha, n - 1);
  const isMissed = (noncentrality: number) =>
    detectionChance(noncentrality, n - 1, critical) < aim.power;
  let high = 1;
  while (isMissed(high)) high *= 2;
  return bisect(0, high, isMissed) / Math.sqrt(n);
}

/** Both tails: the test does not know on which side the effect is. */
function detectionChance(noncentrality: number, df: number, critical: number): number {
  const above = noncentralTTail(critical, df, noncentrality);
  const below = noncentralTTail(critical, df, -noncentrality);
  return Math.min(1, above + below);
}

function criticalT(alpha: number, df: number): number {
  return -tQuantile(alpha / 2, df);
}

/** By doubling and halving: power only grows with the number of seeds. */
function smallestCount(aim: Aim, powerAt: (n: number) => number): number | null {
  requireAim(aim);
  let [tooFew, enough] = [1, 2];
  while (powerAt(enough) < aim.power) {
    if (enough === SEED_COUNT_MAX) return null;
    [tooFew, enough] = [enough, Math.min(2 * enough, SEED_COUNT_MAX)];
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (powerAt(middle) < aim.power) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

function requireAim({ alpha, power }: Aim): void {
  requireLevel("power: alpha", alpha);
  if (!(power > alpha && power < 1)) {
    throw new RangeError(`power: must be between alpha ${alpha} and 1, got ${power}`);
  }
}

function requirePairs(where: string, n: number): void {
  if (!Number.isSafeInteger(n) || n < 2) {
    throw new RangeError(`${where} must be an integer of at least 2, got ${n}`);
  }
}
