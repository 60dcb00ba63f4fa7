import { asTraining, checkEvaluation, checkTraining, countRows } from "./check-stretch.ts";
import { copyRows } from "./copy-rows.ts";
import { type EncodedProgram, encodeProgram } from "./encode-program.ts";
import type { Executor, Kernels, ProgramRows, TrainingStretch } from "./kernels.ts";
import { openWasmMemory, type WasmMemory } from "./wasm-memory.ts";
import { instantiateWasm } from "./wasm-module.ts";

/**
 * The kernels as a WebAssembly module: they run wherever Node does. Each executor has a memory of
 * its own, into which rows are copied a window at a time.
 */
export function wasmKernels(): Kernels {
  return {
    name: "wasm",
    open: (program, rows) => openWasm(encodeProgram(program), rows),
  };
}

/** Of a window, unless one batch is more: it shares a second-level cache with the program. */
const WINDOW_BYTES = 2 ** 21;

function openWasm(program: EncodedProgram, rows: ProgramRows): Executor {
  const rowCount = countRows(program, rows);
  const { trainBatch, evaluationBatch } = program;
  const trainSteps = windowSteps(program, trainBatch, rowCount);
  const evaluationSteps = windowSteps(program, evaluationBatch, rowCount);
  const wasm = instantiateWasm();
  const memory = openWasmMemory(wasm, program, {
    rowCount: Math.max(trainSteps * trainBatch, evaluationSteps * evaluationBatch),
    stepCount: trainSteps,
  });
  const execute = (code: Int32Array, batch: number, window: Window) => {
    loadWindow(program, rows, memory, window);
    wasm.execute(
      code.byteOffset,
      code.length,
      memory.tensors.byteOffset,
      memory.constants.byteOffset,
      memory.arena.byteOffset,
      memory.sums.byteOffset,
      memory.draws.byteOffset,
      memory.inputs.byteOffset,
      memory.targets.byteOffset,
      window.end - window.first,
      batch,
      memory.scalars.byteOffset,
      window.step,
      window.rowsBefore,
      window.predictions === undefined ? 0 : memory.predictions.byteOffset,
    );
    window.predictions?.set(memory.predictions.subarray(0, window.predictions.length));
  };
  return {
    arena: memory.arena,
    sums: memory.sums,
    train(stretch) {
      checkTraining(program, rowCount, stretch);
      memory.draws.set(stretch.draws.subarray(0, program.drawWordCount));
      const windows = cutWindows(program, trainBatch, trainSteps, stretch);
      for (const window of windows) execute(memory.train, trainBatch, window);
    },
    evaluate(stretch) {
      checkEvaluation(program, rowCount, stretch);
      const windows = cutWindows(program, evaluationBatch, evaluationSteps, asTraining(stretch));
      for (const window of windows) execute(memory.evaluate, evaluationBatch, window);
    },
  };
}

/** Batches in a window: whole ones, so that they begin and end where they would without windows. */
function windowSteps(program: EncodedProgram, batch: number, rowCount: number): number {
  const { inputWidth, targetWidth, outputWidth, scalarCount } = program;
  const stepNumbers = batch * (inputWidth + targetWidth + outputWidth) + scalarCount;
  const fitting = Math.floor(WINDOW_BYTES / (stepNumbers * Float32Array.BYTES_PER_ELEMENT));
  return Math.max(1, Math.min(fitting, Math.ceil(rowCount / batch)));
}

/** The part of a stretch that is executed at once. */
type Window = TrainingStretch;

function* cutWindows(
  { scalarCount, outputWidth }: EncodedProgram,
  batch: number,
  steps: number,
  stretch: TrainingStretch,
): Generator<Window> {
  const { predictions, scalars } = stretch;
  for (let step = 0; stretch.first + step * batch < stretch.end; step += steps) {
    const rows = step * batch;
    const first = stretch.first + rows;
    const end = Math.min(first + steps * batch, stretch.end);
    yield {
      ...stretch,
      first,
      end,
      step: stretch.step + step,
      rowsBefore: stretch.rowsBefore + rows,
      scalars: scalars.subarray(step * scalarCount, (step + steps) * scalarCount),
      ...(predictions && {
        predictions: predictions.subarray(rows * outputWidth, (rows + end - first) * outputWidth),
      }),
    };
  }
}

function loadWindow(
  program: EncodedProgram,
  rows: ProgramRows,
  memory: WasmMemory,
  { first, end, order, scalars }: Window,
): void {
  copyRows(rows.inputs, program.inputWidth, order, first, end, memory.inputs);
  copyRows(rows.targets, program.targetWidth, order, first, end, memory.targets);
  memory.scalars.set(scalars);
}
