import { moments } from "./moments.ts";
import type { RecordedRun } from "./recorded-run.ts";

/**
 * What the best constant answer scores: the mean over the done runs that recorded it, as splits
 * that are drawn differ in it.
 *
 * @returns null where none did
 */
export function constantScore(runs: readonly RecordedRun[], metric: string): number | null {
  const done = runs.filter(({ state }) => state === "done");
  const scores = done.flatMap(({ constantScores }) => {
    return constantScores && Object.hasOwn(constantScores, metric) ? constantScores[metric]! : [];
  });
  return moments(scores).mean;
}
