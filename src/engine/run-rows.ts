import { arrangeRows } from "../data/arrange-rows.ts";
import type { Dataset } from "../data/dataset.ts";
import { isDrawn, type Split, splitRows } from "../data/split.ts";
import { splitSeed } from "../model/run-draws.ts";
import type { RunSpec } from "./engine.ts";

/**
 * The rows of one run, those that train first: the host's own, or a copy where the split is drawn.
 * Whoever trains or looks into a run takes its rows from here.
 */
export function rowsOfRun(
  { data, seeding, seed }: Pick<RunSpec, "data" | "seeding" | "seed">,
  dataset: Dataset,
): Dataset {
  const { validation } = data;
  return isDrawn(validation) ? arrangeRows(dataset, validation, splitSeed(seeding, seed)) : dataset;
}

/**
 * Which of a run's rows train.
 *
 * @throws RangeError if they are not yet those of the run
 */
export function splitOf(
  { data, seeding, seed }: Pick<RunSpec, "data" | "seeding" | "seed">,
  { rowCount, unsplit }: Pick<Dataset, "rowCount" | "unsplit">,
): Split {
  if (unsplit) throw new RangeError("splitOf: the rows must have been arranged for the run");
  return splitRows(rowCount, data.validation, splitSeed(seeding, seed));
}
