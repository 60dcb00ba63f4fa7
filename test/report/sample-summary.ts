import type { Comparison, ComparisonDetail, CountedVerdict } from "../../src/stats/comparison.ts";
import type { RunState } from "../../src/stats/recorded-run.ts";
import type { CurvePoint, Summary, VariantSummary } from "../../src/stats/summary.ts";

/**
 * Summaries made up by hand, for what reports show. The numbers hang together as far as a reader
 * would notice, but no procedure of src/stats made them: a report must not depend on one.
 */

const EPOCH_COUNT = 12;

/** One value per seed; null: the run diverged. */
type Values = readonly (number | null)[];

export const ON: Values = [4.67, 3.26, 3.47, 3.33, 4.27, 3.9, 3.61, 3.05, 4.4, 3.72];
export const OFF: Values = [2.16, 1.1, 1.84, 1.25, 1.95, 1.7, 1.52, 1.31, 2.22, 1.66];
/** Near ON, so that ten seeds cannot tell the two apart. */
const NEAR: Values = [4.41, 3.5, 3.3, 3.61, 4.02, 4.05, 3.4, 3.29, 4.21, 3.9];

export function variant(name: string, values: Values, states?: readonly RunState[]) {
  const runs = values.map((value, index) => ({
    seed: index + 1,
    state: states?.[index] ?? (value === null ? ("diverged" as const) : ("done" as const)),
    value,
  }));
  const done = values.filter((value) => value !== null);
  const curves = runs
    .filter(({ value }) => value !== null)
    .map(({ seed, value }) => ({
      seed,
      points: Array.from({ length: EPOCH_COUNT }, (_, index) => ({
        epoch: index + 1,
        value: curveValue(value!, index + 1, seed),
      })),
    }));
  return {
    name,
    n: done.length,
    diverged: runs.filter(({ state }) => state === "diverged").length,
    failed: runs.filter(({ state }) => state === "failed").length,
    pending: runs.filter(({ state }) => state === "pending").length,
    ...spreadOf(done),
    ...{ constant: null, collapsed: [], overfit: null },
    median: done.length === 0 ? null : [...done].sort((a, b) => a - b)[done.length >> 1]!,
    rank: null,
    runs,
    curve: Array.from({ length: done.length === 0 ? 0 : EPOCH_COUNT }, (_, index): CurvePoint => {
      const values = curves.map(({ points }) => points[index]!.value);
      return { epoch: index + 1, n: values.length, ...spreadOf(values) };
    }),
    seedCurves: curves,
  } satisfies VariantSummary;
}

/** Falls towards the seed's value, with a wobble that is the seed's own and ends at 0. */
function curveValue(last: number, epoch: number, seed: number): number {
  const rest = EPOCH_COUNT - epoch;
  const wobble = ((((seed * 7 + epoch * 5) % 11) - 5) / 40) * Math.abs(last);
  return last + (Math.abs(last) * rest) / (2 * epoch) + (rest === 0 ? 0 : wobble);
}

function spreadOf(values: readonly number[]) {
  if (values.length === 0) return { mean: null, sd: null, min: null, max: null };
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = values.length < 2 ? null : Math.sqrt(squares / (values.length - 1));
  return { mean, sd, min: Math.min(...values), max: Math.max(...values) };
}

/** A comparison as the verdict asks for; `over` replaces what matters to the case. */
export function comparison(
  baseline: VariantSummary,
  candidate: VariantSummary,
  over: Partial<Comparison> = {},
): Comparison {
  const differences = pairsOf(baseline, candidate)
    .map(({ difference }) => difference)
    .filter((value) => value !== null);
  const { mean, sd } = spreadOf(differences);
  const half = sd === null ? null : (2.26 * sd) / Math.sqrt(differences.length);
  const spans = mean !== null && half !== null;
  return {
    baseline: baseline.name,
    candidate: candidate.name,
    paired: true,
    n: differences.length,
    verdict: "undecided",
    difference: mean,
    differenceSd: sd,
    linearDifference: mean,
    relativeDifference: mean === null || !baseline.mean ? null : mean / Math.abs(baseline.mean),
    interval: spans ? { low: mean - half, high: mean + half, level: 0.95 } : null,
    equivalence: null,
    pValue: null,
    adjustedPValue: null,
    method: "repeated-interval",
    effect: { dz: null, hedgesG: null, cliffsDelta: null, probabilityOfImprovement: null },
    wins: differences.filter((value) => value < 0).length,
    losses: differences.filter((value) => value > 0).length,
    ties: differences.filter((value) => value === 0).length,
    divergedAlone: { candidate: 0, baseline: 0 },
    correlation: differences.length < 2 ? null : 0.75,
    moreSeeds: null,
    companions: [],
    luckyPair:
      candidate.n < 2 || baseline.n < 2
        ? null
        : {
            low: candidate.min! - baseline.max!,
            high: candidate.max! - baseline.min!,
            otherWayShare: 0.12,
          },
    warnings: [],
    ...over,
  };
}

function pairsOf(baseline: VariantSummary, candidate: VariantSummary) {
  return baseline.runs.map(({ seed, value }, index) => {
    const other = candidate.runs[index]?.value ?? null;
    const difference = value === null || other === null ? null : other - value;
    return { seed, baseline: value, candidate: other, difference };
  });
}

/** What pages do not show. */
const NO_CURVE = { bandLevel: null, curvePValue: null };
const NO_MORE = { equivalencePValue: null, betterShare: null, divergence: null, robust: null };

/** Pairs, verdicts by count and the difference epoch by epoch, as `compare` and HTML get them. */
export function detail(baseline: VariantSummary, candidate: VariantSummary): ComparisonDetail {
  const pairs = pairsOf(baseline, candidate);
  const differences = pairs.flatMap(({ difference }) => difference ?? []);
  return {
    pairs,
    byCount: differences
      .slice(1)
      .map((_, index) => countedVerdict(differences.slice(0, index + 2))),
    curve: candidate.curve.map(({ epoch, n, mean }, index) => {
      const difference = mean! - baseline.curve[index]!.mean!;
      const half = 0.2 + 1.2 / epoch;
      const pValue = Math.abs(difference) > half ? 0.004 : 0.4;
      return { epoch, n, difference, low: difference - half, high: difference + half, pValue };
    }),
    ...{ bandLevel: 0.95, curvePValue: 0.002 },
    ...NO_MORE,
  };
}

function countedVerdict(differences: readonly number[]): CountedVerdict {
  const { mean, sd } = spreadOf(differences);
  const half = ((2 + 12 / differences.length ** 2) * sd!) / Math.sqrt(differences.length);
  const [low, high] = [mean! - half, mean! + half];
  const verdict = high < 0 ? "better" : low > 0 ? "worse" : "undecided";
  return { n: differences.length, difference: mean!, low, high, level: 0.95, verdict };
}

/** Of adaptive seeds the looks from the fifth pair on, of which the last is the comparison. */
function withLooks(pair: Comparison): Comparison {
  const { detail: whole, n, verdict } = pair;
  if (whole === undefined || whole.byCount.length === 0) return pair;
  const differences = whole.pairs.flatMap(({ difference }) => difference ?? []);
  const byCount = differences.slice(0, n).flatMap((_, index): CountedVerdict[] => {
    const count = index + 1;
    const { mean } = spreadOf(differences.slice(0, count));
    if (count === n) {
      const range = verdict === "equivalent" ? pair.equivalence : pair.interval;
      const { low = null, high = null, level = null } = range ?? {};
      return [{ n, difference: mean!, low, high, level, verdict }];
    }
    const half = Math.abs(mean!) + 4 / count;
    const ends = { low: mean! - half, high: mean! + half, level: 0.95 };
    return count < 5 ? [] : [{ n: count, difference: mean!, ...ends, verdict: "undecided" }];
  });
  return { ...pair, detail: { ...whole, byCount } };
}

function summary(
  variants: readonly VariantSummary[],
  comparisons: readonly Comparison[],
  over: Partial<Summary> = {},
): Summary {
  const isAdaptive = (over.mode ?? "budget") !== "fixed";
  return {
    sweep: "input-shape",
    engine: "compiled/2-4",
    metric: "val_loss",
    at: "last",
    direction: "min",
    baseline: variants[0]?.name ?? null,
    pairs: "baseline",
    alpha: 0.05,
    margin: 0.5,
    mode: "budget",
    scale: "linear",
    looks: [5, 6, 7, 8, 9, 10],
    failureValue: null,
    variants,
    comparisons: isAdaptive ? comparisons.map(withLooks) : comparisons,
    comparisonCount: comparisons.length,
    claim: { madeAt: "2025-03-01T10:02:00.000Z", seedCount: 10, deviations: [] },
    variance: [],
    failures: [],
    environments: [
      { details: { node: "v20.20.2", cpu: "AMD EPYC", kernels: "native-avx512" }, runCount: 20 },
    ],
    warnings: [],
    ...over,
  };
}

const on = variant("with-input-shape", ON);
const off = variant("without-input-shape", OFF);

/** Two variants, decided at a look of a budget. */
export const decided = summary(
  [on, off],
  [
    comparison(on, off, {
      verdict: "better",
      luckyPair: { low: -3.57, high: -0.83, otherWayShare: 0 },
      companions: [{ test: "symmetric-bet", pValue: 0.011, anytime: true }],
      effect: { dz: -9.1, hedgesG: -8.3, cliffsDelta: -1, probabilityOfImprovement: 1 },
      warnings: [{ code: "unused-seeds", text: "2 seeds recorded after the look that decided" }],
      detail: detail(on, off),
    }),
  ],
);

const near = variant("mirrored", NEAR);

export const undecided = summary(
  [on, near],
  [
    comparison(on, near, {
      moreSeeds: 9,
      warnings: [{ code: "no-margin", text: "no margin says which difference would not matter" }],
      detail: detail(on, near),
    }),
  ],
  {
    margin: null,
    claim: {
      madeAt: "2025-03-01T10:02:00.000Z",
      seedCount: 10,
      deviations: ["looked after 4 seeds, which is no look of the schedule"],
    },
  },
);

export const equivalent = summary(
  [on, near],
  [
    comparison(on, near, {
      verdict: "equivalent",
      equivalence: { low: -0.11, high: 0.17, level: 0.9 },
      detail: detail(on, near),
    }),
  ],
);

const wide = variant("wide", [3.9, 3.1, 3.4, 3.2, 4.1, 3.7, 3.5, 2.9, 4.2, 3.6]);
const deep = variant("deep", [5.1, 4.2, 4.4, 4.9, 5.6, 4.8, 4.5, 4.1, 5.5, 4.7]);

/** A fixed number of seeds, several candidates, all decided together. */
export const several = summary(
  [
    { ...on, rank: { low: 2, high: 4 } },
    { ...off, rank: { low: 1, high: 1 } },
    { ...wide, rank: { low: 2, high: 3 } },
    { ...deep, rank: { low: 5, high: 5 } },
    { ...near, rank: { low: 2, high: 4 } },
  ],
  [
    comparison(on, off, {
      ...{ verdict: "better", method: "max-t", pValue: 0.00195, adjustedPValue: 0.0078 },
      detail: detail(on, off),
    }),
    comparison(on, wide, {
      ...{ verdict: "negligible", method: "max-t", pValue: 0.0039, adjustedPValue: 0.0117 },
      detail: detail(on, wide),
    }),
    comparison(on, deep, {
      ...{ verdict: "worse", method: "max-t", pValue: 0.00195, adjustedPValue: 0.0078 },
      detail: detail(on, deep),
    }),
    comparison(on, near, {
      ...{ verdict: "undecided", method: "max-t", pValue: 0.7, adjustedPValue: 0.7 },
      detail: detail(on, near),
    }),
  ],
  {
    mode: "fixed",
    looks: null,
    variance: [
      { variant: "all", streams: ["init", "dropout", "order"], n: 10, sd: 0.52, share: 1 },
      { variant: "init-only", streams: ["init"], n: 10, sd: 0.41, share: 0.62 },
      { variant: "order-only", streams: ["order"], n: 10, sd: 0.2, share: 0.15 },
    ],
  },
);

const fragile = variant("hot", [2.1, null, 1.9, 1.4, null, 1.8, 1.6, 1.3, 2.3, 1.7]);

export const diverged = summary(
  [on, fragile],
  [
    comparison(on, fragile, {
      losses: 2,
      warnings: [
        { code: "diverged-pairs", text: "2 seeds are left out because hot diverged" },
        { code: "diverged-more", text: "hot looks better but diverged more often" },
      ],
      detail: detail(on, fragile),
    }),
  ],
  {
    failures: [
      { variant: "hot", seed: 2, state: "diverged", reason: "loss is NaN in epoch 4" },
      { variant: "hot", seed: 5, state: "diverged", reason: "loss is Infinity in epoch 2" },
    ],
    warnings: [{ code: "diverged", text: "hot: 2 of 10 runs diverged" }],
  },
);

export const identical = summary(
  [on, { ...on, name: "twin" }],
  [
    comparison(
      on,
      { ...on, name: "twin" },
      {
        ...{ verdict: "identical", method: "equality", difference: 0, differenceSd: 0 },
        warnings: [
          {
            code: "identical",
            text: "identical: every series is equal to the bit on all 10 shared seeds",
          },
        ],
        ...{ interval: null, relativeDifference: 0, luckyPair: null },
        detail: { pairs: pairsOf(on, on), byCount: [], curve: [], ...NO_CURVE, ...NO_MORE },
      },
    ),
  ],
);

const early = variant("here", [1, 2, 3]);
const late = { ...variant("there", [1, 2, 3]), runs: [] };

export const invalid = summary(
  [early, late],
  [
    comparison(early, late, {
      ...{ verdict: "invalid", method: "none", difference: null, interval: null, n: 0 },
      ...{ luckyPair: null, relativeDifference: null, wins: 0, losses: 0, ties: 0 },
      warnings: [
        { code: "no-pairs", text: "no seed has a value on both sides, so none are compared" },
      ],
    }),
  ],
  { claim: null },
);

const lone = [variant("a", [1.5]), variant("b", [1.25])] as const;

export const oneSeed = summary(
  lone,
  [comparison(lone[0], lone[1], { method: "none", detail: detail(lone[0], lone[1]) })],
  { mode: "fixed", looks: null, claim: null, margin: null },
);

/** Differences are of logarithms: the candidate's loss is about 0.44 times the baseline's. */
export const logScale = summary(
  [on, off],
  [
    comparison(on, off, {
      ...{ verdict: "better", method: "paired-t", difference: -0.82, differenceSd: 0.15 },
      linearDifference: -2.1,
      interval: { low: -0.93, high: -0.71, level: 0.95 },
      luckyPair: { low: -1.45, high: -0.32, otherWayShare: 0 },
      pValue: 0.00001,
      detail: {
        pairs: pairsOf(on, off).map((pair) => ({
          ...pair,
          difference: Math.log(pair.candidate! / pair.baseline!),
        })),
        byCount: [
          { n: 2, difference: -0.9, low: -2.7, high: 0.9, level: 0.95, verdict: "undecided" },
          { n: 3, difference: -0.8, low: -1.2, high: -0.4, level: 0.95, verdict: "better" },
        ],
        curve: [],
        ...NO_CURVE,
        ...NO_MORE,
      },
    }),
  ],
  { scale: "log", margin: 0.05, mode: "fixed", looks: null },
);

const script = variant('<script>alert("1")</script>', ON);
const bidi = variant(`a&b "c" 'd' \u202e]]> --> ${"very-long-name-".repeat(12)}`, OFF);

export const hostile = summary(
  [script, bidi],
  [
    comparison(script, bidi, {
      verdict: "better",
      warnings: [{ code: "skewed", text: "<img src=http://evil.example/x onerror=alert(1)>" }],
      detail: detail(script, bidi),
    }),
  ],
  {
    sweep: "</title><script>alert(2)</script>",
    metric: "<b>loss</b>",
    engine: "\u001b[31mred",
    failures: [{ variant: "<i>", seed: 1, state: "failed", reason: "</style><script>alert(3)" }],
    environments: [{ details: { "<key>": { nested: ["<value>"] } }, runCount: 1 }],
    claim: { madeAt: "<now>", seedCount: null, deviations: ["<u>changed</u>"] },
  },
);

const LARGE = 2 ** 53;
const huge = [
  variant("huge", [LARGE, LARGE - 2, LARGE - 4, LARGE - 6]),
  variant("huger", [LARGE - 1e12, LARGE - 2e12, LARGE - 3e12, LARGE - 1.5e12]),
] as const;

/** Numbers at the end of what integers can be, and ones that differ in their last digits. */
export const large = summary(huge, [
  comparison(huge[0], huge[1], { verdict: "better", detail: detail(huge[0], huge[1]) }),
]);

export const empty = summary([], [], { baseline: null, claim: null, environments: [] });

export const ALL_SUMMARIES: Readonly<Record<string, Summary>> = {
  ...{ decided, undecided, equivalent, several, diverged, identical, invalid, oneSeed },
  ...{ logScale, hostile, large, empty },
};
