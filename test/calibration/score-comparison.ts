import type { Comparison } from "./comparisons.ts";
import { accuracyContestants, type Contestant, lossContestants } from "./contestants.ts";
import { loadRule } from "./load-rule.ts";
import { type Measured, measure } from "./measured.ts";
import { readPopulation } from "./population.ts";
import { type Score, score } from "./score.ts";
import { seedOrders } from "./seed-orders.ts";

/** What a thread is asked. */
export interface ScoringTask {
  readonly comparison: Comparison;
  /** the path of the population */
  readonly parquet: string;
  /** decisions of each promised rule */
  readonly count: number;
  /** the path of a module with the only rule to score; null: all there are */
  readonly ruleFile: string | null;
}

/** Of one comparison, by contestant; null where there is no such metric, or no truth. */
export interface ComparisonScores {
  readonly losses: Measured;
  readonly accuracies: Measured | null;
  readonly byLoss: readonly (Score | null)[];
  readonly byAccuracy: readonly (Score | null)[];
}

/** Lets every rule decide one comparison again and again, by losses and by accuracies. */
export async function scoreComparison(task: ScoringTask): Promise<ComparisonScores> {
  const { comparison, parquet, count, ruleFile } = task;
  const population = await readPopulation(comparison, parquet);
  const [losses, accuracies] = [
    measure(population, "val_loss"),
    measure(population, "val_accuracy"),
  ];
  if (losses === null) throw new Error(`${parquet}: must have a column val_loss`);
  const alone = ruleFile === null ? null : await loadRule(ruleFile);
  return {
    ...{ losses, accuracies },
    byLoss: scoresOf(lossContestants(alone), losses, count),
    byAccuracy: accuracies ? scoresOf(accuracyContestants(alone), accuracies, count) : [],
  };
}

/**
 * All contestants see the same seeds in the same orders. Those of whom nothing is promised decide
 * half as often.
 */
export function scoresOf(
  contestants: readonly Contestant[],
  measured: Measured,
  count: number,
): (Score | null)[] {
  const orders = seedOrders(measured.comparison.name, measured.baseline.length, count);
  const half = { ...orders, count: Math.ceil(count / 2) };
  return contestants.map(({ rule, scale, isPromised }) =>
    measured.truth[scale] === null
      ? null
      : score(rule, measured, scale, isPromised ? orders : half),
  );
}
