import { companionsOf } from "./companions.ts";
import type { Comparison, Verdict } from "./comparison.ts";
import { correlation } from "./correlation.ts";
import { divergenceEvidence, leadingDivergence } from "./divergence-evidence.ts";
import { effectSizes } from "./effect-sizes-of-pairs.ts";
import { decide, type Evidence, noEvidence } from "./evidence.ts";
import { fixedDifference, fixedEvidence, unpairedEvidence } from "./fixed-evidence.ts";
import { alphaAlone, jointEvidence } from "./joint-evidence.ts";
import { luckyPair } from "./lucky-pair.ts";
import { moments } from "./moments.ts";
import { pairWarnings } from "./pair-warnings.ts";
import { marginOf, type Question } from "./question.ts";
import type { Resplit } from "./resplit.ts";
import { seedsToGo } from "./seeds-to-go.ts";
import {
  budgetRule,
  type LookRule,
  openEndedRule,
  sequentialEvidence,
} from "./sequential-evidence.ts";
import type { VariantSummary } from "./summary.ts";
import {
  countWins,
  type DivergencePairs,
  onScale,
  type ValuePairs,
  valuePairs,
} from "./value-pairs.ts";

/** Two variants to compare, and whether all that they recorded is equal. */
export interface Contestants {
  readonly candidate: VariantSummary;
  readonly baseline: VariantSummary;
  /** seeds on which the two ended in the same bits, if they did so on all; else 0 */
  readonly identicalCount: number;
  /** trained elsewhere, so that equal values do not show equal runs: identicalCount is 0 */
  readonly areImported: boolean;
  /** how the runs of either share rows */
  readonly resplit?: Resplit | undefined;
}

interface Matched extends Contestants {
  readonly pairs: ValuePairs;
}

/** A comparison on the way to its verdict. */
export interface Weighed extends Matched {
  /** as the scale has them */
  readonly differences: readonly number[];
  readonly evidence: Evidence;
  /** null where the evidence has no p */
  readonly adjustedPValue: number | null;
}

/**
 * Compares variants pair by pair and keeps the error probability over all of them. Verdict,
 * interval and adjusted p of a comparison are one decision: that of all comparisons together where
 * there is `jointEvidence`, else of the comparison alone with an equal share of alpha (Bonferroni).
 *
 * @see O. J. Dunn, Multiple Comparisons Among Means, Journal of the American Statistical
 *   Association 56 (1961), section 2
 */
export function compareVariants(
  contestants: readonly Contestants[],
  question: Question,
): Comparison[] {
  const share = shareOf(contestants.length, question);
  return weigh(contestants, question, share).map((weighed) => {
    return report(weighed, question, share);
  });
}

/**
 * The verdicts of `compareVariants` alone, for very many comparisons. A difference counts however
 * small it is. Adaptive modes take the confidence sequence that holds after any number of pairs.
 */
export function compareOrder(contestants: readonly Contestants[], asked: Question): Verdict[] {
  const mode = asked.mode === "fixed" ? "fixed" : "open-ended";
  const question: Question = { ...asked, mode, looks: null, margin: null };
  const share = { ...shareOf(contestants.length, question), isOrderOnly: true };
  return weigh(contestants, question, share).map((weighed) => {
    return judge(weighed, question, share).verdict;
  });
}

interface Share {
  /** this comparison's share of the error probability */
  readonly alpha: number;
  readonly rule: LookRule | null;
  /** whether intervals are left out, which take most of the time */
  readonly isOrderOnly: boolean;
}

function shareOf(comparisonCount: number, question: Question): Share {
  const alpha = question.alpha / Math.max(1, comparisonCount);
  return { alpha, rule: lookRule(question, alpha), isOrderOnly: false };
}

/** When an adaptive question looks, with this share of alpha; null: a fixed number of seeds. */
export function lookRule(
  { mode, looks }: Pick<Question, "mode" | "looks">,
  alpha: number,
): LookRule | null {
  if (mode === "fixed") return null;
  return mode === "budget" ? budgetRule(looks ?? [], alpha) : openEndedRule(alpha);
}

function weigh(contestants: readonly Contestants[], question: Question, share: Share): Weighed[] {
  const upToOpen = share.rule !== null;
  const family = contestants.map((pair): Matched => {
    const { candidate, baseline } = pair;
    const matched = valuePairs(candidate, baseline, { direction: question.direction, upToOpen });
    return { ...pair, pairs: onScale(matched, question) };
  });
  const joint = share.rule === null ? jointEvidence(family, question.alpha, share) : null;
  return family.map((pair, index): Weighed => {
    const { differences } = pair.pairs;
    if (isEqual(pair, share)) {
      const nothing = noEvidence(pair.pairs.candidate.length);
      const evidence: Evidence = { ...nothing, method: "equality" };
      return { ...pair, differences, evidence, adjustedPValue: null };
    }
    const together = joint?.[index];
    if (together) {
      const { adjustedPValue } = together;
      return { ...pair, differences, evidence: together, adjustedPValue };
    }
    const evidence = evidenceOf(pair.pairs, question, share);
    const { pValue } = evidence;
    const adjustedPValue = pValue === null ? null : Math.min(1, family.length * pValue);
    return { ...pair, differences, evidence, adjustedPValue };
  });
}

function isEqual({ identicalCount, pairs }: Matched, { rule }: Share): boolean {
  if (rule === null) return identicalCount > 0;
  const equalCount = Math.min(identicalCount, pairs.ranked.length);
  return equalCount >= EQUAL_COUNT_MIN && rule.hasLook(equalCount);
}

/** Two runs may agree by chance, and nobody should stop for that. */
const EQUAL_COUNT_MIN = 3;

function evidenceOf(pairs: ValuePairs, question: Question, share: Share): Evidence {
  const { alpha, rule, isOrderOnly } = share;
  const { candidate, baseline, differences, paired } = pairs;
  if (rule === null && ![...candidate, ...baseline].every(Number.isFinite)) {
    return noEvidence(candidate.length);
  }
  if (!paired) return unpairedEvidence(candidate, baseline, alpha);
  if (rule === null) {
    const { divergence } = pairs;
    if (differences.length === 0) return divergenceEvidence(divergence, alpha);
    return isOrderOnly ? fixedDifference(differences, alpha) : fixedEvidence(differences, alpha);
  }
  const leading = leadingDivergence(pairs.ranked.slice(0, pairs.leadingCount), alpha);
  if (leading.isDifferent || differences.length === 0) return leading;
  // A value without a logarithm ends the looks: none after it can be taken.
  const infinite = differences.findIndex((difference) => !Number.isFinite(difference));
  const seen = infinite < 0 ? differences : differences.slice(0, infinite);
  return sequentialEvidence(seen, rule, {
    margin: marginOf(question),
    direction: question.direction,
    isWithheld: (verdict, n) => speaksOfSurvivors(verdict, pairs.divergenceAt[n]!),
  });
}

/** What a comparison's evidence comes to. */
function judge(weighed: Weighed, question: Question, { rule }: Share) {
  const { evidence, pairs } = weighed;
  const used = pairs.paired ? firstPairs(pairs, evidence.n) : pairs;
  const difference = differenceOf(used);
  const unchecked = verdictOf(weighed, difference, question);
  const divergence = rule === null ? pairs.divergence : pairs.divergenceAt[evidence.n];
  const isWithheld = divergence !== undefined && speaksOfSurvivors(unchecked, divergence);
  const verdict = isWithheld ? "undecided" : unchecked;
  return { used, difference, verdict, isWithheld };
}

function report(weighed: Weighed, question: Question, share: Share): Comparison {
  const { candidate, baseline, pairs, evidence, adjustedPValue } = weighed;
  const { paired } = pairs;
  const { n, method } = evidence;
  const { used, difference, verdict, isWithheld } = judge(weighed, question, share);
  const sd = paired ? moments(used.differences).sd : null;
  const { rule } = share;
  const alpha = method === "max-t" ? alphaAlone(evidence, sd, share.alpha) : share.alpha;
  const companions = companionsOf(used, { method, isAnytime: rule !== null });
  return {
    ...{ baseline: baseline.name, candidate: candidate.name, paired, n, verdict },
    difference: finite(difference),
    differenceSd: finite(sd),
    linearDifference: linearDifference(used, difference, question),
    relativeDifference: relative(used, difference, question),
    interval: evidence.interval,
    equivalence: question.margin === null ? null : evidence.equivalence,
    ...{ pValue: evidence.pValue, adjustedPValue, method },
    effect: effectSizes(used, question.direction),
    ...countWins(
      method === "divergence" ? pairs.ranked.slice(0, n) : used.differences,
      question.direction,
    ),
    divergedAlone: {
      candidate: pairs.divergence.onlyCandidate,
      baseline: pairs.divergence.onlyBaseline,
    },
    correlation: paired ? correlation(used.candidate, used.baseline) : null,
    moreSeeds: seedsToGo({ verdict, n, difference, sd }, question, { alpha, rule }),
    companions,
    luckyPair: luckyPair(valuesOf(candidate, question), valuesOf(baseline, question)),
    warnings: pairWarnings({ ...weighed, used, verdict, isWithheld, companions, alpha }, question),
  };
}

function valuesOf({ runs }: VariantSummary, { scale }: Question): number[] {
  const values = runs.flatMap(({ value }) => value ?? []);
  return scale === "log" ? values.map(Math.log) : values;
}

function firstPairs(pairs: ValuePairs, n: number): ValuePairs {
  const first = <T>(values: readonly T[]) => values.slice(0, n);
  return {
    ...pairs,
    seeds: first(pairs.seeds),
    candidate: first(pairs.candidate),
    baseline: first(pairs.baseline),
    recorded: {
      candidate: first(pairs.recorded.candidate),
      baseline: first(pairs.recorded.baseline),
    },
    differences: first(pairs.differences),
  };
}

function differenceOf({ paired, differences, candidate, baseline }: ValuePairs): number | null {
  if (paired) return moments(differences).mean;
  const [ours, theirs] = [moments(candidate).mean, moments(baseline).mean];
  return ours === null || theirs === null ? null : ours - theirs;
}

function linearDifference(
  { recorded }: ValuePairs,
  difference: number | null,
  { scale }: Question,
): number | null {
  if (scale === "linear") return finite(difference);
  const [ours, theirs] = [moments(recorded.candidate).mean, moments(recorded.baseline).mean];
  return ours === null || theirs === null ? null : finite(ours - theirs);
}

function relative(
  { baseline }: ValuePairs,
  difference: number | null,
  { scale }: Question,
): number | null {
  if (difference === null) return null;
  if (scale === "log") return finite(Math.expm1(difference));
  return finite(difference / Math.abs(moments(baseline).mean ?? 0));
}

/** Values near the end of float64 can have a mean or sd beyond it. */
function finite(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}

function verdictOf(
  { evidence, pairs, candidate, baseline }: Weighed,
  difference: number | null,
  question: Question,
): Verdict {
  if (evidence.method === "equality") return "identical";
  if (evidence.method === "divergence") return divergenceVerdict(evidence, pairs, question);
  if (difference === null) {
    const isOpen = [candidate, baseline].some(({ pending }) => pending > 0);
    return isOpen ? "undecided" : "invalid";
  }
  if (!Number.isFinite(difference)) return question.scale === "log" ? "undecided" : "invalid";
  return decide(evidence, difference, marginOf(question), question.direction);
}

function divergenceVerdict(
  { isDifferent, n }: Evidence,
  { ranked }: ValuePairs,
  { direction }: Question,
): Verdict {
  if (!isDifferent) return "undecided";
  const { wins, losses } = countWins(ranked.slice(0, n), direction);
  return losses > wins ? "worse" : "better";
}

/** What converged less often is not called better, nor as good, for the runs that did converge. */
export function speaksOfSurvivors(
  verdict: Verdict,
  { onlyCandidate, onlyBaseline }: DivergencePairs,
): boolean {
  if (verdict === "better") return onlyCandidate > onlyBaseline;
  if (verdict === "worse") return onlyBaseline > onlyCandidate;
  return (verdict === "equivalent" || verdict === "negligible") && onlyCandidate !== onlyBaseline;
}
