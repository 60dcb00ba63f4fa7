import type {
  Comparison,
  ComparisonDetail,
  DifferencePoint,
  DivergenceRates,
  PairValue,
  Proportion,
  RobustDifference,
} from "./comparison.ts";
import { type Counting, countedVerdicts } from "./counted-verdicts.ts";
import { type Evidence, PAIR_COUNT_MIN } from "./evidence.ts";
import { fixedEvidence, SIGN_FLIP_COUNT_MIN } from "./fixed-evidence.ts";
import { areJoint, evidenceTogether } from "./joint-evidence.ts";
import { moments } from "./moments.ts";
import { bcaInterval } from "./procedure/bootstrap.ts";
import { tostPaired, tostWelch } from "./procedure/equivalence.ts";
import { interquartileMean } from "./procedure/interquartile-mean.ts";
import { maxT } from "./procedure/max-t.ts";
import { mcnemar } from "./procedure/mcnemar.ts";
import { clopperPearson, wilson } from "./procedure/proportion-interval.ts";
import { simultaneousBand, thinEpochs } from "./procedure/simultaneous-band.ts";
import { marginOf, type Question } from "./question.ts";
import { type RecordedRun, seriesOf } from "./recorded-run.ts";
import type { VariantSummary } from "./summary.ts";
import { countWins, onScale, type ValuePairs, valuePairs } from "./value-pairs.ts";

/** One side of a comparison: as summarised and as recorded. */
export interface Side {
  readonly summary: VariantSummary;
  readonly runs: readonly RecordedRun[];
}

/** What a full page on one comparison shows beside its verdict. */
function comparisonDetail(
  pair: Comparison,
  { candidate, baseline, pairs }: Sides,
  question: Question,
  counting: Counting,
): ComparisonDetail {
  const { differences, ranked } = pairs;
  const level = 1 - question.alpha;
  const rows = differenceRows(candidate, baseline, question);
  const summaries = { candidate: candidate.summary, baseline: baseline.summary };
  return {
    pairs: pairValues(candidate.summary, baseline.summary, question),
    byCount: countedVerdicts(pair, summaries, question, counting),
    ...curveDifference(rows, question.alpha),
    equivalencePValue: equivalenceP(pairs, question),
    betterShare: betterShare(ranked, question.direction, level),
    divergence: divergenceRates(candidate.summary, baseline.summary, pairs, level),
    robust: robustDifference(differences, level),
  };
}

function equivalenceP(pairs: ValuePairs, question: Question): number | null {
  const margin = marginOf(question);
  if (margin === null || question.mode !== "fixed") return null;
  const { paired, differences, candidate, baseline } = pairs;
  const test = paired ? tostPaired(differences, margin) : tostWelch(candidate, baseline, margin);
  return test?.pValue ?? null;
}

function betterShare(
  ranked: readonly number[],
  direction: Question["direction"],
  level: number,
): Proportion | null {
  const { wins, losses } = countWins(ranked, direction);
  const of = wins + losses;
  return of === 0 ? null : { count: wins, of, interval: wilson(wins, of, level) };
}

function divergenceRates(
  candidate: VariantSummary,
  baseline: VariantSummary,
  { divergence: { onlyCandidate, onlyBaseline } }: ValuePairs,
  level: number,
): DivergenceRates | null {
  if (candidate.diverged + baseline.diverged === 0) return null;
  const rate = ({ runs, diverged }: VariantSummary): Proportion => {
    const of = runs.filter(({ state }) => state === "done" || state === "diverged").length;
    return { count: diverged, of, interval: clopperPearson(diverged, of, level) };
  };
  if ([candidate, baseline].some(({ n, diverged }) => n + diverged === 0)) return null;
  const pValue = mcnemar(onlyCandidate, onlyBaseline);
  return { candidate: rate(candidate), baseline: rate(baseline), pValue };
}

/** Below this the interquartile mean is the mean. */
const ROBUST_COUNT_MIN = 4;

function robustDifference(differences: readonly number[], level: number): RobustDifference | null {
  if (differences.length < ROBUST_COUNT_MIN) return null;
  const mean = (sample: readonly number[]) => interquartileMean(sample)!;
  const interval = bcaInterval(differences, mean, level);
  return { interquartileMean: mean(differences), interval };
}

function pairValues(
  candidate: VariantSummary,
  baseline: VariantSummary,
  question: Question,
): PairValue[] {
  const measure = measureOf(question);
  const [ours, theirs] = [candidate, baseline].map(
    ({ runs }) => new Map(runs.map(({ seed, value }) => [seed, value])),
  ) as [Map<number, number | null>, Map<number, number | null>];
  const seeds = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b);
  return seeds.map((seed) => {
    const [a, b] = [ours.get(seed) ?? null, theirs.get(seed) ?? null];
    const difference = a === null || b === null ? null : measure(a) - measure(b);
    return { seed, candidate: a, baseline: b, difference };
  });
}

function measureOf({ scale }: Question): (value: number) => number {
  return scale === "log" ? Math.log : (value) => value;
}

interface DifferenceRows {
  /** the epochs that stand for all */
  readonly epochs: readonly number[];
  /** per seed that both have done, its differences in those epochs */
  readonly rows: readonly (readonly number[])[];
}

/** Epochs that every one of the runs reached with a finite value. */
function differenceRows(candidate: Side, baseline: Side, question: Question): DifferenceRows {
  const { metric } = question;
  const measure = measureOf(question);
  const theirs = new Map(doneSeries(baseline, metric));
  const shared = doneSeries(candidate, metric).flatMap(([seed, series]) => {
    const other = theirs.get(seed);
    return other === undefined ? [] : [[series, other] as const];
  });
  const epochCount = Math.min(...shared.flat().map(({ length }) => length));
  if (shared.length === 0 || epochCount === 0) return { epochs: [], rows: [] };
  const epochs = thinEpochs(epochCount).filter((epoch) =>
    shared.flat().every((series) => Number.isFinite(measure(series[epoch - 1]!))),
  );
  const rows = shared.map(([ours, others]) =>
    epochs.map((epoch) => measure(ours[epoch - 1]!) - measure(others[epoch - 1]!)),
  );
  return { epochs, rows };
}

function doneSeries({ runs }: Side, metric: string): [number, Float64Array][] {
  return runs
    .filter(({ state }) => state === "done")
    .flatMap((run): [number, Float64Array][] => {
      const series = seriesOf(run, metric);
      return series === undefined ? [] : [[run.seed, series]];
    });
}

function curveDifference(
  { epochs, rows }: DifferenceRows,
  alpha: number,
): Pick<ComparisonDetail, "curve" | "bandLevel" | "curvePValue"> {
  if (rows.length < 2 || epochs.length < 2) {
    return { curve: [], bandLevel: null, curvePValue: null };
  }
  const level = 1 - alpha;
  const band = rows.length >= PAIR_COUNT_MIN ? simultaneousBand(rows, level) : null;
  const test = maxT(rows);
  const curve = epochs.map((epoch, index): DifferencePoint => {
    const difference = moments(rows.map((row) => row[index]!)).mean!;
    const { low = null, high = null } = band?.epochs[index] ?? {};
    const pValue = test?.adjustedP[index] ?? null;
    return { epoch, n: rows.length, difference, low, high, pValue };
  });
  return { curve, bandLevel: band && level, curvePValue: test?.globalP ?? null };
}

/** Two sides, and their values brought together by seed, on the scale of the question. */
interface Sides {
  readonly candidate: Side;
  readonly baseline: Side;
  readonly pairs: ValuePairs;
}

/** Adds its detail to each comparison. */
export function withDetail(
  comparisons: readonly Comparison[],
  sides: ReadonlyMap<string, Side>,
  question: Question,
): Comparison[] {
  const family = comparisons.map((pair): Sides => {
    const [candidate, baseline] = [sides.get(pair.candidate)!, sides.get(pair.baseline)!];
    const pairs = valuePairs(candidate.summary, baseline.summary, question);
    return { candidate, baseline, pairs: onScale(pairs, question) };
  });
  const countedEvidence = countedEvidenceOf(family, question);
  const alpha = question.alpha / comparisons.length;
  return comparisons.map((pair, index) => {
    const evidenceOfFirst = (n: number) => countedEvidence(n, index);
    const counting = { alpha, evidenceOfFirst };
    return { ...pair, detail: comparisonDetail(pair, family[index]!, question, counting) };
  });
}

/** What a fixed number of seeds n, at most all there are, says of one comparison of the family. */
function countedEvidenceOf(family: readonly Sides[], { mode, alpha }: Question) {
  const summaries = family.map(({ candidate, baseline, pairs }) => {
    return { candidate: candidate.summary, baseline: baseline.summary, pairs };
  });
  const isJoint = mode === "fixed" && areJoint(summaries);
  const first = (n: number, { pairs }: Sides) => pairs.differences.slice(0, n);
  const together = new Map<number, Evidence[]>();
  return (n: number, index: number): Evidence => {
    if (!isJoint || n < SIGN_FLIP_COUNT_MIN) {
      return fixedEvidence(first(n, family[index]!), alpha / family.length);
    }
    const columns = family.map((sides) => first(n, sides));
    const all = together.get(n) ?? evidenceTogether(columns, alpha);
    together.set(n, all);
    return all[index]!;
  };
}
