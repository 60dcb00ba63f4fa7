import { lookRule, speaksOfSurvivors } from "./compare-variants.ts";
import type { Comparison, CountedVerdict, Verdict } from "./comparison.ts";
import { decidingInterval } from "./deciding-interval.ts";
import { decide, type Evidence, PAIR_COUNT_MIN } from "./evidence.ts";
import { moments } from "./moments.ts";
import { marginOf, type Question } from "./question.ts";
import { type LookRule, looksTaken } from "./sequential-evidence.ts";
import type { VariantSummary } from "./summary.ts";
import { onScale, type ValuePairs, valuePairs } from "./value-pairs.ts";

/** A picture needs no more verdicts than this; few seeds are where one is fooled. */
const COUNTED = [3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 500];
/** Nor more looks. */
const LOOK_COUNT_MAX = 60;

/** How fewer pairs are judged. */
export interface Counting {
  /** this comparison's share of the error probability */
  readonly alpha: number;
  /** what so many pairs say, had their number been fixed beforehand */
  readonly evidenceOfFirst: (n: number) => Evidence;
}

/**
 * What fewer pairs say. Fixed seeds: each number as if it had been fixed beforehand, at this
 * comparison's share of alpha. Adaptive seeds: the looks that were taken, by the rule of the
 * verdict, up to the one that decided; of more than 60 every second, third ... one. The last entry
 * is the comparison itself.
 *
 * @returns empty where the verdict does not rest on differences of pairs
 */
export function countedVerdicts(
  pair: Comparison,
  { candidate, baseline }: Readonly<Record<"candidate" | "baseline", VariantSummary>>,
  question: Question,
  { alpha, evidenceOfFirst }: Counting,
): CountedVerdict[] {
  const { method, paired, verdict, n } = pair;
  const isOther = method === "equality" || method === "divergence" || verdict === "invalid";
  if (isOther || !paired || n < PAIR_COUNT_MIN) return [];
  const rule = lookRule(question, alpha);
  if (rule !== null && method !== rule.method) return []; // no look yet
  const { direction } = question;
  const upToOpen = rule !== null;
  const pairs = onScale(valuePairs(candidate, baseline, { direction, upToOpen }), question);
  const before =
    rule === null
      ? asIfFixed(pairs, n, evidenceOfFirst, question)
      : earlierLooks(pairs, rule, question);
  return [...before, rowOf(pair, pair.difference!, verdict)];
}

function asIfFixed(
  { differences }: ValuePairs,
  count: number,
  evidenceOfFirst: Counting["evidenceOfFirst"],
  question: Question,
): CountedVerdict[] {
  return COUNTED.filter((n) => n < count).map((n) => {
    const evidence = evidenceOfFirst(n);
    const difference = moments(differences.slice(0, n)).mean!;
    const verdict = decide(evidence, difference, marginOf(question), question.direction);
    return rowOf({ ...evidence, n }, difference, verdict);
  });
}

/** All but the last: none of them decided. */
function earlierLooks(
  { differences, divergenceAt }: ValuePairs,
  rule: LookRule,
  question: Question,
): CountedVerdict[] {
  const looks = looksTaken(differences, rule, {
    margin: marginOf(question),
    direction: question.direction,
    isWithheld: (verdict, n) => speaksOfSurvivors(verdict, divergenceAt[n]!),
  });
  const every = Math.ceil(looks.length / LOOK_COUNT_MAX);
  return looks
    .slice(0, -1)
    .filter((_, index) => (looks.length - 1 - index) % every === 0)
    .map((evidence) => {
      return rowOf(evidence, moments(differences.slice(0, evidence.n)).mean!, "undecided");
    });
}

function rowOf(
  evidence: Pick<Evidence, "n" | "interval" | "equivalence">,
  difference: number,
  verdict: Verdict,
): CountedVerdict {
  const range = decidingInterval({ ...evidence, verdict });
  const { low = null, high = null, level = null } = range ?? {};
  return { n: evidence.n, difference, low, high, level, verdict };
}
