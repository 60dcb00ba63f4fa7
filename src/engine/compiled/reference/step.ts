import { INPUT, type Program, TARGET, type TensorId } from "../program.ts";
import type { Matrix } from "./matrix.ts";

/** One batch on its way through a program. */
export interface Step {
  readonly program: Program;
  readonly arena: Float32Array;
  readonly sums: Float64Array;
  readonly samples: number;
  /** from this batch's first row on */
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  /** steps taken before, over all epochs */
  readonly step: number;
  /** rows trained on before, over all epochs */
  readonly rowsBefore: number;
  /** of the optimizer's rule at this step */
  readonly scalars: Float32Array;
  /** DRAW_FIELDS words for each masking layer */
  readonly draws: Uint32Array;
  /** of this batch's loss, so far; float64 */
  penalty: number;
}

/** A tensor's active rows. */
export function matrixOf(step: Step, id: TensorId): Matrix {
  const { layout, rows, width, stride } = step.program.tensors[id]!;
  const isPerSample = layout === "samples" || layout === "packed";
  const values = valuesOf(step, id);
  return { values, rows: isPerSample ? rows * step.samples : rows, width, stride };
}

/** A tensor's numbers and what follows them. */
export function valuesOf(step: Step, id: TensorId): Float32Array {
  if (id === INPUT) return step.inputs;
  if (id === TARGET) return step.targets;
  return step.arena.subarray(step.program.tensors[id]!.offset);
}
