import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { ComparisonScores, ScoringTask } from "./score-comparison.ts";
import type { TrainedPopulation } from "./train-populations.ts";

export interface ScoringRequest {
  /** decisions of each promised rule on each comparison */
  readonly count: number;
  /** the path of a module with the only rule to score; null: all there are */
  readonly ruleFile: string | null;
  /** told of each comparison */
  readonly talk: (line: string) => void;
}

/** Lets every rule decide every comparison again and again, one comparison a thread. */
export async function scoreAll(
  trained: readonly TrainedPopulation[],
  { count, ruleFile, talk }: ScoringRequest,
): Promise<ComparisonScores[]> {
  const pool = new Piscina({
    filename: fileURLToPath(new URL("score-thread.mjs", import.meta.url)),
    maxThreads: availableParallelism(),
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  try {
    return await Promise.all(
      trained.map(async ({ comparison, parquet }) => {
        const task: ScoringTask = { comparison, parquet, count, ruleFile };
        const scores: ComparisonScores = await pool.run(task, { name: "scoreComparison" });
        talk(`scored ${comparison.name}`);
        return scores;
      }),
    );
  } finally {
    await pool.destroy();
  }
}
