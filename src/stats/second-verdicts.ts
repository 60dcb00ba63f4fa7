import { type Contestants, compareVariants } from "./compare-variants.ts";
import type { Comparison } from "./comparison.ts";
import { marginOf, type Question } from "./question.ts";
import type { RunValue, VariantSummary } from "./summary.ts";

/** A comparison, and what the same says of other values of the same runs. */
export interface Verdicts {
  readonly pair: Comparison;
  /** at each run's best epoch; undefined: neither variant overfits */
  readonly atBest: Comparison | undefined;
  /**
   * on the seeds on which neither side collapsed; undefined: none collapsed, or one variant did on
   * all seeds and the other did not, which is what the verdict says
   */
  readonly amongLive: Comparison | undefined;
}

/**
 * The comparisons once more, at the best epochs and among live runs, where either may say something
 * else. All of them share the error probability as they do in the comparisons themselves.
 *
 * @param bestValues a variant's runs, each at its best epoch
 */
export function secondVerdicts(
  comparisons: readonly Comparison[],
  contestants: readonly Contestants[],
  question: Question,
  bestValues: (variant: VariantSummary) => readonly RunValue[],
): Verdicts[] {
  const overfits = contestants.map((pair) => sidesOf(pair).some(({ overfit }) => overfit));
  const collapsed = contestants.map((pair) => {
    const [candidate, baseline] = sidesOf(pair);
    if (neverLearned(candidate) !== neverLearned(baseline)) return new Set<number>();
    return new Set([...candidate.collapsed, ...baseline.collapsed]);
  });
  const withRuns = (pair: Contestants, runsOf: (of: VariantSummary) => readonly RunValue[]) => {
    const [candidate, baseline] = sidesOf(pair).map((side) => ({ ...side, runs: runsOf(side) }));
    return { ...pair, candidate: candidate!, baseline: baseline! };
  };
  const atBest = overfits.includes(true)
    ? compareVariants(
        contestants.map((pair) => withRuns(pair, bestValues)),
        question,
      )
    : [];
  const amongLive = collapsed.some(({ size }) => size > 0)
    ? compareVariants(
        contestants.map((pair, index) =>
          withRuns(pair, ({ runs }) => runs.map((run) => without(run, collapsed[index]!))),
        ),
        question,
      )
    : [];
  return comparisons.map((pair, index) => ({
    pair,
    atBest: overfits[index] ? atBest[index] : undefined,
    amongLive: collapsed[index]!.size > 0 ? amongLive[index] : undefined,
  }));
}

function sidesOf({ candidate, baseline }: Contestants): [VariantSummary, VariantSummary] {
  return [candidate, baseline];
}

function neverLearned({ runs, collapsed }: VariantSummary): boolean {
  return collapsed.length === runs.filter(({ state }) => state === "done").length;
}

function without(run: RunValue, seeds: ReadonlySet<number>): RunValue {
  return seeds.has(run.seed) ? { ...run, value: null } : run;
}

/** What is left of a difference that is as good as gone. */
const REST_MAX = 0.25;

/**
 * Whether a second verdict takes back what the first one says: its word is another one, and that is
 * not for want of pairs alone. Fewer pairs may leave the same difference undecided, and adaptive
 * seeds stop where it happens to be large; so a second verdict that decides nothing counts only if
 * its difference points the other way, is less than a quarter of the first (of equivalent ones: is
 * not within the margin), or rests on less than half of the pairs.
 */
export function takesBack(second: Comparison, first: Comparison, question: Question): boolean {
  if (second.verdict === first.verdict) return false;
  if (isClaim(second) || !isClaim(first) || 2 * second.n < first.n) return true;
  const [before, after] = [first.difference ?? 0, second.difference ?? 0];
  if (first.verdict === "better" || first.verdict === "worse") {
    return Math.sign(before) * after < REST_MAX * Math.abs(before);
  }
  return Math.abs(after) >= (marginOf(question) ?? 0);
}

/** Whether a verdict says something that could be taken back. */
function isClaim({ verdict }: Comparison): boolean {
  return verdict !== "undecided" && verdict !== "invalid";
}
