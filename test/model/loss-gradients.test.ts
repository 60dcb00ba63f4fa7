import { describe, expect, test } from "vitest";
import { hingeLabels, readsHingeLabels } from "../../src/model/hinge-labels.ts";
import { lossGradient } from "../../src/model/loss-gradients.ts";
import { ROW_METRICS } from "../../src/model/metric-values.ts";
import { LOGIT_KINDS, type LossKind } from "../../src/model/row-metric.ts";
import { LOSSES } from "../../src/model/training-spec.ts";
import { drawUniform } from "../../src/random/distributions.ts";
import { namedDraw } from "../../src/random/streams.ts";

// Where there is no derivative, Keras' own numbers say what the gradient is:
// test/reference/keras-losses.test.ts.

const LOSS_KINDS: readonly LossKind[] = [...LOSSES, ...LOGIT_KINDS];

const WIDTH = 4;
const STRIDE = 16;
const SAMPLES = 40;

/** Differences of the fourth order over this step are right to some 1e-9. */
const STEP = 2 ** -12;
/** The gradient is rounded to float32 once, which is 2^-24 of itself. */
const TOLERANCE = 2 ** -22;

const POSITIVE: readonly LossKind[] = [
  "meanSquaredLogarithmicError",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "binaryCrossentropy",
  "kullbackLeiblerDivergence",
  "poisson",
];

/**
 * A prediction that float32 holds with steps to either side, between 0.1 and 0.9 or -3 and 3. Kinks
 * are at multiples of 2^-6 off a target or another column; this is 2^-9 at least from all of them.
 */
function predictionOf(loss: LossKind, unit: number, column: number): number {
  const [low, high] = POSITIVE.includes(loss) ? [0.1, 0.9] : [-3, 3];
  const grid = Math.floor((low + (high - low) * unit) * 2 ** 6);
  return grid / 2 ** 6 + 2 ** -7 + column / 2 ** 9;
}

function targetOf(loss: LossKind, unit: number, place: number, column: number): number {
  switch (loss) {
    case "sparseCategoricalCrossentropy":
    case "sparseCategoricalCrossentropyOfLogits":
      return place;
    case "categoricalCrossentropy":
    case "categoricalCrossentropyOfLogits":
    case "binaryCrossentropyOfLogits":
    case "categoricalHinge":
    case "binaryCrossentropy":
      return place === column ? 1 : 0;
    case "kullbackLeiblerDivergence":
      return [0, 0.125, 0.25, 0.625][(place + column) % 4]!;
    case "hinge":
    case "squaredHinge":
      return unit < 0.5 ? -1 : 1;
    default:
      return Math.floor(3 * unit * 2 ** 6 + 1) / 2 ** 6;
  }
}

function isSparse(loss: LossKind): boolean {
  return loss.startsWith("sparse");
}

/** Rows in a matrix whose stride is wider than they are. */
function matrixOf(rows: readonly (readonly number[])[]) {
  const values = new Float32Array(rows.length * STRIDE);
  for (const [row, numbers] of rows.entries()) values.set(numbers, row * STRIDE);
  return { values, rows: rows.length, width: rows[0]!.length, stride: STRIDE };
}

/** The gradient, row by row. */
function gradientOf(
  loss: LossKind,
  predictions: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): number[][] {
  const gradient = matrixOf(predictions.map((row) => row.map(() => 7)));
  const all = Float32Array.from(targets.flat());
  lossGradient(loss, matrixOf(predictions), all, targets[0]!.length, gradient);
  return predictions.map((row, sample) =>
    Array.from(gradient.values.subarray(sample * STRIDE, sample * STRIDE + row.length)),
  );
}

describe("the gradient is the derivative of the recorded loss's mean", () => {
  test.each(LOSS_KINDS)("%s", (loss) => {
    const units = new Float32Array(SAMPLES * WIDTH * 2);
    drawUniform(namedDraw(1, "init", loss, 0), units);
    const columns = isSparse(loss) ? [0] : [0, 1, 2, 3];
    const rows = Array.from({ length: SAMPLES }, (_, sample) => {
      const unit = (column: number) => units[sample * WIDTH * 2 + column]!;
      return {
        prediction: [0, 1, 2, 3].map((column) => predictionOf(loss, unit(column), column)),
        target: columns.map((c) => targetOf(loss, unit(WIDTH + c), sample % WIDTH, c)),
      };
    });
    const gradient = gradientOf(
      loss,
      rows.map(({ prediction }) => prediction),
      rows.map(({ target }) => target),
    );
    for (const [sample, { prediction, target }] of rows.entries()) {
      for (const column of prediction.keys()) {
        const expected = derivative(loss, prediction, target, column) / SAMPLES;
        const distance = Math.abs(gradient[sample]![column]! - expected);
        expect(distance).toBeLessThan(TOLERANCE * (1 / SAMPLES + Math.abs(expected)));
      }
    }
  });
});

/** Of one row's recorded loss, by central differences of the fourth order. */
function derivative(
  loss: LossKind,
  prediction: readonly number[],
  target: readonly number[],
  column: number,
): number {
  const metric = ROW_METRICS[loss];
  const at = (steps: number) => {
    const moved = prediction.map((p, i) => (i === column ? p + steps * STEP : p));
    return metric(Float32Array.from(moved), Float32Array.from(target));
  };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * STEP);
}

describe("hinges take labels of 0 and 1 for -1 and 1", () => {
  test.each(["hinge", "squaredHinge"] as const)("%s", (loss) => {
    const predictions = [[0.5, -0.25]];
    expect(gradientOf(loss, predictions, [[1, 0]])).toEqual(
      gradientOf(loss, predictions, [[1, -1]]),
    );
  });

  test("unless one label of the batch is another", () => {
    const labels = Float32Array.of(0, 1, 2);
    expect(hingeLabels(labels)).toBe(labels);
    expect(hingeLabels(Float32Array.of(0, 1, 1))).toEqual(Float32Array.of(-1, 1, 1));
    expect(LOSS_KINDS.filter(readsHingeLabels)).toEqual(["hinge", "squaredHinge"]);
  });
});

describe("what is not a number", () => {
  test.each(["sparseCategoricalCrossentropy", "sparseCategoricalCrossentropyOfLogits"] as const)(
    "a class that is none of the row's gives no number, in that row alone: %s",
    (loss) => {
      const rows = [0, 1, 2, 3, 4, 5, 6].map(() => [0.25, 0.75]);
      const classes = [1, 2, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 0].map((c) => [c]);
      const gradient = gradientOf(loss, rows, classes);
      const finite = gradient.map((row) => row.every(Number.isFinite));
      expect(finite).toEqual([true, false, false, false, false, false, true]);
      expect(gradient.flat().filter(Number.isNaN)).toHaveLength(10);
    },
  );

  test.each(LOSS_KINDS)("stays so: %s", (loss) => {
    const target = isSparse(loss) ? [0] : [1, 0];
    const gradient = gradientOf(loss, [[Number.NaN, 0.5]], [target]);
    expect(gradient[0]![0]).toBeNaN();
  });
});
