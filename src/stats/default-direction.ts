import type { Direction } from "./question.ts";

/**
 * Which end of a metric is good if nobody said so: accuracies should rise, all else should fall.
 * So should cosineProximity: as tfjs does, we record the negated cosine (model/metric-values.ts).
 */
export function defaultDirection(metric: string): Direction {
  const name = metric.replace(/^val_/, "").toLowerCase();
  return name === "acc" || name.endsWith("accuracy") ? "max" : "min";
}
