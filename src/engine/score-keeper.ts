import type { Dataset } from "../data/dataset.ts";
import { canMove } from "../data/split.ts";
import { type ConstantScores, constantScores } from "../model/constant-scores.ts";
import { outputForm } from "../model/output-form.ts";
import { splitSeed } from "../model/run-draws.ts";
import type { RunSpec } from "./engine.ts";
import { splitOf } from "./run-rows.ts";

/** Scores kept by a thread: one entry a loss and split, and variants take turns. */
const KEPT_COUNT_MAX = 16;

/**
 * What a constant answer scores on the rows of runs one after another: to count the targets takes
 * as long as some runs' epoch, and most runs have the same.
 *
 * @returns a function of a run and its own rows, as `rowsOfRun` has them
 */
export function scoreKeeper(): (spec: RunSpec, rows: Dataset) => ConstantScores {
  const kept = new Map<string, ConstantScores>();
  return (spec, rows) => {
    const { data, model, training, seeding } = spec;
    const { loss, metrics } = training;
    const form = outputForm(model.layers, rows.inputShape, rows.targetShape);
    const seed = canMove(data.validation) ? splitSeed(seeding, spec.seed) : 0;
    const key = JSON.stringify([rows.sha256, data.validation, seed, loss, metrics, form]);
    const known = kept.get(key);
    if (known) return known;
    const { trainRowCount } = splitOf(spec, rows);
    const { targets: values, rowCount } = rows;
    const scores = constantScores(training, form, { values, rowCount, trainRowCount });
    if (kept.size >= KEPT_COUNT_MAX) kept.clear();
    kept.set(key, scores);
    return scores;
  };
}
