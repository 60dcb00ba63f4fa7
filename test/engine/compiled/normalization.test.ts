import { describe, expect, test } from "vitest";
import {
  batchNorm,
  batchNormGradient,
  layerNorm,
  layerNormGradient,
} from "../../../src/engine/compiled/reference/normalization.ts";
import { elements, empty, largestError, matrix, spread } from "./matrices.ts";

type Rows = readonly (readonly number[])[];

const [ROWS, WIDTH] = [12, 21];
const [MOMENTUM, EPSILON] = [0.9, 0.001];
const X = matrix(ROWS, WIDTH, spread(3));
const DY = matrix(ROWS, WIDTH, spread(2, 1000));
const GAMMA = Float32Array.from({ length: WIDTH }, (_, c) => 0.5 + c / 10);
const BETA = Float32Array.from({ length: WIDTH }, (_, c) => c / 7 - 1);
const OPTIONS = [
  { what: "gamma and beta", gamma: GAMMA, beta: BETA },
  { what: "gamma alone", gamma: GAMMA, beta: undefined },
  { what: "beta alone", gamma: undefined, beta: BETA },
  { what: "neither", gamma: undefined, beta: undefined },
];

describe.each(OPTIONS)("batch normalization with $what", ({ gamma, beta }) => {
  test("is its definition in training, and moves the statistics", () => {
    const run = runBatchNorm(gamma, beta, true);
    const exact = transpose(transpose(elements(X)).map((column) => normalize(column)));
    expect(largestError(elements(run.y), affine(exact, gamma, beta))).toBeLessThan(1e-6);
    transpose(elements(X)).forEach((column, c) => {
      // divided by the count, not by one less
      expect(run.movingMean[c]).toBeCloseTo(0.9 * (c / 10) + 0.1 * mean(column), 5);
      expect(run.movingVariance[c]).toBeCloseTo(0.9 * (1 + c / 10) + 0.1 * variance(column), 5);
    });
  });

  test("has the gradients of its definition in training", () => {
    const { normalized, inverse } = runBatchNorm(gamma, beta, true);
    const [dx, dgamma, dbeta] = [empty(ROWS, WIDTH), vector(), vector()];
    batchNormGradient(DY, normalized, inverse, gamma, dx, dgamma, dbeta, true);
    const loss = (x: Rows) => {
      const y = affine(transpose(transpose(x).map((column) => normalize(column))), gamma, beta);
      return dot(y);
    };
    expect(largestError(elements(dx), differences(loss))).toBeLessThan(4e-6);
    expectColumnSums(dgamma, dbeta, elements(normalized));
  });

  test("uses the moving statistics outside training, as constants", () => {
    const run = runBatchNorm(gamma, beta, false);
    const exact = (x: Rows) =>
      x.map((row) => row.map((v, c) => (v - c / 10) / Math.sqrt(1 + c / 10 + EPSILON)));
    expect(largestError(elements(run.y), affine(exact(elements(X)), gamma, beta))).toBeLessThan(
      1e-6,
    );
    expect([run.movingMean, run.movingVariance]).toEqual([movingMean(), movingVariance()]);
    const dx = empty(ROWS, WIDTH);
    batchNormGradient(DY, run.normalized, run.inverse, gamma, dx, undefined, undefined, false);
    const loss = (x: Rows) => dot(affine(exact(x), gamma, beta));
    expect(largestError(elements(dx), differences(loss))).toBeLessThan(4e-6);
  });
});

describe.each(OPTIONS)("layer normalization with $what", ({ gamma, beta }) => {
  const exact = (x: Rows) => affine(x.map(normalize), gamma, beta);
  const run = () => {
    const [normalized, y] = [empty(ROWS, WIDTH), empty(ROWS, WIDTH)];
    const inverse = new Float32Array(ROWS);
    layerNorm(X, gamma, beta, inverse, normalized, y, EPSILON);
    return { normalized, inverse, y };
  };

  test("is its definition", () => {
    expect(largestError(elements(run().y), exact(elements(X)))).toBeLessThan(1e-6);
  });

  test("has the gradients of its definition", () => {
    const { normalized, inverse } = run();
    const [dx, dgamma, dbeta] = [empty(ROWS, WIDTH), vector(), vector()];
    layerNormGradient(DY, normalized, inverse, gamma, dx, dgamma, dbeta);
    const loss = (x: Rows) => dot(exact(x));
    expect(largestError(elements(dx), differences(loss))).toBeLessThan(4e-6);
    expectColumnSums(dgamma, dbeta, elements(normalized));
  });
});

test("gradients may be taken in place, and those not wanted may be left out", () => {
  const { normalized, inverse } = runBatchNorm(GAMMA, BETA, true);
  const copy = () => matrix(ROWS, WIDTH, (r, c) => elements(DY)[r]![c]!);
  const [batch, batchInPlace, layer, layerInPlace] = [copy(), copy(), copy(), copy()];
  batchNormGradient(DY, normalized, inverse, GAMMA, batch, vector(), vector(), true);
  batchNormGradient(
    batchInPlace,
    normalized,
    inverse,
    GAMMA,
    batchInPlace,
    vector(),
    vector(),
    true,
  );
  expect(elements(batchInPlace)).toEqual(elements(batch));
  layerNormGradient(DY, normalized, inverse, GAMMA, layer, undefined, undefined);
  layerNormGradient(layerInPlace, normalized, inverse, GAMMA, layerInPlace, vector(), vector());
  expect(elements(layerInPlace)).toEqual(elements(layer));
  const dbeta = vector();
  layerNormGradient(DY, normalized, inverse, GAMMA, undefined, undefined, dbeta);
  expect(dbeta[3]).toBeCloseTo(mean(transpose(elements(DY))[3]!) * ROWS, 5);
});

function runBatchNorm(
  gamma: Float32Array | undefined,
  beta: Float32Array | undefined,
  training: boolean,
) {
  const [normalized, y] = [empty(ROWS, WIDTH), empty(ROWS, WIDTH)];
  const moving = [movingMean(), movingVariance()] as const;
  const [means, inverse] = [vector(), vector()];
  const scratch = [means, inverse, normalized, y] as const;
  batchNorm(X, gamma, beta, ...moving, ...scratch, MOMENTUM, EPSILON, training);
  return { movingMean: moving[0], movingVariance: moving[1], inverse, normalized, y };
}

function movingMean(): Float32Array {
  return vector().map((_, c) => c / 10);
}

function movingVariance(): Float32Array {
  return vector().map((_, c) => 1 + c / 10);
}

function vector(): Float32Array {
  return new Float32Array(WIDTH);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}

function normalize(values: readonly number[]): number[] {
  const [center, deviation] = [mean(values), Math.sqrt(variance(values) + EPSILON)];
  return values.map((value) => (value - center) / deviation);
}

function transpose(rows: Rows): number[][] {
  return rows[0]!.map((_, c) => rows.map((row) => row[c]!));
}

function affine(rows: Rows, gamma: Float32Array | undefined, beta: Float32Array | undefined) {
  return (r: number, c: number) => rows[r]![c]! * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0);
}

/** The sum of y * DY: its derivative is the gradient that DY brings. */
function dot(y: (row: number, column: number) => number): number {
  return elements(DY)
    .flatMap((row, r) => row.map((dy, c) => dy * y(r, c)))
    .reduce((a, b) => a + b);
}

/** Central differences of a loss of X. */
function differences(loss: (x: Rows) => number): (row: number, column: number) => number {
  const x = elements(X);
  return (r, c) => {
    const moved = (by: number) =>
      loss(x.map((row, i) => (i === r ? row.map((v, j) => (j === c ? v + by : v)) : row)));
    return (moved(1e-4) - moved(-1e-4)) / 2e-4;
  };
}

function expectColumnSums(dgamma: Float32Array, dbeta: Float32Array, normalized: Rows): void {
  transpose(elements(DY)).forEach((column, c) => {
    const sums = column.map((dy, r) => dy * normalized[r]![c]!);
    expect(dgamma[c]).toBeCloseTo(mean(sums) * ROWS, 4);
    expect(dbeta[c]).toBeCloseTo(mean(column) * ROWS, 4);
  });
}
