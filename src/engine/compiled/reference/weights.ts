import { columnCountOf } from "../../../model/column-sums.ts";
import type { Constraint } from "../../../model/model-spec.ts";
import { clipNorm, clipValue } from "../../../model/optimizer.ts";
import { addPenaltyGradient, constrain, penalty } from "../../../model/weight-rules.ts";
import { WEIGHT_UPDATES } from "../../../model/weight-updates.ts";
import type { TensorId, WeightUpdate } from "../program.ts";
import { readTensor, writeTensor } from "../tensor-values.ts";
import type { Step } from "./step.ts";

// Weights are taken out of their panels, so that the rules all engines share apply to them.

/** What a regularizer adds to the recorded loss; float64. */
export function weightPenalty(step: Step, weight: TensorId, l1: number, l2: number): number {
  return penalty({ l1, l2 }, row(step, weight), columns(step, weight));
}

/** Adds the penalty's derivative to a gradient. */
export function regularizeGradient(
  step: Step,
  weight: TensorId,
  gradient: TensorId,
  l1: number,
  l2: number,
): void {
  change(step, gradient, (values) => addPenaltyGradient({ l1, l2 }, row(step, weight), values));
}

/** Scales a gradient down to a Euclidean norm. */
export function clipGradientNorm(step: Step, gradient: TensorId, limit: number): void {
  change(step, gradient, (values) => clipNorm(values, limit, columns(step, gradient)));
}

/** Moves a weight and its slots along a gradient, [rows, width] row-major. */
export function updateWeight(
  step: Step,
  { weight, slots, l1, l2 }: WeightUpdate,
  gradient: Float32Array,
): void {
  const { rule, constants, clipValue: limit } = step.program.optimizer;
  const memory = slots.map((slot) => (slot === undefined ? undefined : row(step, slot)));
  change(step, weight, (values) => {
    if (l1 !== 0 || l2 !== 0) addPenaltyGradient({ l1, l2 }, values, gradient);
    if (limit !== undefined) clipValue(gradient, limit);
    WEIGHT_UPDATES[rule](values, gradient, memory, constants, step.scalars);
  });
  for (const [index, slot] of slots.entries()) {
    if (slot !== undefined) writeTensor(step.program, step.arena, slot, memory[index]!);
  }
}

/** Puts a weight back inside its constraint. */
export function constrainWeight(
  step: Step,
  weight: TensorId,
  kind: Constraint["kind"],
  limit: number,
): void {
  const constraint = kind === "maxNorm" ? { kind, maxValue: limit } : { kind };
  change(step, weight, (values) => constrain(constraint, values, columns(step, weight)));
}

/** A tensor's numbers, row-major. */
export function row(step: Step, id: TensorId): Float32Array {
  return readTensor(step.program, step.arena, id);
}

function columns(step: Step, id: TensorId): number {
  const { layout, rows, width } = step.program.tensors[id]!;
  return columnCountOf(layout === "fixed" && rows === 1 ? [width] : [rows, width]);
}

function change(step: Step, id: TensorId, how: (values: Float32Array) => void): void {
  const values = row(step, id);
  how(values);
  writeTensor(step.program, step.arena, id, values);
}
