import { describe, expect, test } from "vitest";
import {
  checkEvaluation,
  checkTraining,
  countRows,
} from "../../../src/engine/compiled/check-stretch.ts";
import type { EncodedProgram } from "../../../src/engine/compiled/encode-program.ts";

const program: EncodedProgram = {
  tensors: new Int32Array(0),
  train: new Int32Array(0),
  evaluate: new Int32Array(0),
  constants: new Float64Array(0),
  arenaLength: 0,
  sumCount: 1,
  drawWordCount: 9,
  inputWidth: 3,
  targetWidth: 1,
  outputWidth: 2,
  trainBatch: 4,
  evaluationBatch: 8,
  scalarCount: 2,
  hasOrderRoom: true,
};
const ROWS = 10;
/** Nine places in three steps. */
const training = {
  first: 0,
  end: 9,
  order: Uint32Array.from([9, 8, 7, 6, 5, 4, 3, 2, 1]),
  step: 0,
  rowsBefore: 0,
  scalars: new Float32Array(6),
  draws: new Uint32Array(9),
};

describe("rows", () => {
  test("are counted by both widths", () => {
    const rows = { inputs: new Float32Array(30), targets: new Float32Array(10) };
    expect(countRows(program, rows)).toBe(ROWS);
  });

  test.each([
    [29, 10],
    [30, 9],
  ])("of %i inputs and %i targets are refused", (inputs, targets) => {
    const rows = { inputs: new Float32Array(inputs), targets: new Float32Array(targets) };
    expect(() => countRows(program, rows)).toThrow(
      `rows: must be of 3 inputs and 1 targets, got ${inputs} and ${targets} numbers`,
    );
  });
});

describe("a stretch", () => {
  test("that fits passes", () => {
    expect(() => checkTraining(program, ROWS, training)).not.toThrow();
    expect(() => checkTraining(program, ROWS, { ...training, order: undefined })).not.toThrow();
    expect(() => checkEvaluation(program, ROWS, { first: 10, end: 10 })).not.toThrow();
  });

  test.each([
    [-1, 4],
    [5, 4],
    [0, 11],
    [0, 1.5],
  ])("from %d to %d is refused", (first, end) => {
    expect(() => checkEvaluation(program, ROWS, { first, end })).toThrow(
      `stretch: must lie in 0 to 10, got ${first} to ${end}`,
    );
  });

  test("ends with the order, not with the rows", () => {
    expect(() => checkTraining(program, ROWS, { ...training, end: 10 })).toThrow(
      "stretch: must lie in 0 to 9, got 0 to 10",
    );
  });

  test.each([
    [{ scalars: new Float32Array(5) }, "scalars: needs 6 numbers, got 5"],
    [{ draws: new Uint32Array(8) }, "draws: needs 9 numbers, got 8"],
    [{ predictions: new Float32Array(17) }, "predictions: needs 18 numbers, got 17"],
    [{ order: new Uint32Array(9).fill(10) }, "order: must name rows below 10, got 10 at 0"],
  ])("with too little is refused: %o", (change, message) => {
    expect(() => checkTraining(program, ROWS, { ...training, ...change })).toThrow(message);
  });
});
