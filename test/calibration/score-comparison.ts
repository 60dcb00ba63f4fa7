import type { Comparison } from "./comparisons.ts";
import { accuracyContestants, type Contestant, lossContestants } from "./contestants.ts";
import { type Measured, measure } from "./measured.ts";
import { readPopulation } from "./population.ts";
import { loadRules } from "./rules.ts";
import { type Score, score } from "./score.ts";
import { seedOrders } from "./seed-orders.ts";

/** What a thread is asked. */
export interface ScoringTask {
  readonly comparison: Comparison;
  /** the path of the population */
  readonly parquet: string;
  /** decisions of each rule */
  readonly count: number;
  /** the path of a module with one more rule; null: none */
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
  const rules = await loadRules(ruleFile);
  return {
    ...{ losses, accuracies },
    byLoss: scoresOf(lossContestants(rules), losses, count),
    byAccuracy: accuracies ? scoresOf(accuracyContestants(rules), accuracies, count) : [],
  };
}

/** All contestants see the same seeds in the same orders. */
export function scoresOf(
  contestants: readonly Contestant[],
  measured: Measured,
  count: number,
): (Score | null)[] {
  const orders = seedOrders(measured.comparison.name, measured.baseline.length, count);
  return contestants.map(({ rule, scale }) =>
    measured.truth[scale] === null ? null : score(rule, measured, scale, orders),
  );
}
