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
  /** the part of the layer before its activation, where the two are apart */
  readonly before?: LoweredLayer;
  /** what goes into the sigmoid or softmax that the layer ends in; absent: it ends in neither */
  readonly logits?: TensorId;
}

/** What a layer is lowered into. */
export interface LayerPlace {
  readonly lowering: Lowering;
  readonly inputs: readonly Value[];
  readonly outputShape: readonly number[];
  readonly optimizer: OptimizerSpec;
}

/** A field that is left out where it has no value. */
export function optional<Name extends string>(
  name: Name,
  value: TensorId | undefined,
): { readonly [key in Name]?: TensorId } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: TensorId };
}
