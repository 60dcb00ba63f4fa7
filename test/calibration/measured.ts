import { correlation } from "../../src/stats/correlation.ts";
import { defaultDirection } from "../../src/stats/default-direction.ts";
import { moments } from "../../src/stats/moments.ts";
import type { Scale } from "../../src/stats/question.ts";
import { skewness } from "../../src/stats/skewness.ts";
import type { Comparison } from "./comparisons.ts";
import type { Population, Run } from "./population.ts";
import { differencesOf, type Pairs } from "./rule.ts";

/** One metric of a population at the last epoch, lower being better. */
export interface Measured extends Pairs {
  readonly comparison: Comparison;
  readonly metric: string;
  /** whether its values are multiples of one number, as accuracies are */
  readonly isLattice: boolean;
  /** seeds on which a variant diverged: they are no pairs */
  readonly divergedCount: number;
  /** null where logarithms do not exist */
  readonly truth: { readonly linear: Truth; readonly log: Truth | null };
}

/** What 2,000 seeds say of the differences: as good as the truth for rules that see up to 50. */
export interface Truth {
  /** of the candidate minus the baseline; exactly 0 where the variants differ in nothing */
  readonly mean: number;
  /** as it was measured: of variants that differ in nothing, too */
  readonly measured: number;
  /** of `measured` */
  readonly standardError: number;
  readonly sd: number;
  /** of the two variants' values */
  readonly correlation: number | null;
  readonly skewness: number | null;
  /** whether runs diverged, so that no mean of all seeds exists */
  readonly isMissing: boolean;
}

/** @returns null if the runs have no such metric */
export function measure(population: Population, metric: string): Measured | null {
  const { comparison, baseline, candidate } = population;
  if (!baseline.some(({ series }) => metric in series)) return null;
  // Only accuracies are best high.
  const isLattice = defaultDirection(metric) === "max";
  const sign = isLattice ? -1 : 1;
  const value = (run: Run) => (run.hasDiverged ? Number.NaN : sign * run.series[metric]!.at(-1)!);
  const all = baseline.map((run, index) => [value(run), value(candidate[index]!)] as const);
  const complete = all.filter((pair) => pair.every(Number.isFinite));
  const pairs = { baseline: complete.map(([b]) => b), candidate: complete.map(([, c]) => c) };
  const divergedCount = all.length - complete.length;
  const isPositive = complete.every(([b, c]) => b > 0 && c > 0);
  const on = (scale: Scale) => truthOf(pairs, scale, comparison.isNull, divergedCount > 0);
  const truth = { linear: on("linear"), log: isPositive ? on("log") : null };
  return { comparison, metric, isLattice, ...pairs, divergedCount, truth };
}

function truthOf(pairs: Pairs, scale: Scale, isNull: boolean, isMissing: boolean): Truth {
  const differences = differencesOf(pairs, scale);
  const { mean, sd } = moments(differences);
  const values = (of: readonly number[]) => (scale === "log" ? of.map(Math.log) : of);
  return {
    mean: isNull ? 0 : mean!,
    measured: mean!,
    standardError: sd! / Math.sqrt(differences.length),
    sd: sd!,
    correlation: correlation(values(pairs.candidate), values(pairs.baseline)),
    skewness: skewness(differences),
    isMissing,
  };
}
