import { showPlain } from "../base/number.ts";
import type { Companion, Verdict } from "./comparison.ts";
import { type Evidence, PAIR_COUNT_MIN } from "./evidence.ts";
import { moments } from "./moments.ts";
import { EXACT_ROW_COUNT_MAX } from "./procedure/flipped-maxima.ts";
import { EXACT_PAIR_COUNT_MAX } from "./procedure/sign-flip.ts";
import type { Question } from "./question.ts";
import { type Resplit, wideningFor } from "./resplit.ts";
import { seedList } from "./seed-list.ts";
import type { RunValue, VariantSummary } from "./summary.ts";
import type { ValuePairs } from "./value-pairs.ts";
import type { Warning } from "./warning.ts";
import { skewed } from "./warnings/skewed.ts";
import { isTied, ties } from "./warnings/ties.ts";
import { tooFewPairs } from "./warnings/too-few-pairs.ts";

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
    ...ties(facts, question, facts.areImported),
    ...divergedMore(facts),
    ...outlier(facts),
    ...skewed(facts.used.differences, facts.evidence),
    ...sharedRows(facts),
    ...monteCarlo(facts),
    ...unusedSeeds(facts),
    ...(facts.verdict === "undecided" && !isTied(facts.used) ? noMargin(facts, question) : []),
  ];
}

function identical(seedCount: number): Warning {
  const seeds = seedCount === 1 ? "the one shared seed" : `all ${seedCount} shared seeds`;
  const text = `identical: every series is equal to the bit on ${seeds}`;
  return { code: "identical", text, values: { seeds: seedCount } };
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
  const leftOut = seeds.filter((seed) => !kept.has(seed)).sort((a, b) => a - b);
  const left = `left out: ${seedList(leftOut)}`;
  const told = { values: { pairs: pairCount, of: seeds.length }, seeds: leftOut };
  const share = `the difference speaks of ${pairCount} of ${seeds.length} seeds`;
  return a.diverged + b.diverged > 0
    ? [{ code: "diverged-pairs", text: `${share}, those where both converged; ${left}`, ...told }]
    : [{ code: "missing-seeds", text: `${share}, those that both have done; ${left}`, ...told }];
}

function unpaired({ candidate, baseline }: PairFacts): Warning[] {
  const counts = `${candidate.n} and ${baseline.n} runs`;
  const text = `no seed in common: ${counts} are compared as two samples, by Welch's t`;
  return [{ code: "unpaired", text, values: { candidate: candidate.n, baseline: baseline.n } }];
}

function tooFew(facts: PairFacts, question: Question): Warning[] {
  const { evidence, pairs, used, verdict } = facts;
  const { n, method } = evidence;
  const { paired } = pairs;
  const count = paired ? used.seeds.length : n;
  const alpha = method === "max-t" ? question.alpha : facts.alpha;
  return tooFewPairs({ paired, count, method, verdict, isTied: isTied(used), alpha });
}

function noSpread({ used, evidence }: PairFacts): Warning[] {
  const [first] = used.differences;
  const isConstant = used.differences.every((difference) => difference === first);
  if (!first || used.differences.length < 2 || !isConstant) return [];
  const method = isByFlips(evidence) ? "signs alone decide" : "there is no interval";
  const text = `all ${used.differences.length} differences are equal: ${method}`;
  return [{ code: "no-spread", text, values: { pairs: used.differences.length } }];
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
    return seeds.length > 0 ? [{ code: "log-scale", text, seeds }] : [];
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
  return [{ code: "opposite-means", text, values: { ratio: Math.exp(ratio), difference } }];
}

function divergedMore(facts: PairFacts): Warning[] {
  if (!facts.isWithheld) return [];
  const { onlyCandidate, onlyBaseline } = facts.pairs.divergence;
  const { candidate, baseline } = facts;
  const text =
    `no verdict, because ${candidate.name} alone diverged on ${onlyCandidate} and ` +
    `${baseline.name} alone on ${onlyBaseline} seeds; \`compare.failureValue\` says what a ` +
    "diverged run is worth";
  const values = { candidate: onlyCandidate, baseline: onlyBaseline };
  return [{ code: "diverged-more", text, values }];
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
  return [{ code: "outlier", text, values: { pValue: strongest.pValue } }];
}

/** Given the rows, runs of different seeds differ by chance alone; new rows would add to that. */
function sharedRows({ resplit, evidence: { n, interval } }: PairFacts): Warning[] {
  if (resplit === undefined || n < 2) return [];
  const how =
    resplit.kind === "random"
      ? "every seed draws its training rows from the same data, so these overlap"
      : "seeds cross-validate on the same data: training rows overlap, folds exclude each other";
  const widening = wideningFor(n, resplit);
  const wider = `${widening.toFixed(1)} times as wide (Nadeau and Bengio 2003)`;
  const claim = "the verdict is about other seeds and splits of these data";
  const rest = interval === null ? "not about new data" : `for new data take the interval ${wider}`;
  return [{ code: "shared-rows", text: `${how}; ${claim}, ${rest}`, values: { widening } }];
}

function monteCarlo({ evidence: { method, n } }: PairFacts): Warning[] {
  const [flips, what] =
    method === "sign-flip" && n > EXACT_PAIR_COUNT_MAX
      ? [32767, "32,767 random sign flips"]
      : method === "max-t" && n > EXACT_ROW_COUNT_MAX
        ? [9999, "9,999 random sign flips of whole seeds"]
        : [];
  if (flips === undefined) return [];
  const text = `p and interval rest on ${what}, always the same ones`;
  return [{ code: "monte-carlo", text, values: { flips } }];
}

function isByFlips({ method }: Evidence): boolean {
  return method === "sign-flip" || method === "max-t";
}

function unusedSeeds({ evidence, pairs, verdict }: PairFacts): Warning[] {
  const count = pairs.seeds.length - evidence.n;
  if (!isAdaptive(evidence) || count <= 0 || verdict === "undecided") return [];
  const more = count === 1 ? "1 more recorded pair" : `${count} more recorded pairs`;
  const text = `decided at ${evidence.n} pairs; ${more} did not take part`;
  const seeds = pairs.seeds.slice(evidence.n);
  return [{ code: "unused-seeds", text, values: { pairs: evidence.n, unused: count }, seeds }];
}

function isAdaptive({ method }: Evidence): boolean {
  return method === "repeated-interval" || method === "t-mixture";
}

function noMargin({ evidence: { n } }: PairFacts, { margin }: Question): Warning[] {
  const text = "no margin is set, so the two cannot be called equivalent (`compare.margin`)";
  return margin === null && n >= PAIR_COUNT_MIN ? [{ code: "no-margin", text }] : [];
}
