import type { Activation } from "../../model/model-spec.ts";
import { takesLogits } from "../../model/output-form.ts";
import { type LoweredLayer, optional } from "./lowered-layer.ts";
import type { Lowering } from "./lowering.ts";
import type { ElementActivation, TensorId } from "./program.ts";

/** An activation on its own: what comes back gives dx for dy. */
export interface LoweredActivation {
  readonly y: TensorId;
  readonly gradient: (dy: TensorId) => TensorId;
}

/** @param name of what comes out */
export function lowerActivation(
  lowering: Lowering,
  activation: Exclude<Activation, "linear">,
  x: TensorId,
  name: string,
  shape: readonly number[],
): LoweredActivation {
  const y = lowering.samples(name, shape);
  if (activation === "softmax") lowering.emit({ op: "softmax", x, y });
  else lowering.emit({ op: "activate", activation, x, y });
  return { y, gradient: (dy) => activationGradient(lowering, activation, x, y, dy) };
}

/** @returns dx */
export function activationGradient(
  { emit, samples, book }: Lowering,
  activation: Exclude<Activation, "linear">,
  x: TensorId,
  y: TensorId,
  dy: TensorId,
): TensorId {
  const { name, rows, width } = book.tensors[y]!;
  const dx = samples(`d ${name} before ${activation}`, [rows, width]);
  if (activation === "softmax") emit({ op: "softmax-gradient", y, dy, dx });
  else emit({ op: "activate-gradient", activation: activation as ElementActivation, x, y, dy, dx });
  return dx;
}

export function lowerActivationLayer(
  lowering: Lowering,
  activation: Activation,
  x: TensorId,
  name: string,
  shape: readonly number[],
): LoweredLayer {
  if (activation === "linear") return { y: x };
  const { y, gradient } = lowerActivation(lowering, activation, x, name, shape);
  const backward = (dy: TensorId) => lowering.addGradient(x, gradient(dy));
  return { y, backward, ...optional("logits", takesLogits(activation) ? x : undefined) };
}
