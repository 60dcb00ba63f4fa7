import type { OptimizerSpec } from "../../model/training-spec.ts";
import type { Lowering } from "./lowering.ts";
import type { TensorId } from "./program.ts";

/** A value of each sample, with its shape. */
export interface Value {
  readonly tensor: TensorId;
  readonly shape: readonly number[];
}

/** A layer in one list of instructions. */
export interface LoweredLayer {
  readonly y: TensorId;
  /** emits the layer's gradients and updates; undefined: the layer passes its input on */
  readonly backward?: (dy: TensorId) => void;
}

/** What a layer is lowered into. */
export interface LayerPlace {
  readonly lowering: Lowering;
  readonly inputs: readonly Value[];
  readonly outputShape: readonly number[];
  readonly optimizer: OptimizerSpec;
}
