import { exp } from "../random/exp.ts";
import { hingeLabels } from "./hinge-labels.ts";
import { atLeastEpsilon, ROW_METRICS } from "./metric-values.ts";
import { naturalLog } from "./natural-log.ts";
import type { OutputForm } from "./row-metric.ts";
import { column, columnMeans, meanOverPlaces, sharesOf, type Targets } from "./target-places.ts";
import type { LossName } from "./training-spec.ts";

/**
 * The smallest mean loss that a constant output reaches on these rows, without penalties: with a
 * constant for each place of the output, whatever its activation can give. In closed form but for
 * huber and logcosh.
 *
 * @returns undefined for a loss of which that is no measure: poisson and cosineProximity have no
 *   natural zero, the constants of kullbackLeiblerDivergence and categoricalHinge need not be
 *   shares; of the hinges, where labels are other than -1 and 1, or 0 and 1
 */
export function constantLoss(
  loss: LossName,
  { targetWidth }: OutputForm,
  targets: Targets,
): number | undefined {
  switch (loss) {
    case "sparseCategoricalCrossentropy":
      return meanOverPlaces(targets, 1, (place) => {
        const classOf = (row: number) => targets.values[row * targets.size + place]!;
        return entropyOf(sharesOf(targets.count, classOf));
      });
    case "categoricalCrossentropy":
      return meanOverPlaces(targets, targetWidth, (place) =>
        entropyOf(columnMeans(targets, place, targetWidth)),
      );
    case "binaryCrossentropy":
      return meanOverPlaces(targets, 1, (place) => {
        const [share = 0] = columnMeans(targets, place, 1);
        return entropyOf([share, 1 - share]);
      });
    case "hinge":
    case "squaredHinge":
      return hingeLoss(loss, targets);
    default: {
      const ofColumn = COLUMN_LOSSES[loss];
      return ofColumn && meanOverPlaces(targets, 1, (place) => ofColumn(column(targets, place)));
    }
  }
}

/** -sum of t log(t / their sum): the cross-entropy of these shares, which are the best answer. */
function entropyOf(shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const terms = shares.map((share) => (share > 0 ? -share * naturalLog(share / total) : 0));
  return terms.reduce((sum, term) => sum + term, 0);
}

/** With labels of -1 and 1 the best constants are -1 or 1, and for squares the mean label. */
function hingeLoss(loss: "hinge" | "squaredHinge", targets: Targets): number | undefined {
  const labels = hingeLabels(targets.values);
  if (!labels.every((label) => label === 1 || label === -1)) return undefined;
  return meanOverPlaces(targets, 1, (place) => {
    const [mean = 0] = columnMeans({ ...targets, values: labels }, place, 1);
    return loss === "hinge" ? 1 - Math.abs(mean) : 1 - mean * mean;
  });
}

/** By loss what the best constant leaves of a column of targets, which may be sorted. */
const COLUMN_LOSSES: Partial<Record<LossName, (targets: Float64Array) => number>> = {
  meanSquaredError: variance,
  meanSquaredLogarithmicError: (targets) =>
    variance(targets.map((target) => naturalLog(1 + atLeastEpsilon(target)))),
  meanAbsoluteError: (targets) => aroundMedian(targets, () => 1),
  meanAbsolutePercentageError: (targets) =>
    aroundMedian(targets, (target) => 100 / atLeastEpsilon(Math.abs(target))),
  huber: (targets) =>
    atZeroSlope("huber", targets, (distance) => Math.max(-1, Math.min(1, distance))),
  logcosh: (targets) => atZeroSlope("logcosh", targets, hyperbolicTangent),
};

function variance(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return squares / values.length;
}

/** The mean weighted distance from the weighted median. */
function aroundMedian(targets: Float64Array, weightOf: (target: number) => number): number {
  targets.sort();
  let total = 0;
  for (const target of targets) total += weightOf(target);
  let [below, at] = [0, 0];
  while (at < targets.length - 1 && below + weightOf(targets[at]!) < total / 2) {
    below += weightOf(targets[at]!);
    at++;
  }
  const median = targets[at]!;
  let sum = 0;
  for (const target of targets) sum += weightOf(target) * Math.abs(target - median);
  return sum / targets.length;
}

/** Of the targets' range, halved so often, no more is left than a float32 tells apart. */
const HALVINGS = 30;

/** The mean of a convex loss where its slope, which ascends with the constant, turns positive. */
function atZeroSlope(
  loss: "huber" | "logcosh",
  targets: Float64Array,
  slopeAt: (distance: number) => number,
): number {
  let [low, high] = [targets[0]!, targets[0]!];
  for (const target of targets) [low, high] = [Math.min(low, target), Math.max(high, target)];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    let slope = 0;
    for (const target of targets) slope += slopeAt(middle - target);
    if (slope > 0) high = middle;
    else low = middle;
  }
  const [answer, target] = [Float32Array.of(low), new Float32Array(1)];
  let sum = 0;
  for (const value of targets) {
    target[0] = value;
    sum += ROW_METRICS[loss](answer, target);
  }
  return sum / targets.length;
}

function hyperbolicTangent(x: number): number {
  const power = exp(-2 * Math.min(Math.abs(x), 300));
  return (Math.sign(x) * (1 - power)) / (1 + power);
}
