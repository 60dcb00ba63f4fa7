import { sizeOf } from "../../model/model-shapes.ts";
import type { Executor, Kernels, ProgramRows, Stretch, TrainingStretch } from "./kernels.ts";
import { INPUT, type Program, TARGET } from "./program.ts";
import { execute, packed } from "./reference/instructions.ts";
import { matrixOf, type Step } from "./reference/step.ts";
import { outputSizeOf } from "./tensor-values.ts";

/**
 * The specification of every kernel in plain TypeScript: slow, and what the others are held to.
 * Each arithmetic operation is rounded to float32 unless it is said to be float64.
 */
export const referenceKernels: Kernels = { name: "reference", open };

function open(program: Program, rows: ProgramRows): Executor {
  const arena = new Float32Array(program.arenaLength);
  const sums = new Float64Array(program.sumCount);
  const { scalarCount } = program.optimizer;
  const at = { program, arena, sums };
  return {
    arena,
    sums,
    train(stretch) {
      for (const [index, batch] of batches(stretch, program.trainBatch).entries()) {
        const scalars = stretch.scalars.subarray(index * scalarCount);
        const { draws } = stretch;
        const position = {
          step: stretch.step + index,
          rowsBefore: stretch.rowsBefore + batch.start - stretch.first,
        };
        const step = { ...at, ...readRows(program, rows, batch), ...position, scalars, draws };
        runList(step, "train", stretch, batch.start - stretch.first);
      }
    },
    evaluate(stretch) {
      for (const batch of batches(stretch, program.evaluationBatch)) {
        const nothing = { step: 0, rowsBefore: 0, scalars: NONE, draws: NO_WORDS };
        const step = { ...at, ...readRows(program, rows, batch), ...nothing };
        runList(step, "evaluate", stretch, batch.start - stretch.first);
      }
    },
  };
}

const NONE = new Float32Array(0);
const NO_WORDS = new Uint32Array(0);

interface Batch {
  readonly start: number;
  readonly end: number;
  readonly order: Uint32Array | undefined;
}

function batches(stretch: Stretch & Partial<TrainingStretch>, size: number): Batch[] {
  const { first, end, order } = stretch;
  return Array.from({ length: Math.ceil((end - first) / size) }, (_, index) => {
    const start = first + index * size;
    return { start, end: Math.min(start + size, end), order };
  });
}

/** A batch's rows, gathered where there is an order. */
function readRows(program: Program, rows: ProgramRows, { start, end, order }: Batch) {
  const read = (values: Float32Array, id: number) => {
    const { rows: side, width } = program.tensors[id]!;
    const size = sizeOf([side, width]);
    if (!order) return values.subarray(start * size, end * size);
    const gathered = new Float32Array((end - start) * size);
    for (let place = start; place < end; place++) {
      const row = order[place]!;
      gathered.set(values.subarray(row * size, (row + 1) * size), (place - start) * size);
    }
    return gathered;
  };
  return {
    samples: end - start,
    inputs: read(rows.inputs, INPUT),
    targets: read(rows.targets, TARGET),
  };
}

/** @param rowsDone of the stretch */
function runList(
  batch: Omit<Step, "penalty">,
  list: "train" | "evaluate",
  { predictions }: Stretch,
  rowsDone: number,
): void {
  const step: Step = { ...batch, penalty: 0 };
  const { program } = step;
  const outputSize = outputSizeOf(program);
  for (const instruction of program[list]) {
    execute(step, instruction);
    // What is predicted is told before the weights move on.
    if (instruction.op !== "meter") continue;
    predictions?.set(packed(matrixOf(step, instruction.prediction)), rowsDone * outputSize);
  }
}
