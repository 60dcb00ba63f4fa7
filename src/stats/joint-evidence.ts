import { twoSidedP } from "./distribution/student-t.ts";
import { type Evidence, noEvidence } from "./evidence.ts";
import { SIGN_FLIP_COUNT_MIN } from "./fixed-evidence.ts";
import { areAllZero } from "./paired-differences.ts";
import { jointMeans } from "./procedure/max-t.ts";
import type { VariantSummary } from "./summary.ts";
import type { ValuePairs } from "./value-pairs.ts";

/** Two variants, and their values brought together by seed. */
export interface MatchedPair {
  readonly candidate: Pick<VariantSummary, "runs">;
  readonly baseline: Pick<VariantSummary, "runs">;
  readonly pairs: Pick<ValuePairs, "seeds" | "differences">;
}

export interface JointEvidence extends Evidence {
  /** adjusted for all comparisons: at most alpha exactly where the interval excludes 0 */
  readonly adjustedPValue: number | null;
}

/**
 * The evidence of several comparisons whose number of seeds was chosen beforehand, all decided
 * together by single-step max-T: for each the interval that holds all differences at once, and
 * whether it excludes 0. That takes 8 seeds or more and two comparisons or more, whose variants all
 * have a value on each of the same seeds; it depends on which values there are, never on what they
 * are.
 *
 * @param alpha error probability of all comparisons together
 * @param isOrderOnly whether to leave out intervals and the p of each comparison alone
 * @returns one for each of the family; null where they are not decided together
 */
export function jointEvidence(
  family: readonly MatchedPair[],
  alpha: number,
  { isOrderOnly }: { readonly isOrderOnly: boolean },
): JointEvidence[] | null {
  if (!areJoint(family)) return null;
  const columns = family.map(({ pairs }) => pairs.differences);
  if (!isOrderOnly) return evidenceTogether(columns, alpha);
  return jointMeans(rowsOf(columns), []).map(({ adjustedP }, index) => {
    const nothing = noEvidence(columns[index]!.length);
    return { ...nothing, isDifferent: adjustedP <= alpha, adjustedPValue: adjustedP };
  });
}

/** Whether `jointEvidence` is there. */
export function areJoint(family: readonly MatchedPair[]): boolean {
  const [first, ...others] = family;
  if (first === undefined || others.length === 0) return false;
  const { seeds } = first.pairs;
  return (
    seeds.length >= SIGN_FLIP_COUNT_MIN &&
    family.every(({ candidate, baseline, pairs }) => {
      const counts = [candidate.runs.length, baseline.runs.length, pairs.seeds.length];
      const isComplete = counts.every((count) => count === seeds.length);
      const areSame = pairs.seeds.every((seed, index) => seed === seeds[index]);
      return isComplete && areSame && pairs.differences.every(Number.isFinite);
    })
  );
}

/**
 * The same from the differences.
 *
 * @param columns for each comparison its differences, finite, by seed; all 0: no evidence, as with
 *   `fixedEvidence`; shape [m][n], m >= 1, n >= 8
 */
export function evidenceTogether(
  columns: readonly (readonly number[])[],
  alpha: number,
): JointEvidence[] {
  const n = columns[0]!.length;
  const means = jointMeans(rowsOf(columns), [alpha, 2 * alpha]);
  return columns.map((differences, index): JointEvidence => {
    if (areAllZero(differences)) return { ...noEvidence(n), adjustedPValue: null };
    const { adjustedP, intervals } = means[index]!;
    const alone = jointMeans(rowsOf([differences]), [])[0]!.adjustedP;
    return {
      ...{ method: "max-t", n, isDifferent: adjustedP <= alpha },
      ...{ interval: intervals[0]!, equivalence: intervals[1]! },
      // Where flips are random, many comparisons may have fewer of them than one.
      ...{ pValue: Math.min(alone, adjustedP), adjustedPValue: adjustedP },
    };
  });
}

/** A row for each seed. */
function rowsOf(columns: readonly (readonly number[])[]): number[][] {
  return columns[0]!.map((_, seed) => columns.map((differences) => differences[seed]!));
}

/**
 * The error probability that leaves a t interval of one comparison as wide as its part in the
 * intervals of all.
 *
 * @param sd of the differences
 * @param least what it is at least: an equal share
 */
export function alphaAlone({ interval, n }: Evidence, sd: number | null, least: number): number {
  if (interval === null || !sd) return least;
  const standardErrors = (interval.high - interval.low) / 2 / (sd / Math.sqrt(n));
  return Math.max(least, twoSidedP(standardErrors, n - 1));
}
