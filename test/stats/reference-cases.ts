import { readFileSync } from "node:fs";
import { expect } from "vitest";

// stats.json as sign flips, ranks, curves and sequential procedures read it; its numbers' source is
// in test/reference/README.md.

type Pair = readonly [number, number];

export interface FlipInterval {
  readonly k: number;
  readonly level?: number;
  readonly ci: Pair | null;
}

export interface RepeatedRow {
  readonly n: number;
  readonly degenerate?: true;
  readonly ci95: Pair;
  readonly ci90: Pair;
  readonly verdict: string;
}

export interface PairedExpected {
  readonly sign_flip_mean: {
    readonly kind: "exact" | "monte-carlo";
    readonly total: number;
    readonly p: number;
    readonly p_less: number;
    readonly p_greater: number;
    readonly tolerance: number;
  };
  readonly sign_flip_ci95: FlipInterval | null;
  readonly sign_flip_ci90: FlipInterval | null;
  readonly wilcoxon: {
    readonly wilcox: {
      readonly n_used: number;
      readonly W_plus: number;
      readonly W_minus: number;
      readonly p_exact: number;
      readonly rank_biserial: number | null;
      readonly scipy_approx_cc?: { readonly p: number };
    };
  };
  readonly sequential: readonly {
    readonly n: number;
    readonly mix_t_logE_tau1: number | null;
    readonly mix_t_cs95_tau1: Pair | null;
    readonly sign_logE: number;
    readonly sym_logE: number;
  }[];
  readonly rci: { readonly margin: number; readonly rows: readonly RepeatedRow[] };
}

export interface SampleExpected {
  readonly mann_whitney: {
    readonly U_a: number;
    readonly U_b: number;
    readonly p_asymptotic_cc: number;
    readonly p_exact?: number;
    readonly p_exact_midrank?: number;
  };
}

interface ReferenceCase {
  readonly name: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly expected: SampleExpected;
}

interface PairedCase extends ReferenceCase {
  readonly d: readonly number[];
  readonly expected: SampleExpected & PairedExpected;
}

interface ReferenceSet {
  readonly id: string;
  readonly paired: boolean;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c?: readonly number[];
  readonly d: readonly number[] | null;
  readonly expected: PairedCase["expected"] & Record<string, PairedCase["expected"]>;
}

export interface ReferenceCurves {
  readonly n: number;
  readonly epochs: number;
  readonly A: readonly (readonly number[])[];
  readonly B: readonly (readonly number[])[];
  readonly t: readonly number[];
  readonly max_abs_t: number;
  readonly maxt_sign_flip_p_global: number;
  readonly maxt_adjusted_p: readonly number[];
  readonly bonferroni_t_crit: number;
  readonly bonferroni_band: readonly [readonly number[], readonly number[]];
  readonly centred_flip_crit95: number;
  readonly auc_mean_loss_a: readonly number[];
  readonly auc_mean_loss_b: readonly number[];
  readonly auc_paired_t: { readonly t: number };
}

interface ReferenceFile {
  readonly sets: readonly ReferenceSet[];
  readonly curves: readonly ReferenceCurves[];
  readonly rci: { readonly table: Readonly<Record<string, Readonly<Record<string, number>>>> };
  readonly diverged: {
    readonly a: readonly (number | null)[];
    readonly b: readonly (number | null)[];
    readonly expected: {
      readonly sign_test_worst_rank: Readonly<Record<"n_pos" | "n_neg" | "n_zero" | "p", number>>;
      readonly wilcoxon_worst_rank_p_exact: { readonly wilcox: number };
    };
  };
}

export const REFERENCE: ReferenceFile = JSON.parse(
  readFileSync(new URL("../reference/stats.json", import.meta.url), "utf8"),
);

/** Every pair of samples in the file: a set of three variants is three of them. */
export const CASES: readonly ReferenceCase[] = REFERENCE.sets.flatMap(casesOf);

/** Those on shared seeds. */
export const PAIRED_CASES = CASES.filter((it): it is PairedCase => "d" in it);

/** Within 1e-9 of the expected number, or 1e-12 where that is tiny. */
export function expectNear(got: number | null | undefined, expected: number | null): void {
  if (expected === null) {
    expect(got).toBeNull();
    return;
  }
  const slack = Math.max(1e-12, 1e-9 * Math.abs(expected));
  expect(Math.abs(got! - expected), `${got} is not ${expected}`).toBeLessThanOrEqual(slack);
}

function casesOf(set: ReferenceSet): (ReferenceCase | PairedCase)[] {
  if (!set.paired) return [{ name: set.id, a: set.a, b: set.b, expected: set.expected }];
  const sides = { a: set.a, b: set.b, c: set.c ?? [] };
  const pairs = [["a", "b"] as const, ["a", "c"] as const, ["b", "c"] as const];
  return pairs.slice(0, set.c === undefined ? 1 : 3).map(([p, q]) => ({
    name: set.c === undefined ? set.id : `${set.id} ${p}-${q}`,
    ...{ a: sides[p], b: sides[q], d: differences(sides[p], sides[q]) },
    expected: set.c === undefined ? set.expected : set.expected[`${p}-${q}`]!,
  }));
}

/** The file's own: rounded to 12 decimals, so that decimal ties are ties. */
function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => Number((value - b[index]!).toFixed(12)) || 0);
}
