import { describe, expect, test } from "vitest";
import { binomialCdf } from "../../src/stats/distribution/binomial.ts";
import { tQuantile } from "../../src/stats/distribution/student-t.ts";
import type { Interval } from "../../src/stats/interval.ts";
import { moments } from "../../src/stats/moments.ts";
import { columnShares, flippedMaxima } from "../../src/stats/procedure/flipped-maxima.ts";
import { mannWhitney, rankSumNormalP } from "../../src/stats/procedure/mann-whitney.ts";
import { maxT } from "../../src/stats/procedure/max-t.ts";
import { midranks } from "../../src/stats/procedure/midranks.ts";
import { signFlip } from "../../src/stats/procedure/sign-flip.ts";
import { signFlipIntervals } from "../../src/stats/procedure/sign-flip-interval.ts";
import {
  centredFlipCritical,
  simultaneousBand,
} from "../../src/stats/procedure/simultaneous-band.ts";
import { signedRankNormalP, wilcoxon } from "../../src/stats/procedure/wilcoxon.ts";
import { worstRankDifferences } from "../../src/stats/procedure/worst-rank.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import {
  repeatedCritical,
  repeatedThreshold,
} from "../../src/stats/sequential/repeated-interval.ts";
import { TABLE_ALPHAS } from "../../src/stats/sequential/repeated-thresholds.ts";
import { signLogE } from "../../src/stats/sequential/sign-e-process.ts";
import { symmetricBetLogE } from "../../src/stats/sequential/symmetric-bet.ts";
import { tMixtureInterval, tMixtureLogE } from "../../src/stats/sequential/t-mixture.ts";
import {
  CASES,
  expectNear,
  type FlipInterval,
  PAIRED_CASES,
  REFERENCE,
} from "./reference-cases.ts";
import { RANK_KEYS } from "./reference-keys.ts";

test("every paired set has every key that is compared here", () => {
  expect(PAIRED_CASES).toHaveLength(11 + 1);
  for (const { expected } of PAIRED_CASES) {
    expect(RANK_KEYS.filter((key) => !(key in expected))).toEqual([]);
  }
});

test("the differences of the sets are those of the file", () => {
  for (const set of REFERENCE.sets.filter(({ d }) => d !== null)) {
    const name = set.c === undefined ? set.id : `${set.id} a-b`;
    expect(PAIRED_CASES.find((it) => it.name === name)?.d).toEqual(set.d);
  }
});

describe.each(CASES)("$name", ({ a, b, expected: { mann_whitney: ranks } }) => {
  test("has SciPy's Mann-Whitney U and p", () => {
    const { u, pValue, isExact } = mannWhitney(a, b);
    expect([u, mannWhitney(b, a).u]).toEqual([ranks.U_a, ranks.U_b]);
    expect(isExact).toBe(true);
    expectNear(pValue, (ranks.p_exact_midrank ?? ranks.p_exact)!);
    if (ranks.p_exact !== undefined) expectNear(pValue, ranks.p_exact);
  });

  test("has SciPy's normal approximation of Mann-Whitney's p", () => {
    const pooled = midranks([...a, ...b]);
    const rankSum = ranks.U_a + (a.length * (a.length + 1)) / 2;
    expectNear(rankSumNormalP(pooled, a.length, rankSum), ranks.p_asymptotic_cc);
  });
});

describe.each(PAIRED_CASES)("$name", ({ d, expected }) => {
  test("has the reference sign-flip p-values", () => {
    const { kind, total, p, p_less, p_greater, tolerance } = expected.sign_flip_mean;
    const flips = signFlip(d);
    expect(flips.isExact).toBe(true);
    // Two million random flips, but all 2^30 here: the tolerance is their Monte Carlo error.
    if (kind === "monte-carlo") {
      expect(Math.abs(flips.pValue - p)).toBeLessThan(tolerance);
    } else {
      const { pValue, pLess, pGreater, flipCount } = flips;
      expect([pValue, pLess, pGreater, flipCount]).toEqual([p, p_less, p_greater, total]);
    }
  });

  test("has the reference sign-flip intervals", () => {
    const [wide, narrow] = signFlipIntervals(d, [0.95, 0.9]);
    expectFlipInterval(wide!, expected.sign_flip_ci95);
    expectFlipInterval(narrow!, expected.sign_flip_ci90);
    // There the file has none; procedure/sign-flip-interval.test.ts looks at those.
    if (d.length > 20) expect(expected.sign_flip_ci95).toBeNull();
  });

  test("has SciPy's Wilcoxon test", () => {
    const { n_used, W_plus, W_minus, p_exact, ...want } = expected.wilcoxon.wilcox;
    const got = wilcoxon(d);
    expect([got.usedCount, got.wPlus, got.wMinus]).toEqual([n_used, W_plus, W_minus]);
    expect(got.isExact).toBe(true);
    expectNear(got.pValue, p_exact);
    expectNear(got.rankBiserial, want.rank_biserial);
    if (want.scipy_approx_cc === undefined) return;
    const ranks = midranks(d.filter((value) => value !== 0).map(Math.abs));
    expectNear(signedRankNormalP(ranks, W_plus), want.scipy_approx_cc.p);
  });

  test("has the reference e-processes after every seed", () => {
    expect(expected.sequential.map(({ n }) => n)).toEqual(d.map((_, index) => index + 1));
    const [mixture, signs, symmetric] = [tMixtureLogE(d), signLogE(d), symmetricBetLogE(d)];
    expected.sequential.forEach((row, index) => {
      expectNear(mixture[index], row.mix_t_logE_tau1);
      expectNear(signs[index], row.sign_logE);
      expectNear(symmetric[index], row.sym_logE);
    });
  });

  test("has the reference t-mixture interval after every seed", () => {
    for (const { n, mix_t_cs95_tau1: want } of expected.sequential) {
      const got = tMixtureInterval(d.slice(0, n), 0.95);
      // The file's null is either: no bound yet, or no spread.
      if (want === null) expect(got?.high ?? null).toBeOneOf([null, Number.POSITIVE_INFINITY]);
      else {
        expectNear(got!.low, want[0]);
        expectNear(got!.high, want[1]);
      }
    }
  });

  test("has the reference repeated intervals and verdicts at every look", () => {
    const { margin, rows } = expected.rci;
    expect(rows.map(({ n }) => n)).toEqual(d.length < 5 ? [] : everySeed(5, d.length));
    for (const row of rows) {
      const first = d.slice(0, row.n);
      if (row.degenerate) {
        expect(moments(first).sd).toBe(0);
        continue;
      }
      const table = REFERENCE.rci.table["5..30 every seed"]!;
      expectEnds(repeatedEnds(first, table["0.05"]!), row.ci95);
      expectEnds(repeatedEnds(first, table["0.1"]!), row.ci90);
      const looks = everySeed(5, 30);
      const [wide, narrow] = [0.05, 0.1].map((alpha) =>
        repeatedEnds(first, repeatedThreshold(looks, alpha).threshold),
      );
      expect(verdictOf(wide!, narrow!, margin)).toBe(row.verdict);
    }
  });
});

test("the thresholds are those of the file", () => {
  for (const [name, byAlpha] of Object.entries(REFERENCE.rci.table)) {
    const [, min, max] = /^(\d+)\.\.(\d+) every seed$/.exec(name) ?? [];
    const looks = min ? everySeed(Number(min), Number(max)) : name.split(",").map(Number);
    Object.values(byAlpha).forEach((want, index) => {
      const { threshold, source } = repeatedThreshold(looks, TABLE_ALPHAS[index]!);
      expect(source).toBe("table");
      // Six digits are kept of numbers with a Monte Carlo error in the third.
      expect(Math.abs(threshold / want - 1)).toBeLessThan(5e-6);
    });
  }
});

test("signs and ranks with diverged runs as the worst are the reference's", () => {
  const { a, b, expected } = REFERENCE.diverged;
  const differences = worstRankDifferences(a, b, Number.POSITIVE_INFINITY);
  const { n_pos, n_neg, n_zero } = expected.sign_test_worst_rank;
  const counts = [1, -1, 0].map((sign) => differences.filter((d) => Math.sign(d) === sign).length);
  expect(counts).toEqual([n_pos, n_neg, n_zero]);
  expectNear(2 * binomialCdf(n_pos, n_pos + n_neg, 1 / 2), expected.sign_test_worst_rank.p);
  expectNear(wilcoxon(differences).pValue, expected.wilcoxon_worst_rank_p_exact.wilcox);
});

describe.each(REFERENCE.curves)("$n curves of $epochs epochs", (curves) => {
  const rows = curves.A.map((row, seed) => row.map((value, e) => value - curves.B[seed]![e]!));

  test("have SciPy's t in every epoch", () => {
    columnShares(rows).forEach((share, epoch) => {
      const size = Math.sqrt(((curves.n - 1) * share) / (1 - share));
      expectNear(size, Math.abs(curves.t[epoch]!));
    });
    const largest = flippedMaxima(rows)[0]!;
    expectNear(Math.sqrt(((curves.n - 1) * largest) / (1 - largest)), curves.max_abs_t);
  });

  test("have the reference p, over all epochs and in each", () => {
    const { globalP, adjustedP } = maxT(rows)!;
    expect(globalP).toBe(curves.maxt_sign_flip_p_global);
    expect(adjustedP).toEqual(curves.maxt_adjusted_p);
  });

  test("have the reference critical values and band", () => {
    const critical = curves.n < 10 ? curves.bonferroni_t_crit : curves.centred_flip_crit95;
    const band = simultaneousBand(rows, 0.95);
    expectNear(band.criticalValue, critical);
    expectNear(centredFlipCritical(rows, 0.95), curves.centred_flip_crit95);
    const bonferroni = -tQuantile(0.025 / curves.epochs, curves.n - 1);
    expectNear(bonferroni, curves.bonferroni_t_crit);
    band.epochs.forEach(({ low, high }, epoch) => {
      const [from, to] = [curves.bonferroni_band[0][epoch]!, curves.bonferroni_band[1][epoch]!];
      const stretch = critical / bonferroni;
      expectNear((low + high) / 2, (from + to) / 2);
      expectNear(high - low, (to - from) * stretch);
    });
  });

  test("have SciPy's t of the area under the curve", () => {
    const area = (row: readonly number[]) =>
      row.slice(1).reduce((sum, value, e) => sum + (value + row[e]!) / 2, 0) / (row.length - 1);
    const differences = curves.A.map((row, seed) => area(row) - area(curves.B[seed]!));
    curves.A.forEach((row, seed) => {
      expectNear(area(row), curves.auc_mean_loss_a[seed]!);
    });
    const { mean, sd } = moments(differences);
    expectNear((mean! / sd!) * Math.sqrt(curves.n), curves.auc_paired_t.t);
  });
});

type Ends = readonly [low: number, high: number];

function repeatedEnds(differences: readonly number[], threshold: number): Ends {
  const n = differences.length;
  const { mean, sd } = moments(differences);
  const reach = (repeatedCritical(n, threshold) * sd!) / Math.sqrt(n);
  return [mean! - reach, mean! + reach];
}

function expectFlipInterval(got: Interval | null, want: FlipInterval | null): void {
  if (want === null) return;
  if (want.ci === null) {
    expect(got).toBeNull();
    return;
  }
  expect(got!.level).toBe(want.level);
  expectEnds([got!.low, got!.high], want.ci);
}

function expectEnds(got: Ends, want: Ends): void {
  expectNear(got[0], want[0]);
  expectNear(got[1], want[1]);
}

/** A lower value is better, hence a negative difference is "a". */
function verdictOf(wide: Ends, narrow: Ends, margin: number): string {
  const differs = wide[0] > 0 || wide[1] < 0;
  const isEquivalent = narrow[0] > -margin && narrow[1] < margin;
  if (differs && isEquivalent) return "both";
  if (differs) return wide[1] < 0 ? "a_lower" : "b_lower";
  return isEquivalent ? "equivalent" : "undecided";
}
