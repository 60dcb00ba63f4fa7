import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConstantScores, constantScores } from "../../src/model/constant-scores.ts";
import { hingeLabels, readsHingeLabels } from "../../src/model/hinge-labels.ts";
import { ROW_METRICS } from "../../src/model/metric-values.ts";
import type { RowMetricKind } from "../../src/model/row-metric.ts";
import type { LossName, MetricName } from "../../src/model/training-spec.ts";

interface Asked {
  readonly loss?: LossName;
  readonly metrics?: readonly MetricName[];
  readonly width?: number;
  readonly targetWidth?: number;
}

/** All rows train, unless so many do. */
function scoresOf(
  { loss = "meanSquaredError", metrics = [], width = 1, targetWidth = width }: Asked,
  targets: readonly number[],
  trainRowCount = targets.length / targetWidth,
): ConstantScores {
  const form = { width, targetWidth, hasLogits: false };
  const rowCount = targets.length / targetWidth;
  const values = Float32Array.from(targets);
  return constantScores({ loss, metrics }, form, { values, rowCount, trainRowCount });
}

/** What a constant answer gets by the definition that runs are recorded with. */
function meanOf(kind: RowMetricKind, answer: readonly number[], targets: readonly number[]) {
  const all = Float32Array.from(targets);
  const labels = readsHingeLabels(kind) ? hingeLabels(all) : all;
  const targetWidth = kind.startsWith("sparse") ? 1 : answer.length;
  const rowCount = labels.length / targetWidth;
  let sum = 0;
  for (let row = 0; row < rowCount; row++) {
    const target = labels.subarray(row * targetWidth, (row + 1) * targetWidth);
    sum += ROW_METRICS[kind](Float32Array.from(answer), target);
  }
  return sum / rowCount;
}

const numbers = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), {
  minLength: 1,
  maxLength: 30,
});
const flags = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 30 });
const shares = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
const positive = fc.array(fc.float({ min: 0, max: 20, noNaN: true }), {
  minLength: 1,
  maxLength: 30,
});

const COLUMNS: readonly [LossName, fc.Arbitrary<number[]>][] = [
  ["meanSquaredError", numbers],
  ["meanAbsoluteError", numbers],
  ["meanAbsolutePercentageError", numbers],
  ["meanSquaredLogarithmicError", positive],
  ["huber", numbers],
  ["logcosh", numbers],
  ["hinge", flags],
  ["squaredHinge", flags.map((all) => all.map((flag) => 2 * flag - 1))],
  ["binaryCrossentropy", shares],
];

describe.each(COLUMNS)("the constant's %s", (loss, targets) => {
  test("is what no constant falls below, and some constant reaches", () => {
    fc.assert(
      fc.property(targets, (values) => {
        const score = scoresOf({ loss }, values).loss!;
        const [low, high] = loss === "binaryCrossentropy" ? [0, 1] : [-21, 21];
        const steps = Array.from({ length: 401 }, (_, n) => low + ((high - low) * n) / 400);
        // The best answer of a loss with corners is at one of them: at a target, or at a margin.
        const answers = [...steps, ...values.map(Math.fround), -1, 1];
        const losses = answers.map((answer) => meanOf(loss, [answer], values));
        const least = Math.min(...losses);
        const slack = 1e-5 * Math.max(1, least);
        expect(score).toBeLessThanOrEqual(least + slack);
        // Between two steps a loss with a bend is below both by no more than this.
        const isCornered = loss.startsWith("meanAbsolute") || loss === "hinge";
        const bend = loss === "binaryCrossentropy" ? 0.01 : isCornered ? 0 : 0.06;
        expect(score).toBeGreaterThanOrEqual(least - slack - bend);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the constant's cross-entropy of classes", () => {
  const classes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 30 });

  test("is reached by their shares, and by no other answer that was drawn", () => {
    const answer = fc.array(fc.float({ min: Math.fround(0.01), max: 1, noNaN: true }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(classes, answer, (rows, drawn) => {
        const loss = "sparseCategoricalCrossentropy";
        const score = scoresOf({ loss, width: 4, targetWidth: 1 }, rows).loss!;
        const total = drawn.reduce((sum, part) => sum + part, 0);
        const other = drawn.map((part) => part / total);
        expect(score).toBeLessThanOrEqual(meanOf(loss, other, rows) + 1e-5);
        const own = [0, 1, 2, 3].map((k) => rows.filter((row) => row === k).length / rows.length);
        expect(score).toBeCloseTo(meanOf(loss, own, rows), 5);
      }),
    );
  });
  test("is the same whether classes are numbers or one-hot", () => {
    fc.assert(
      fc.property(classes, (rows) => {
        const oneHot = rows.flatMap((row) => [0, 1, 2, 3].map((k) => +(k === row)));
        const sparse = { width: 4, targetWidth: 1, loss: "sparseCategoricalCrossentropy" } as const;
        const dense = { width: 4, loss: "categoricalCrossentropy" } as const;
        expect(scoresOf(dense, oneHot).loss).toBeCloseTo(scoresOf(sparse, rows).loss!, 12);
      }),
    );
  });
});

test.each<LossName>([
  "poisson",
  "cosineProximity",
  "kullbackLeiblerDivergence",
  "categoricalHinge",
])("%s has no constant to be held against", (loss) => {
  expect(scoresOf({ loss, width: 2 }, [0, 1, 1, 0])).toEqual({});
});

test("labels that are no labels have no constant hinge", () => {
  expect(scoresOf({ loss: "hinge" }, [0, 1, 0.5])).toEqual({});
});

test("each place of an output has a constant of its own", () => {
  // Variances 1 and 100.
  expect(scoresOf({ width: 2 }, [0, 0, 2, 20]).loss).toBe((1 + 100) / 2);
});

describe("the majority class", () => {
  test("is counted in the rows that train and in those that validate", () => {
    const asked = { metrics: ["accuracy" as const], width: 3, targetWidth: 1 };
    const scores = scoresOf(asked, [0, 0, 0, 1, /* validate */ 2, 2, 1, 1, 0], 4);
    expect(scores).toMatchObject({ accuracy: 0.75, val_accuracy: 0.4 });
    expect(scoresOf(asked, [0, 1])).not.toHaveProperty("val_accuracy");
  });
  test("goes by the name that was asked for, and by what it means for the output", () => {
    const flagged = { metrics: ["acc", "binaryAccuracy", "mae"] as MetricName[] };
    expect(scoresOf(flagged, [1, 1, 0])).toEqual({
      ...{ loss: expect.any(Number), acc: 2 / 3, binaryAccuracy: 2 / 3 },
    });
    const oneHot = { metrics: ["categoricalAccuracy" as const], width: 2 };
    expect(scoresOf(oneHot, [1, 0, 0, 1, 0, 1]).categoricalAccuracy).toBe(2 / 3);
  });
  test("is the most that a constant answer scores", () => {
    const rows = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, (classes) => {
        const kind = "sparseCategoricalAccuracy";
        const asked = { metrics: [kind as MetricName], width: 3, targetWidth: 1 };
        const answers = [0, 1, 2].map((k) => [0, 1, 2].map((place) => +(place === k)));
        const most = Math.max(...answers.map((answer) => meanOf(kind, answer, classes)));
        expect(scoresOf(asked, classes)[kind]).toBe(most);
      }),
    );
  });
});
