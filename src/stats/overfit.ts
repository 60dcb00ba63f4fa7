import { moments } from "./moments.ts";
import type { Question } from "./question.ts";
import type { Overfit, VariantSummary } from "./summary.ts";
import { epochOf } from "./value-at.ts";

/** A mean curve that ends worse by this share of its best value ... */
const LOSS_MIN = 0.05;
/** ... which it had in this share of its epochs, overfits; both were chosen on real trainings. */
const EARLY_SHARE = 0.6;

/**
 * Whether a variant is past its best at the epoch compared: its mean validation curve was better
 * early on. Only epochs count that all of its runs reached.
 *
 * @returns null where it is not, for a metric that is none of validation, and for values that are
 *   not of one epoch for all runs (best, auc)
 * @see docs/statistics.md, "Overfitted and collapsed runs"
 */
export function overfitOf(
  { runs, curve }: Pick<VariantSummary, "runs" | "curve">,
  { metric, at, direction }: Question,
): Overfit | null {
  if (!metric.startsWith("val_") || at === "best" || at === "auc") return null;
  const done = runs.filter(({ state, value }) => state === "done" && value !== null);
  const compared = moments(done.map(({ value }) => value!)).mean;
  const reached = curve
    .filter(({ epoch, n }) => n >= done.length && epoch <= (epochOf(at) ?? epoch))
    .flatMap(({ epoch, mean }) => (mean === null ? [] : [{ epoch, mean }]));
  const last = reached.at(-1);
  if (compared === null || last === undefined) return null;
  const sign = direction === "min" ? 1 : -1;
  const best = reached.reduce((a, b) => (sign * b.mean < sign * a.mean ? b : a));
  const isLate = best.epoch > EARLY_SHARE * last.epoch;
  const isSlight = !(sign * (compared - best.mean) > LOSS_MIN * Math.abs(best.mean));
  return isLate || isSlight ? null : { bestEpoch: best.epoch, best: best.mean, compared };
}
