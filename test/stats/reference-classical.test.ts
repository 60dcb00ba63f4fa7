import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { correlation } from "../../src/stats/correlation.ts";
import { tCdf } from "../../src/stats/distribution/student-t.ts";
import type { Interval } from "../../src/stats/interval.ts";
import { median } from "../../src/stats/median.ts";
import { moments } from "../../src/stats/moments.ts";
import { bcaInterval } from "../../src/stats/procedure/bootstrap.ts";
import {
  cliffsDelta,
  cohenD,
  cohenDz,
  hedgesCorrection,
  hedgesG,
  hedgesGz,
  probabilityLower,
} from "../../src/stats/procedure/effect-sizes.ts";
import { tostPaired, tostWelch } from "../../src/stats/procedure/equivalence.ts";
import { interquartileMean } from "../../src/stats/procedure/interquartile-mean.ts";
import { mcnemar } from "../../src/stats/procedure/mcnemar.ts";
import { pairedT, pairedTInterval } from "../../src/stats/procedure/paired-t.ts";
import { pairedPower, seedsNeeded, seedsNeededPerGroup } from "../../src/stats/procedure/power.ts";
import { clopperPearson, wilson } from "../../src/stats/procedure/proportion-interval.ts";
import { quantile } from "../../src/stats/procedure/quantile.ts";
import { signTest } from "../../src/stats/procedure/sign-test.ts";
import { welch, welchInterval } from "../../src/stats/procedure/welch.ts";
import { holm } from "../simulation/holm.ts";
import { expectNear } from "./near.ts";
import { RANK_KEYS, RANK_KEYS_LEFT_OUT } from "./reference-keys.ts";
import { LEFT_OUT } from "./reference-keys-classical.ts";

type Json = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly d: readonly number[];
  readonly margin: number;
  readonly expected: Readonly<Record<string, Json | null>>;
}

const REFERENCE = JSON.parse(
  readFileSync(new URL("../reference/stats.json", import.meta.url), "utf8"),
);
const CASES: readonly Case[] = REFERENCE.sets.flatMap(casesOf);
const AIM = { alpha: 0.05, power: 0.8 };

/** For procedures that look at the differences only. */
const caseOf = (d: readonly number[]): Case => ({
  name: "",
  a: [],
  b: [],
  d,
  margin: Number.NaN,
  expected: {},
});

const ends = (interval: Interval | null) => interval && [interval.low, interval.high];
const meanOf = (values: readonly number[]) => moments(values).mean!;
const standardErrorOf = (values: readonly number[]) =>
  moments(values).sd! / Math.sqrt(values.length);

const described = (side: "a" | "b"): Readonly<Record<string, (given: Case) => unknown>> => ({
  [`desc_${side}.mean`]: (given) => meanOf(given[side]),
  [`desc_${side}.sd`]: (given) => moments(given[side]).sd,
  [`desc_${side}.sem`]: (given) => standardErrorOf(given[side]),
  [`desc_${side}.median`]: (given) => median(given[side]),
  [`desc_${side}.min`]: (given) => quantile(given[side], 0),
  [`desc_${side}.max`]: (given) => quantile(given[side], 1),
  [`desc_${side}.iqm`]: (given) => interquartileMean(given[side]),
  [`desc_${side}.mad`]: (given) =>
    median(given[side].map((value) => Math.abs(value - median(given[side])!))),
  [`desc_${side}.quantiles_type7`]: (given) =>
    Object.fromEntries(
      [0.025, 0.25, 0.5, 0.75, 0.975].map((p) => [`${p}`, quantile(given[side], p)]),
    ),
  [`desc_${side}.mean_ci95`]: (given) => ends(pairedTInterval(given[side], 0.95)),
});

/** What each key of a set's `expected` is compared with. */
const COMPARED: Readonly<Record<string, (given: Case) => unknown>> = {
  ...described("a"),
  ...described("b"),
  "welch.mean_diff": ({ a, b }) => welch(a, b)!.difference,
  "welch.se": ({ a, b }) => welch(a, b)!.standardError,
  "welch.t": ({ a, b }) => welch(a, b)!.t,
  "welch.df": ({ a, b }) => welch(a, b)!.df,
  "welch.p": ({ a, b }) => welch(a, b)!.pValue,
  "welch.ci95": ({ a, b }) => ends(welchInterval(a, b, 0.95)),
  "welch.ci90": ({ a, b }) => ends(welchInterval(a, b, 0.9)),
  "effects.sd_pooled": ({ a, b }) =>
    // Where the means are equal, d is 0 whatever it is divided by.
    cohenD(a, b) === 0 ? pooledOf(a, b) : (meanOf(a) - meanOf(b)) / cohenD(a, b)!,
  "effects.cohen_d": ({ a, b }) => cohenD(a, b),
  "effects.hedges_g": ({ a, b }) => hedgesG(a, b),
  "effects.hedges_J_exact": ({ a, b }) => hedgesCorrection(a.length + b.length - 2),
  "effects.cliffs_delta": ({ a, b }) => cliffsDelta(a, b),
  "effects.A12_a_greater": ({ a, b }) => 1 - probabilityLower(a, b)!,
  "effects.prob_a_lower": ({ a, b }) => probabilityLower(a, b),
  "effects.cohen_dz": ({ d }) => cohenDz(d),
  "effects.hedges_gz": ({ d }) => hedgesGz(d),
  "effects.paired_prob_a_lower": ({ d }) => {
    const { positive, negative } = signTest(d);
    return (1 - (positive - negative) / d.length) / 2;
  },
  "effects.pearson_r": ({ a, b }) => correlation(a, b),
  "tost_welch.t_lower": ({ a, b, margin }) => (welch(a, b)!.difference + margin) / seOf(a, b),
  "tost_welch.t_upper": ({ a, b, margin }) => (welch(a, b)!.difference - margin) / seOf(a, b),
  "tost_welch.p_lower": ({ a, b, margin }) => tostWelch(a, b, margin)!.pLower,
  "tost_welch.p_upper": ({ a, b, margin }) => tostWelch(a, b, margin)!.pUpper,
  "tost_welch.p": ({ a, b, margin }) => tostWelch(a, b, margin)!.pValue,
  "tost_welch.equivalent_at_05": ({ a, b, margin }) => tostWelch(a, b, margin)!.pValue < 0.05,
  "paired_t.mean_diff": ({ d }) => moments(d).mean,
  "paired_t.sd_diff": ({ d }) => moments(d).sd,
  "paired_t.t": ({ d }) => pairedT(d)?.t ?? null,
  "paired_t.df": ({ d }) => pairedT(d)?.df ?? d.length - 1,
  "paired_t.p": ({ d }) => pairedT(d)?.pValue ?? null,
  "paired_t.p_less": ({ d }) => pairedT(d)!.pLess,
  "paired_t.p_greater": ({ d }) => pairedT(d)!.pGreater,
  "paired_t.ci95": ({ d }) => ends(pairedTInterval(d, 0.95)),
  "paired_t.ci90": ({ d }) => ends(pairedTInterval(d, 0.9)),
  "sign_test.n_pos": ({ d }) => signTest(d).positive,
  "sign_test.n_neg": ({ d }) => signTest(d).negative,
  "sign_test.n_zero": ({ d }) => d.length - signTest(d).positive - signTest(d).negative,
  "sign_test.p": ({ d }) => signTest(d).pValue,
  "sign_test.prop_ci95_clopper_pearson": ({ d }) => {
    const { positive, negative } = signTest(d);
    return ends(clopperPearson(positive, positive + negative, 0.95));
  },
  "sign_test.prop_ci95_wilson": ({ d }) => {
    const { positive, negative } = signTest(d);
    return ends(wilson(positive, positive + negative, 0.95));
  },
  "tost_paired.t_lower": ({ d, margin }) => (meanOf(d) + margin) / standardErrorOf(d),
  "tost_paired.t_upper": ({ d, margin }) => (meanOf(d) - margin) / standardErrorOf(d),
  "tost_paired.p_lower": ({ d, margin }) => tostPaired(d, margin)!.pLower,
  "tost_paired.p_upper": ({ d, margin }) => tostPaired(d, margin)!.pUpper,
  "tost_paired.p": ({ d, margin }) => tostPaired(d, margin)!.pValue,
  "tost_paired.equivalent_at_05": ({ d, margin }) => tostPaired(d, margin)!.pValue < 0.05,
  "required_n_at_observed_dz.n": ({ d }) => seedsNeeded(cohenDz(d)!, AIM),
  "required_n_at_observed_dz.power_at_n": ({ d }) =>
    pairedPower(cohenDz(d)!, seedsNeeded(cohenDz(d)!, AIM)!, 0.05),
  "rope.p_below": ({ d, margin }) => belowOf(d, -margin),
  "rope.p_in": ({ d, margin }) => belowOf(d, margin) - belowOf(d, -margin),
  "rope.p_above": ({ d, margin }) => 1 - belowOf(d, margin),
};

describe.each(CASES)("$name", (given) => {
  test.each(Object.keys(given.expected))("has the reference's %s", (group) => {
    for (const [key, expected] of fieldsOf(group, given.expected[group])) {
      const compute = COMPARED[key];
      if (compute) expectNear(compute(given), expected, undefined, key);
    }
  });

  test.runIf("bootstrap_mean_diff" in given.expected)("has a bootstrap interval near it", () => {
    const expected = given.expected.bootstrap_mean_diff!;
    const interval = bcaInterval(given.d, meanOf, 0.95);
    if (expected.degenerate) return expect(interval).toBeNull();
    const tolerance = { relative: 0, absolute: expected.tolerance_abs as number };
    expectNear(ends(interval), expected.bca_ci95, tolerance);
  });
});

describe("diverged runs", () => {
  const { a, b, expected } = REFERENCE.diverged;
  const isDiverged = (value: number | null) => value === null;
  const pairs: [number | null, number | null][] = a.map((value: number | null, index: number) => [
    value,
    b[index],
  ]);

  test("differ between the variants with McNemar's p, at Clopper and Pearson's rates", () => {
    const onlyA = pairs.filter(([p, q]) => isDiverged(p) && !isDiverged(q)).length;
    const onlyB = pairs.filter(([p, q]) => !isDiverged(p) && isDiverged(q)).length;
    expect(mcnemar(onlyA, onlyB)).toBe(expected.mcnemar_exact_p);
    const rate = (runs: (number | null)[]) =>
      ends(clopperPearson(runs.filter(isDiverged).length, runs.length, 0.95));
    expectNear([rate(a), rate(b)], [expected.rate_ci95_a, expected.rate_ci95_b]);
  });

  test("are left out of the paired t-test", () => {
    const d = pairs.flatMap(([p, q]) =>
      p === null || q === null ? [] : [Number((p - q).toFixed(12))],
    );
    const { n, paired_t } = expected.complete_pairs;
    expect(d).toHaveLength(n);
    for (const [key, value] of fieldsOf("paired_t", paired_t)) {
      if (key in COMPARED) expectNear(COMPARED[key]!(caseOf(d)), value, undefined, key);
    }
  });

  test("count as the worst in the sign test", () => {
    const rank = (value: number | null) => value ?? Number.POSITIVE_INFINITY;
    const d = pairs.map(([p, q]) => (rank(p) === rank(q) ? 0 : rank(p) - rank(q)));
    for (const [key, value] of fieldsOf("sign_test", expected.sign_test_worst_rank)) {
      expectNear(COMPARED[key]!(caseOf(d)), value, undefined, key);
    }
    const share = COMPARED["effects.paired_prob_a_lower"]!(caseOf(d));
    expectNear(share, expected.paired_prob_a_lower_worst_rank);
  });
});

test("Holm's p-values are those of statsmodels, whichever test the raw ones come from", () => {
  const { friedman, mean_ranks, ...tests } = REFERENCE.sets.at(-1).multiple;
  expect(Object.keys(tests)).toHaveLength(4);
  for (const { raw, holm: adjusted } of Object.values<Record<string, number[]>>(tests)) {
    expectNear(holm(raw!), adjusted);
  }
});

test("the power of t-tests and the seeds it takes are those of the noncentral t", () => {
  for (const it of REFERENCE.power) {
    expect(seedsNeeded(it.dz, it)).toBe(it.required_n_paired);
    expect(seedsNeededPerGroup(it.dz, it)).toBe(it.required_n_per_group_unpaired);
    expect(Math.ceil(it.statsmodels_solve_power_n)).toBe(it.required_n_paired);
    expectNear(pairedPower(it.dz, it.required_n_paired, it.alpha), it.power_at_required_n);
    for (const [n, power] of Object.entries(it.power_at)) {
      expectNear(pairedPower(it.dz, Number(n), it.alpha), power);
    }
  }
});

test("every key of the reference is compared, or left out for a reason", () => {
  const { friedman, mean_ranks, ...tests } = REFERENCE.sets.at(-1).multiple;
  const ofMultiple = [
    ...Object.values(tests).flatMap((it) => fieldsOf("multiple", it)),
    ...fieldsOf("multiple", { friedman: null, mean_ranks: null }),
  ];
  const ofSets = CASES.flatMap(({ expected }) =>
    Object.entries(expected).flatMap(([group, value]) => fieldsOf(group, value)),
  );
  const ofDiverged = fieldsOf("diverged", REFERENCE.diverged.expected);
  const keys = new Set([...ofSets, ...ofMultiple, ...ofDiverged].map(([key]) => key));
  const elsewhere = new Set<string>([...RANK_KEYS, ...Object.keys(RANK_KEYS_LEFT_OUT)]);
  const above = new Set([
    "bootstrap_mean_diff.bca_ci95",
    "multiple.holm",
    "diverged.mcnemar_exact_p",
    "diverged.rate_ci95_a",
    "diverged.rate_ci95_b",
    "diverged.complete_pairs",
    "diverged.sign_test_worst_rank",
    "diverged.paired_prob_a_lower_worst_rank",
    // Compared in reference-ranks.test.ts.
    "diverged.wilcoxon_worst_rank_p_exact",
  ]);
  const isCovered = (key: string) =>
    key in COMPARED || key in LEFT_OUT || above.has(key) || elsewhere.has(key.split(".")[0]!);
  expect([...keys].filter((key) => !isCovered(key))).toEqual([]);
  const listed = [...Object.keys(COMPARED), ...Object.keys(LEFT_OUT), ...above];
  expect(listed.filter((key) => !keys.has(key))).toEqual([]);
});

function casesOf(set: Case & { c?: number[]; id: string }): Case[] {
  if (!set.c) return [{ ...set, name: set.id, d: differencesOf(set.a, set.b) }];
  const sides: Readonly<Record<string, readonly number[]>> = { a: set.a, b: set.b, c: set.c };
  return Object.entries(set.expected).map(([pair, expected]) => {
    const [a, b] = pair.split("-").map((side) => sides[side]!) as [number[], number[]];
    const name = `${set.id} ${pair}`;
    return { name, a, b, d: differencesOf(a, b), margin: set.margin, expected } as Case;
  });
}

/** As in the file: rounded to 12 decimals, so that decimal ties are ties. Pairs only. */
function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) return [];
  return a.map((value, index) => Number((value - b[index]!).toFixed(12)));
}

/** group.field with its value; a group that is no record is its own key. */
function fieldsOf(group: string, value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[group, value]];
  return Object.entries(value).map(([field, inner]) => [`${group}.${field}`, inner]);
}

function pooledOf(a: readonly number[], b: readonly number[]): number {
  const shifted = a.map((value) => value + 1);
  return (meanOf(shifted) - meanOf(b)) / cohenD(shifted, b)!;
}

function seOf(a: readonly number[], b: readonly number[]): number {
  return welch(a, b)!.standardError;
}

/** The posterior chance of a mean below `bound`, under a flat prior. */
function belowOf(d: readonly number[], bound: number): number {
  return tCdf((bound - meanOf(d)) / standardErrorOf(d), d.length - 1);
}
