import type { Program } from "./program.ts";

/** Kernel sets in the order of preference; all give the same bits. */
export const KERNEL_SETS = [
  "native-avx512",
  "native-avx512-other",
  "native-avx2",
  "native-baseline",
  "wasm",
  "reference",
] as const;
export type KernelSetName = (typeof KERNEL_SETS)[number];

/** A way to execute programs. */
export interface Kernels {
  readonly name: KernelSetName;
  /** makes the program's arena, all zeros, beside the rows it will read */
  open(program: Program, rows: ProgramRows): Executor;
}

/** The data set a program reads, row-major. */
export interface ProgramRows {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/** A program in execution: its memory and how to move it on. Deterministic to the bit. */
export interface Executor {
  /** all tensors of the program, at their offsets */
  readonly arena: Float32Array;
  /** of the loss and each metric over the rows shown since they were last set to zero */
  readonly sums: Float64Array;
  /** executes `program.train` once a batch */
  train(stretch: TrainingStretch): void;
  /** executes `program.evaluate` once every `program.evaluationBatch` rows */
  evaluate(stretch: Stretch): void;
}

/** Rows to go through. */
export interface Stretch {
  /** first place in the order, or first row where there is none */
  readonly first: number;
  /** one beyond the last */
  readonly end: number;
  /** receives the predictions, [end - first, output width] */
  readonly predictions?: Float32Array;
}

export interface TrainingStretch extends Stretch {
  /** row numbers by place; undefined: rows as they stand */
  readonly order: Uint32Array | undefined;
  /** steps taken before, over all epochs */
  readonly step: number;
  /** rows trained on before, over all epochs */
  readonly rowsBefore: number;
  /** of the optimizer's rule, [steps, program.optimizer.scalarCount] */
  readonly scalars: Float32Array;
  /** DRAW_FIELDS words for each of the program's masking layers */
  readonly draws: Uint32Array;
}
