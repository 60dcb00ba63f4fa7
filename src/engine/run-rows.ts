import { arrangeRows } from "../data/arrange-rows.ts";
import type { Dataset } from "../data/dataset.ts";
import { canMove, isDrawn, type Split, splitRows } from "../data/split.ts";
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
 * `rowsOfRun` for runs one after another: those of one seed have the same rows, those of a held
 * split all have, and to arrange them takes longer than many a run. Keeps the last run's rows.
 */
export function rowKeeper(): typeof rowsOfRun {
  let kept: { readonly key: string; readonly rows: Dataset } | undefined;
  return (run, dataset) => {
    const { validation } = run.data;
    if (!isDrawn(validation)) return dataset;
    const seed = canMove(validation) ? splitSeed(run.seeding, run.seed) : 0;
    const key = JSON.stringify([dataset.sha256, validation, seed]);
    if (kept?.key === key) return kept.rows;
    kept = undefined; // Two copies at once may be too many.
    kept = { key, rows: rowsOfRun(run, dataset) };
    return kept.rows;
  };
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
