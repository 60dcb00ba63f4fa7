import { expect, test } from "vitest";
import type { Executor, Stretch } from "../../../src/engine/compiled/kernels.ts";
import { lower } from "../../../src/engine/compiled/lower.ts";
import { siteDraws } from "../../../src/engine/compiled/start-program.ts";
import { wasmKernels } from "../../../src/engine/compiled/wasm-kernels.ts";
import type { RunSpec } from "../../../src/engine/engine.ts";

// Rows of 4.8 MB, so that a stretch over all of them takes three windows.
const ROWS = 4001;
const WIDTH = 300;
const BATCH = 32;

const spec: RunSpec = {
  engine: "compiled",
  data: { source: "sine-windows", rows: ROWS, seed: 1, validation: 0 }, // not these rows
  seed: 1,
  seeding: { rule: "named", streams: ["dropout"] },
  model: {
    build: "static",
    dispatch: "fit",
    layers: [
      { kind: "dropout", name: "drop", inputs: ["input"], rate: 0.25 },
      {
        kind: "dense",
        name: "output",
        inputs: ["drop"],
        units: 2,
        activation: "linear",
        useBias: true,
        kernelInitializer: { kind: "zeros" },
        biasInitializer: { kind: "zeros" },
      },
    ],
  },
  training: {
    epochs: 1,
    batch: BATCH,
    loss: "meanSquaredError",
    metrics: ["mae"],
    optimizer: { name: "sgd", learningRate: 0.001 },
    shuffle: true,
  },
};
const program = lower({ ...spec, inputShape: [WIDTH], targetShape: [2] });
const draws = siteDraws(spec, program);
const rows = {
  inputs: Float32Array.from({ length: ROWS * WIDTH }, (_, index) => ((index * 7) % 31) / 31),
  targets: Float32Array.from({ length: ROWS * 2 }, (_, index) => ((index * 5) % 17) / 17),
};
const order = Uint32Array.from({ length: ROWS }, (_, place) => (place * 2003) % ROWS);
/** A learning rate of its own for every step. */
const scalars = Float32Array.from(
  { length: Math.ceil(ROWS / BATCH) },
  (_, step) => 0.001 + step * 1e-6,
);

/** Trains and evaluates on all rows, at most so many a call. */
function passOver(executor: Executor, callRows: number) {
  const predictions = new Float32Array(ROWS * 2);
  const stretches = (use: (stretch: Stretch & { predictions: Float32Array }) => void) => {
    for (let first = 0; first < ROWS; first += callRows) {
      const end = Math.min(first + callRows, ROWS);
      use({ first, end, predictions: predictions.subarray(first * 2, end * 2) });
    }
    return predictions.slice();
  };
  const trained = stretches((stretch) => {
    const step = stretch.first / BATCH;
    const from = { step, rowsBefore: stretch.first, scalars: scalars.subarray(step) };
    executor.train({ ...stretch, ...from, order, draws });
  });
  const evaluated = stretches((stretch) => executor.evaluate(stretch));
  const weights = program.weights.map(({ tensor }) => {
    const { offset, rows, width } = program.tensors[tensor]!;
    return executor.arena.slice(offset, offset + rows * width);
  });
  return { trained, evaluated, weights, sums: executor.sums.slice() };
}

test("a stretch of many windows ends in the same bits as calls of one batch or a few", () => {
  const whole = passOver(wasmKernels().open(program, rows), ROWS);
  expect(whole.trained.some((value) => value !== 0)).toBe(true);
  // A multiple of both batches, as the evaluation's groups the sums.
  expect(passOver(wasmKernels().open(program, rows), 128)).toEqual(whole);
});

test("executors do not share memory", () => {
  const [one, other] = [wasmKernels().open(program, rows), wasmKernels().open(program, rows)];
  passOver(one, ROWS);
  expect(other.arena.every((value) => value === 0)).toBe(true);
  expect([...other.sums]).toEqual([0, 0]);
});

test("a model beyond 32-bit addresses is refused", () => {
  const huge = { ...program, arenaLength: 2 ** 30 };
  expect(() => wasmKernels().open(huge, rows)).toThrow(
    expect.objectContaining({
      code: "ENGINE_UNAVAILABLE",
      message: "kernels: wasm has 4 GB at most, got a model that takes 4099 MB",
    }),
  );
});
