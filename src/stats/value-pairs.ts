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
  /** candidate minus baseline, rounding taken for 0; empty if unpaired */
  readonly differences: readonly number[];
  /** the same with diverged runs as the worst of all, for ranks and signs alone */
  readonly ranked: readonly number[];
  /** how many of these come before the first seed that is not done on both sides */
  readonly contiguousCount: number;
  readonly divergence: DivergencePairs;
}

/** Of the seeds that ended on both sides: those that diverged on one. */
export interface DivergencePairs {
  readonly endedCount: number;
  readonly onlyCandidate: number;
  readonly onlyBaseline: number;
}

/** Pairs by seed wherever one is shared, never by what the values look like. */
export function valuePairs(
  candidate: VariantSummary,
  baseline: VariantSummary,
  direction: Direction,
): ValuePairs {
  const theirs = new Map(baseline.runs.map((run) => [run.seed, run]));
  const shared = candidate.runs.flatMap((run): [RunValue, RunValue][] => {
    const other = theirs.get(run.seed);
    return other === undefined ? [] : [[run, other]];
  });
  const paired = shared.length > 0;
  const complete = shared.filter(isComplete);
  const values = (runs: readonly RunValue[]) => runs.flatMap(({ value }) => value ?? []);
  const ours = values(paired ? complete.map(([run]) => run) : candidate.runs);
  const others = values(paired ? complete.map(([, run]) => run) : baseline.runs);
  const open = shared.findIndex((pair) => pair.some(isOpen));
  return {
    paired,
    seeds: complete.map(([{ seed }]) => seed),
    candidate: ours,
    baseline: others,
    differences: paired ? pairedDifferences(ours, others) : [],
    ranked: rankedDifferences(shared, direction),
    contiguousCount: (open < 0 ? shared : shared.slice(0, open)).filter(isComplete).length,
    divergence: divergenceOf(shared),
  };
}

function rankedDifferences(
  shared: readonly (readonly [RunValue, RunValue])[],
  direction: Direction,
): number[] {
  const ended = shared.filter((pair) => pair.every(hasEnded));
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
function divergenceOf(pairs: readonly (readonly [RunValue, RunValue])[]): DivergencePairs {
  const isLost = ({ state, value }: RunValue) => state === "diverged" && value === null;
  const ended = pairs.filter((pair) => pair.every(hasEnded));
  const count = (which: (a: boolean, b: boolean) => boolean) =>
    ended.filter(([a, b]) => which(isLost(a), isLost(b))).length;
  return {
    endedCount: ended.length,
    onlyCandidate: count((a, b) => a && !b),
    onlyBaseline: count((a, b) => b && !a),
  };
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
