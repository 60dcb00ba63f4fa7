import { showPlain } from "../base/number.ts";
import type { Companion, Verdict } from "./comparison.ts";
import { type Evidence, PAIR_COUNT_MIN } from "./evidence.ts";
import { moments } from "./moments.ts";
import { areAllZero } from "./paired-differences.ts";
import { EXACT_ROW_COUNT_MAX } from "./procedure/flipped-maxima.ts";
import { EXACT_PAIR_COUNT_MAX } from "./procedure/sign-flip.ts";
import type { Question } from "./question.ts";
import { type Resplit, wideningFor } from "./resplit.ts";
import { seedList } from "./seed-list.ts";
import { skewness } from "./skewness.ts";
import type { RunValue, VariantSummary } from "./summary.ts";
import type { ValuePairs } from "./value-pairs.ts";
import type { Warning } from "./warning.ts";

/** Below this nobody can check whether differences are normal, and only a t test can decide. */
const CHECKABLE_COUNT_MIN = 6;
/** From here on even one fixed t test errs in 12 to 18 of 100 cases instead of 5, simulated. */
const SKEWNESS_MAX = 2;

/** A comparison on its way to a report. */
export interface PairFacts {
  readonly candidate: VariantSummary;
  readonly baseline: VariantSummary;
  /** seeds on which the two are equal to the bit, if on all; else 0 */
  readonly identicalCount: number;
  /** trained elsewhere, so that whether the runs are equal is not known */
  readonly areImported: boolean;
  /** how the runs of either share rows; undefined: their split is the same with every seed */
  readonly resplit?: Resplit | undefined;
  /** all that there are */
  readonly pairs: ValuePairs;
  /** those the verdict rests on */
  readonly used: ValuePairs;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  /** whether divergence turned a verdict into undecided */
  readonly isWithheld: boolean;
  readonly companions: readonly Companion[];
  /** this comparison's share of the error probability */
  readonly alpha: number;
}

/** What a reader of one comparison must know beside its numbers. */
export function pairWarnings(facts: PairFacts, question: Question): Warning[] {
  const { identicalCount, pairs } = facts;
  if (identicalCount > 0) return [identical(identicalCount), ...leftOutSeeds(facts)];
  const isEmpty = pairs.candidate.length === 0 || pairs.baseline.length === 0;
  return [
    ...(pairs.paired ? leftOutSeeds(facts) : unpaired(facts)),
    ...(isEmpty
      ? []
      : [...tooFew(facts, question), ...noSpread(facts), ...noLogarithm(facts, question)]),
    ...oppositeMeans(facts, question),
    ...tied(facts, question),
    ...divergedMore(facts),
    ...outlier(facts),
    ...skewed(facts),
    ...sharedRows(facts),
    ...monteCarlo(facts),
    ...unusedSeeds(facts),
    ...(facts.verdict === "undecided" && !isTied(facts) ? noMargin(facts, question) : []),
  ];
}

function identical(seedCount: number): Warning {
  const seeds = seedCount === 1 ? "the one shared seed" : `all ${seedCount} shared seeds`;
  const text = `identical: every series is equal to the bit on ${seeds}`;
  return { code: "identical", text };
}

function leftOutSeeds({ candidate: a, baseline: b, pairs, evidence }: PairFacts): Warning[] {
  const seeds = [...new Set([...a.runs, ...b.runs].map(({ seed }) => seed))];
  const pairCount = pairs.seeds.length;
  if (pairCount === 0) {
    return [{ code: "no-pairs", text: "no seed has a value on both sides, so none are compared" }];
  }
  const isShortest = isAdaptive(evidence) && a.diverged + b.diverged + a.failed + b.failed === 0;
  if (pairCount === seeds.length || isShortest) return []; // adaptive: some seeds were not needed
  const kept = new Set(pairs.seeds);
  const left = `left out: ${seedList(seeds.filter((seed) => !kept.has(seed)))}`;
  const share = `the difference speaks of ${pairCount} of ${seeds.length} seeds`;
  return a.diverged + b.diverged > 0
    ? [{ code: "diverged-pairs", text: `${share}, those where both converged; ${left}` }]
    : [{ code: "missing-seeds", text: `${share}, those that both have done; ${left}` }];
}

function unpaired({ candidate, baseline }: PairFacts): Warning[] {
  const counts = `${candidate.n} and ${baseline.n} runs`;
  const text = `no seed in common: ${counts} are compared as two samples, by Welch's t`;
  return [{ code: "unpaired", text }];
}

function tooFew(facts: PairFacts, question: Question): Warning[] {
  const { evidence, pairs, used } = facts;
  const { n, method } = evidence;
  const count = pairs.paired ? used.seeds.length : n;
  const things = pairs.paired ? (count === 1 ? "pair" : "pairs") : "runs a side";
  const are = count === 1 ? "is" : "are";
  if (count < PAIR_COUNT_MIN) {
    const text = `${count} ${things} ${are} too few to infer anything`;
    return [{ code: "too-few-pairs", text }];
  }
  const alpha = method === "max-t" ? question.alpha : facts.alpha;
  if (isByFlips(evidence) && 2 ** (1 - count) > alpha) {
    const needed = Math.ceil(1 - Math.log2(alpha));
    const text = `${count} pairs cannot decide so many comparisons: sign flips of ${needed} can`;
    return [{ code: "too-few-pairs", text }];
  }
  if (count >= CHECKABLE_COUNT_MIN || method === "equality" || isTied(facts)) return [];
  const text =
    `${count} ${things}: only a t test can decide, ` +
    "and whether the differences are normal cannot be checked";
  return [{ code: "too-few-pairs", text }];
}

function noSpread({ used, evidence }: PairFacts): Warning[] {
  const [first] = used.differences;
  const isConstant = used.differences.every((difference) => difference === first);
  if (!first || used.differences.length < 2 || !isConstant) return [];
  const method = isByFlips(evidence) ? "signs alone decide" : "there is no interval";
  const text = `all ${used.differences.length} differences are equal: ${method}`;
  return [{ code: "no-spread", text }];
}

/** Equal on every seed. Coarse metrics, such as an accuracy of few rows, often are by chance. */
function isTied({ used }: PairFacts): boolean {
  return used.differences.length >= PAIR_COUNT_MIN && areAllZero(used.differences);
}

function tied(facts: PairFacts, { metric }: Question): Warning[] {
  if (!isTied(facts)) return [];
  const { areImported, pairs, used } = facts;
  const count = used.differences.length;
  const seeds = `${count === pairs.seeds.length ? "all" : "the first"} ${count} seeds`;
  const though = areImported ? "" : ", though the runs differ";
  const text = `${metric} is equal on ${seeds}${though}: ties are no evidence of equivalence`;
  return [{ code: "tied", text }];
}

/** What has no ratio, with the way out. */
function noLogarithm({ candidate, baseline }: PairFacts, { metric, scale }: Question): Warning[] {
  if (scale === "linear") return [];
  const isNone = ({ value }: RunValue) => value !== null && value <= 0;
  return [baseline, candidate].flatMap(({ name, runs }): Warning[] => {
    const seeds = runs.filter(isNone).map(({ seed }) => seed);
    const text =
      `${metric} of ${name} is not greater than 0 on ${seedList(seeds)}, where it has no ratio: ` +
      "`compare: {scale: linear}` compares differences";
    return seeds.length > 0 ? [{ code: "log-scale", text }] : [];
  });
}

/** A mean of ratios and a mean of values are two questions; a few large values part them. */
function oppositeMeans({ used, verdict }: PairFacts, { metric, scale }: Question): Warning[] {
  if (scale === "linear" || !["better", "worse", "negligible"].includes(verdict)) return [];
  const ratio = (moments(used.candidate).mean ?? 0) - (moments(used.baseline).mean ?? 0);
  const { candidate, baseline } = used.recorded;
  const difference = (moments(candidate).mean ?? 0) - (moments(baseline).mean ?? 0);
  if (ratio * difference >= 0) return [];
  const [way, other] = ratio < 0 ? ["lower", "higher"] : ["higher", "lower"];
  const apart = "a few large values decide the mean";
  const text = `by ratio ${metric} is ${way}, but its mean is ${other}: ${apart}`;
  return [{ code: "opposite-means", text }];
}

function divergedMore(facts: PairFacts): Warning[] {
  if (!facts.isWithheld) return [];
  const { onlyCandidate, onlyBaseline } = facts.pairs.divergence;
  const { candidate, baseline } = facts;
  const text =
    `no verdict, because ${candidate.name} alone diverged on ${onlyCandidate} and ` +
    `${baseline.name} alone on ${onlyBaseline} seeds; \`compare.failureValue\` says what a ` +
    "diverged run is worth";
  return [{ code: "diverged-more", text }];
}

function outlier(facts: PairFacts): Warning[] {
  const { verdict, companions, pairs } = facts;
  const exact = companions.filter(({ test }) => test !== "paired-t");
  const strongest = exact.sort((a, b) => a.pValue - b.pValue)[0];
  if (verdict !== "undecided" || !strongest || strongest.pValue > facts.alpha) return [];
  if (!pairs.paired || facts.isWithheld) return [];
  const text =
    `signs or ranks differ (${strongest.test} p ${showPlain(strongest.pValue)}), but the mean ` +
    "is undecided: look for runs far from the others";
  return [{ code: "outlier", text }];
}

function skewed({ used, evidence }: PairFacts): Warning[] {
  const skew = skewness(used.differences);
  if (skew === null || Math.abs(skew) <= SKEWNESS_MAX || evidence.interval === null) return [];
  const text =
    `the differences are skewed (${showPlain(Math.abs(skew))}): ` +
    "the interval of the mean may be too narrow";
  return [{ code: "skewed", text }];
}

/** Given the rows, runs of different seeds differ by chance alone; new rows would add to that. */
function sharedRows({ resplit, evidence: { n, interval } }: PairFacts): Warning[] {
  if (resplit === undefined || n < 2) return [];
  const how =
    resplit.kind === "random"
      ? "every seed draws its training rows from the same data, so these overlap"
      : "seeds cross-validate on the same data: training rows overlap, folds exclude each other";
  const wider = `${wideningFor(n, resplit).toFixed(1)} times as wide (Nadeau and Bengio 2003)`;
  const claim = "the verdict is about other seeds and splits of these data";
  const rest = interval === null ? "not about new data" : `for new data take the interval ${wider}`;
  return [{ code: "shared-rows", text: `${how}; ${claim}, ${rest}` }];
}

function monteCarlo({ evidence: { method, n } }: PairFacts): Warning[] {
  const flips =
    method === "sign-flip" && n > EXACT_PAIR_COUNT_MAX
      ? "32,767 random sign flips"
      : method === "max-t" && n > EXACT_ROW_COUNT_MAX
        ? "9,999 random sign flips of whole seeds"
        : null;
  if (flips === null) return [];
  const text = `p and interval rest on ${flips}, always the same ones`;
  return [{ code: "monte-carlo", text }];
}

function isByFlips({ method }: Evidence): boolean {
  return method === "sign-flip" || method === "max-t";
}

function unusedSeeds({ evidence, pairs, verdict }: PairFacts): Warning[] {
  const count = pairs.seeds.length - evidence.n;
  if (!isAdaptive(evidence) || count <= 0 || verdict === "undecided") return [];
  const more = count === 1 ? "1 more recorded pair" : `${count} more recorded pairs`;
  const text = `decided at ${evidence.n} pairs; ${more} did not take part`;
  return [{ code: "unused-seeds", text }];
}

function isAdaptive({ method }: Evidence): boolean {
  return method === "repeated-interval" || method === "t-mixture";
}

function noMargin({ evidence: { n } }: PairFacts, { margin }: Question): Warning[] {
  const text = "no margin is set, so the two cannot be called equivalent (`compare.margin`)";
  return margin === null && n >= PAIR_COUNT_MIN ? [{ code: "no-margin", text }] : [];
}
