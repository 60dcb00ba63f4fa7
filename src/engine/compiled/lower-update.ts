import type { LayerSpec } from "../../model/model-spec.ts";
import { weightRule } from "../../model/weight-rules.ts";
import type { LayerPlace } from "./lowered-layer.ts";
import type { ProgramWeight, TensorId, WeightUpdate } from "./program.ts";

/** Moves a dense layer's kernel along x^T dz. */
export function updateKernel(
  place: LayerPlace,
  layer: LayerSpec,
  kernel: ProgramWeight,
  x: TensorId,
  dz: TensorId,
): void {
  const { lowering, optimizer } = place;
  if (optimizer.clipNorm === undefined && !lowering.inspected) {
    lowering.emit({ op: "update-kernel", x, dy: dz, ...weightUpdate(layer, kernel) });
    constrain(place, layer, kernel);
    return;
  }
  const shape = lowering.book.tensors[kernel.tensor]!;
  const name = `d ${layer.name}/${kernel.name}`;
  const gradient = lowering.book.add({ ...shape, name, stay: "passing" });
  lowering.emit({ op: "kernel-gradient", x, dy: dz, gradient });
  updateVector(place, layer, kernel, gradient);
}

/** Moves a weight along a gradient that stands in a tensor of its own. */
export function updateVector(
  place: LayerPlace,
  layer: LayerSpec,
  weight: ProgramWeight,
  gradient: TensorId,
): void {
  const { lowering, optimizer } = place;
  const update = weightUpdate(layer, weight);
  const { clipNorm } = optimizer;
  if (clipNorm === undefined && !lowering.inspected) {
    lowering.emit({ op: "update", gradient, ...update });
  } else {
    const { l1, l2 } = update;
    if (l1 !== 0 || l2 !== 0) {
      lowering.emit({ op: "regularize", weight: weight.tensor, gradient, l1, l2 });
    }
    if (clipNorm !== undefined) lowering.emit({ op: "clip-norm", gradient, norm: clipNorm });
    lowering.emit({ op: "update", gradient, ...update, l1: 0, l2: 0 });
  }
  constrain(place, layer, weight);
}

function weightUpdate(layer: LayerSpec, { name, tensor, slots }: ProgramWeight): WeightUpdate {
  const { l1, l2 } = weightRule(layer, name).regularizer ?? { l1: 0, l2: 0 };
  return { weight: tensor, slots: slots.map((slot) => slot?.tensor), l1, l2 };
}

function constrain({ lowering }: LayerPlace, layer: LayerSpec, weight: ProgramWeight): void {
  const { constraint } = weightRule(layer, weight.name);
  if (!constraint) return;
  const limit = constraint.kind === "maxNorm" ? constraint.maxValue : 0;
  lowering.emit({ op: "constrain", weight: weight.tensor, constraint: constraint.kind, limit });
}
