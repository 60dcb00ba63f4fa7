import { pairedDifferences } from "./paired-differences.ts";
import { worstRankDifferences } from "./procedure/worst-rank.ts";
import type { Direction, Question } from "./question.ts";
import type { RunValue, VariantSummary } from "./summary.ts";

/** Two variants' values, brought together by seed. */
export interface ValuePairs {
  /** whether they share a seed; else they are two samples */
  readonly paired: boolean;
  /** seeds in the candidate's order, values on both sides; empty if unpaired */
  readonly seeds: readonly number[];
  readonly candidate: readonly number[];
  readonly baseline: readonly number[];
  /** the values in units of the metric, whatever the scale */
  readonly recorded: {
    readonly candidate: readonly number[];
    readonly baseline: readonly number[];
  };
  /** candidate minus baseline, rounding taken for 0; empty if unpaired */
  readonly differences: readonly number[];
  /** the same with diverged runs as the worst of all, for ranks and signs alone */
  readonly ranked: readonly number[];
  /** how many of `ranked` come before the first seed with values on both sides */
  readonly leadingCount: number;
  readonly divergence: DivergencePairs;
  /** `divergence` as it stood when 0, 1, 2 ... of the differences were there */
  readonly divergenceAt: readonly DivergencePairs[];
}

/** Of the seeds that ended on both sides: those that diverged on one. */
export interface DivergencePairs {
  readonly endedCount: number;
  readonly onlyCandidate: number;
  readonly onlyBaseline: number;
}

/**
 * Pairs by seed wherever one is shared, never by what the values look like.
 *
 * @param upToOpen whether only seeds count that come before the first that has not ended on both
 *   sides: those that ended early may have ended early because of how they ended
 */
export function valuePairs(
  candidate: VariantSummary,
  baseline: VariantSummary,
  { direction, upToOpen = false }: { direction: Direction; upToOpen?: boolean },
): ValuePairs {
  const theirs = new Map(baseline.runs.map((run) => [run.seed, run]));
  const all = candidate.runs.flatMap((run): [RunValue, RunValue][] => {
    const other = theirs.get(run.seed);
    return other === undefined ? [] : [[run, other]];
  });
  const paired = all.length > 0;
  const open = upToOpen ? all.findIndex((pair) => pair.some(isOpen)) : -1;
  const shared = open < 0 ? all : all.slice(0, open);
  const complete = shared.filter(isComplete);
  const values = (runs: readonly RunValue[]) => runs.flatMap(({ value }) => value ?? []);
  const ours = values(paired ? complete.map(([run]) => run) : candidate.runs);
  const others = values(paired ? complete.map(([, run]) => run) : baseline.runs);
  const ended = shared.filter((pair) => pair.every(hasEnded));
  const firstComplete = ended.findIndex(isComplete);
  return {
    paired,
    seeds: complete.map(([{ seed }]) => seed),
    candidate: ours,
    baseline: others,
    recorded: { candidate: ours, baseline: others },
    differences: paired ? pairedDifferences(ours, others) : [],
    ranked: rankedDifferences(ended, direction),
    leadingCount: firstComplete < 0 ? ended.length : firstComplete,
    divergence: divergenceOf(ended),
    divergenceAt: divergenceAt(ended),
  };
}

function rankedDifferences(
  ended: readonly (readonly [RunValue, RunValue])[],
  direction: Direction,
): number[] {
  const worst = direction === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return worstRankDifferences(
    ended.map(([run]) => run.value),
    ended.map(([, run]) => run.value),
    worst,
  );
}

function hasEnded({ state, value }: RunValue): boolean {
  return value !== null || state === "diverged";
}

function isComplete([a, b]: readonly [RunValue, RunValue]): boolean {
  return a.value !== null && b.value !== null;
}

function isOpen({ state }: RunValue): boolean {
  return state === "pending" || state === "running";
}

/** Runs whose divergence counts with a value of its own have not been lost to it. */
function isLost({ state, value }: RunValue): boolean {
  return state === "diverged" && value === null;
}

function divergenceOf(ended: readonly (readonly [RunValue, RunValue])[]): DivergencePairs {
  return {
    endedCount: ended.length,
    onlyCandidate: ended.filter(([a, b]) => isLost(a) && !isLost(b)).length,
    onlyBaseline: ended.filter(([a, b]) => isLost(b) && !isLost(a)).length,
  };
}

function divergenceAt(ended: readonly (readonly [RunValue, RunValue])[]): DivergencePairs[] {
  const ends = [...ended.entries()].filter(([, pair]) => isComplete(pair)).map(([at]) => at + 1);
  let sum = divergenceOf([]);
  let from = 0;
  const at = [sum];
  for (const end of ends) {
    const more = divergenceOf(ended.slice(from, end));
    sum = {
      endedCount: sum.endedCount + more.endedCount,
      onlyCandidate: sum.onlyCandidate + more.onlyCandidate,
      onlyBaseline: sum.onlyBaseline + more.onlyBaseline,
    };
    at.push(sum);
    from = end;
  }
  return at;
}

/** Seeds on which the candidate is better, worse, equal. */
export function countWins(differences: readonly number[], direction: Direction) {
  const lower = differences.filter((difference) => difference < 0).length;
  const higher = differences.filter((difference) => difference > 0).length;
  const [wins, losses] = direction === "min" ? [lower, higher] : [higher, lower];
  return { wins, losses, ties: differences.length - wins - losses };
}

/** The pairs on the scale of the question. */
export function onScale(pairs: ValuePairs, { scale }: Question): ValuePairs {
  if (scale === "linear") return pairs;
  const [candidate, baseline] = [pairs.candidate.map(Math.log), pairs.baseline.map(Math.log)];
  const isTie = (index: number) => pairs.differences[index] === 0;
  const differences = pairs.paired
    ? candidate.map((value, index) => (isTie(index) ? 0 : value - baseline[index]!))
    : [];
  return { ...pairs, candidate, baseline, differences };
}
