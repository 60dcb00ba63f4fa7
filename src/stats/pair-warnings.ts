import { showPlain } from "../base/number.ts";
import { seedList } from "./seed-list.ts";
import type { VariantSummary, Warning } from "./summary.ts";

/** Below this even a small p says little: whether the differences are normal cannot be checked. */
const PAIR_COUNT_MIN = 6;

interface PairFacts {
  readonly pairCount: number;
  readonly identicalCount: number;
  readonly alpha: number;
}

/** What a reader of one comparison must know beside its numbers. */
export function pairWarnings(
  candidate: VariantSummary,
  baseline: VariantSummary,
  { pairCount, identicalCount, alpha }: PairFacts,
): Warning[] {
  return [
    ...(identicalCount > 0 ? [identical(identicalCount)] : []),
    ...leftOutSeeds(candidate, baseline, pairCount),
    ...(pairCount > 0 && identicalCount === 0 ? tooFewPairs(pairCount, alpha) : []),
  ];
}

function identical(seedCount: number): Warning {
  const seeds = seedCount === 1 ? "the one shared seed" : `all ${seedCount} shared seeds`;
  const text = `identical: every series is equal to the bit on ${seeds}`;
  return { code: "identical", text };
}

function leftOutSeeds(a: VariantSummary, b: VariantSummary, pairCount: number): Warning[] {
  const seeds = [...new Set([...a.runs, ...b.runs].map(({ seed }) => seed))];
  if (pairCount === 0) {
    return [{ code: "no-pairs", text: "no seed has a value on both sides, so none are compared" }];
  }
  if (pairCount === seeds.length) return [];
  const leftOut = seeds.filter((seed) => !(isDone(a, seed) && isDone(b, seed)));
  const left = `left out: ${seedList(leftOut)}`;
  const share = `the difference speaks of ${pairCount} of ${seeds.length} seeds`;
  return a.diverged + b.diverged > 0
    ? [{ code: "diverged-pairs", text: `${share}, those where both converged; ${left}` }]
    : [{ code: "missing-seeds", text: `${share}, those that both have done; ${left}` }];
}

function isDone({ runs }: VariantSummary, seed: number): boolean {
  return runs.some((run) => run.seed === seed && run.value !== null);
}

/** A sign-flip test of n pairs has 2^n outcomes; its smallest two-sided p is 2 of them. */
function tooFewPairs(pairCount: number, alpha: number): Warning[] {
  const pairs = pairCount === 1 ? "1 pair" : `${pairCount} pairs`;
  const pMin = 2 ** (1 - pairCount);
  const neededCount = Math.floor(1 - Math.log2(alpha)) + 1;
  if (pMin >= alpha) {
    const text =
      `${pairs} cannot reach p < ${showPlain(alpha)} in a sign-flip test ` +
      `(smallest p: ${showPlain(pMin)}); ${neededCount} pairs can`;
    return [{ code: "too-few-pairs", text }];
  }
  const text = `${pairs} are too few to check whether the differences are normal`;
  return pairCount < PAIR_COUNT_MIN ? [{ code: "too-few-pairs", text }] : [];
}
