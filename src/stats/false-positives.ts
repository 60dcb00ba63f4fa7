import { decide } from "./evidence.ts";
import { fixedDifference, fixedEvidence } from "./fixed-evidence.ts";
import { moments } from "./moments.ts";
import { monteCarlo } from "./monte-carlo.ts";
import { pairedDifferences } from "./paired-differences.ts";
import { quantile } from "./procedure/quantile.ts";
import { marginOf, type Question } from "./question.ts";
import { budgetRule, openEndedRule, sequentialEvidence } from "./sequential-evidence.ts";

/** What a variant compared with itself comes to. */
export interface FalsePositives {
  /** pairs in each comparison: half of the seeds, at most 20 */
  readonly pairCount: number;
  /** comparisons made, each of another division of the seeds */
  readonly divisionCount: number;
  /** share of them in which one half was called better, worse or negligibly different */
  readonly rate: number;
  /** share in which the two halves were called equivalent */
  readonly equivalentRate: number;
  /** the size of the difference between two halves that 95 of 100 divisions stay below */
  readonly noise: number;
  /** the same between two single runs: what training each once can show where nothing differs */
  readonly singleNoise: number;
}

/** Their share then has a standard error of one point. */
const DIVISION_COUNT = 400;
/** More pairs take longer and say the same. */
const PAIR_COUNT_MAX = 20;

/**
 * A against A: divides a variant's seeds into two halves that share none, again and again, and puts
 * the question to each pair of halves. Where all is well the rate stays near alpha or below; the
 * noise is what a difference has to exceed to mean anything on this task. Divisions overlap, so the
 * rate speaks of these seeds rather than of all there are.
 *
 * @param values finite, of one variant; shape [n], n >= 6
 */
export function falsePositives(values: readonly number[], question: Question): FalsePositives {
  const pairCount = Math.min(PAIR_COUNT_MAX, Math.floor(values.length / 2));
  const random = monteCarlo("false-positives");
  const margin = marginOf(question);
  const scaled = question.scale === "log" ? values.map(Math.log) : values;
  const evidenceOf = evidenceFor(question, pairCount, margin);
  const verdicts = { different: 0, equivalent: 0 };
  const sizes: number[] = [];
  for (let division = 0; division < DIVISION_COUNT; division++) {
    const shuffled = shuffledBy(scaled, random.index);
    const [a, b] = [shuffled.slice(0, pairCount), shuffled.slice(pairCount, 2 * pairCount)];
    const differences = pairedDifferences(a, b);
    sizes.push(Math.abs(moments(differences).mean!));
    const evidence = evidenceOf(differences);
    const seen = moments(differences.slice(0, evidence.n)).mean!;
    const verdict = decide(evidence, seen, margin, question.direction);
    if (verdict === "equivalent") verdicts.equivalent++;
    else if (verdict !== "undecided") verdicts.different++;
  }
  return {
    pairCount,
    divisionCount: DIVISION_COUNT,
    rate: verdicts.different / DIVISION_COUNT,
    equivalentRate: verdicts.equivalent / DIVISION_COUNT,
    noise: quantile(sizes, 0.95)!,
    singleNoise: quantile(allDifferences(scaled), 0.95)!,
  };
}

function evidenceFor(question: Question, pairCount: number, margin: number | null) {
  const { alpha, mode, looks, direction } = question;
  if (mode === "fixed") {
    const evidenceOf = margin === null ? fixedDifference : fixedEvidence;
    return (d: Differences) => evidenceOf(d, alpha);
  }
  const within = (looks ?? []).filter((look) => look <= pairCount);
  const rule =
    mode === "budget"
      ? budgetRule(within.length > 0 ? within : [pairCount], alpha)
      : openEndedRule(alpha);
  return (d: Differences) => sequentialEvidence(d, rule, { margin, direction });
}

type Differences = readonly number[];

/** Fisher and Yates' shuffle. */
function shuffledBy(values: readonly number[], index: (below: number) => number): number[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = index(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}

function allDifferences(values: readonly number[]): number[] {
  return values.flatMap((a, index) => values.slice(index + 1).map((b) => Math.abs(a - b)));
}
