import type { LayerKind } from "../model/model-spec.ts";

/**
 * A run opened to be looked into: taken forward step by step, taken back, asked what it holds. Its
 * numbers are those of `Engine.train` to the bit. What `why`, `audit` and `doctor` read.
 */
export interface InspectedRun {
  /** in calling order */
  readonly layers: readonly BuiltLayer[];
  /** steps from the first to the last epoch's end, if nothing ends the run before */
  readonly stepCount: number;
  readonly stepsPerEpoch: number;
  /** steps taken */
  readonly step: number;
  /** row numbers a step reads, in their order; steps count from 1 */
  rowsOf(step: number): Uint32Array;
  /** of the model as it stands, nothing learned, [end - first, output width] */
  predict(first: number, end: number): Float32Array;
  /** takes the next step and tells all of it */
  inspectStep(): StepRecord;
  /** takes steps, as fast as the engine does, until so many are taken */
  advanceTo(step: number): void;
  /** copies of all that training changes */
  state(): RunState;
  /** goes on from a state of this run, or of an equal one in another engine */
  resume(state: RunState): void;
  close(): void;
}

/** A layer as the engine has built it. */
export interface BuiltLayer {
  readonly name: string;
  readonly kind: LayerKind;
  /** names of the layers it reads */
  readonly inputs: readonly string[];
  /** of one row */
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
  /** null: the kind has none */
  readonly activation: string | null;
}

/** A weight, a gradient or the optimizer's memory of one, row-major. */
export interface NamedTensor {
  readonly layer: string;
  /** for example "kernel" */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a run is between two steps. */
export interface RunState {
  /** steps taken */
  readonly step: number;
  /** in the order of model/model-shapes */
  readonly weights: readonly NamedTensor[];
  /** the optimizer's memory, weight by weight and slot by slot */
  readonly slots: readonly NamedTensor[];
  /** of the recorded losses of the rows since the epoch began, float64 */
  readonly lossSum: number;
}

/** All of one training step. */
export interface StepRecord {
  /** from 1, over all epochs */
  readonly step: number;
  /** row numbers in their order */
  readonly rows: Uint32Array;
  /** recorded mean loss of the rows, before the update */
  readonly loss: number;
  /** what the layers did that act otherwise when they train */
  readonly switched: readonly SwitchedLayer[];
  /** of the trained weights, as the optimizer takes them: penalties added, clipped */
  readonly gradients: readonly NamedTensor[];
  readonly learningRate: number;
}

/** Dropout, noise or batch normalization at one step. */
export interface SwitchedLayer {
  readonly layer: string;
  readonly kind: LayerKind;
  /** whether it was told that it trains */
  readonly training: boolean;
  /** numbers that went through it */
  readonly elementCount: number;
  /** of these, set to nothing by its mask */
  readonly droppedCount: number;
  /** y = x * multiply + add; absent where the layer has none or was silent */
  readonly multiply?: Float32Array;
  readonly add?: Float32Array;
}
