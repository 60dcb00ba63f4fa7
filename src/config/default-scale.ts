import type { LossName, MetricName } from "../model/training-spec.ts";

/** What is never negative, and 0 only where nothing at all is wrong: its size tells its spread. */
const RATIO_METRICS: ReadonlySet<string> = new Set<MetricName>([
  ...(["meanSquaredError", "mse", "meanSquaredLogarithmicError", "msle"] as const),
  ...(["categoricalCrossentropy", "sparseCategoricalCrossentropy", "binaryCrossentropy"] as const),
]);

/**
 * The scale of a question that names none, decided before any data are seen: ratios for squared
 * errors and cross-entropies. A margin is in units of the metric, and a diverged run that counts as
 * 0 or less has no ratio: then differences are as they are.
 *
 * @param metric as recorded, for example "val_loss"
 * @param losses of all variants
 */
export function defaultScale(
  metric: string,
  losses: readonly LossName[],
  { margin, failureValue }: { margin?: number | undefined; failureValue?: number | undefined },
): "linear" | "log" {
  const measured = metric.replace(/^val_/, "");
  const names = measured === "loss" ? losses : [measured];
  const areRatios = names.length > 0 && names.every((name) => RATIO_METRICS.has(name));
  const hasUnits = margin !== undefined || (failureValue !== undefined && failureValue <= 0);
  return areRatios && !hasUnits ? "log" : "linear";
}
