import type { LayerSpec } from "../../model/model-spec.ts";
import { takesLogits } from "../../model/output-form.ts";
import { activationGradient, lowerActivation } from "./lower-activation.ts";
import { updateKernel, updateVector } from "./lower-update.ts";
import { type LayerPlace, type LoweredLayer, optional } from "./lowered-layer.ts";
import { fixedTensor, panelTensor, rowsOf } from "./lowering.ts";
import type { TensorId } from "./program.ts";

type DenseSpec = Extract<LayerSpec, { kind: "dense" }>;

/** x kernel + bias, its activation and what its regularizers ask for. */
export function lowerDense(layer: DenseSpec, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const { emit, weight, samples } = lowering;
  const { name, activation, activityRegularizer } = layer;
  const { tensor: x, shape } = inputs[0]!;
  const kernel = weight(name, "kernel")!;
  const bias = weight(name, "bias");
  const relu = activation === "relu";
  const isInPlace = relu || activation === "linear";
  const z = samples(isInPlace ? name : `${name} before ${activation}`, outputShape);
  emit({ op: "dense", x, kernel: kernel.tensor, ...optional("bias", bias?.tensor), y: z, relu });
  const active = isInPlace
    ? undefined
    : lowerActivation(lowering, activation, z, name, outputShape);
  const y = active?.y ?? z;
  if (activityRegularizer) emit({ op: "activity-penalty", y, ...activityRegularizer });

  const linearBackward = (dz: TensorId) => {
    if (lowering.isTrained(x)) lowering.addGradient(x, inputGradient(dz));
    updateKernel(place, layer, kernel, x, dz);
    if (bias) {
      const gradient = lowering.book.add(fixedTensor(`d ${name}/bias`, [layer.units]));
      emit({ op: "column-sums", dy: dz, gradient });
      updateVector(place, layer, bias, gradient);
    }
  };
  const withActivityGradient = (output: TensorId, dy: TensorId) => {
    const sum = samples(`d ${name}`, outputShape);
    emit({ op: "scale", x: dy, factor: 1, y: sum }); // a copy to add to
    emit({ op: "activity-gradient", y: output, ...activityRegularizer!, dy: sum });
    return sum;
  };
  const inputGradient = (dz: TensorId) => {
    const { width } = rowsOf(shape);
    const dx = samples(`d ${lowering.book.tensors[x]!.name}`, shape);
    const room = panelTensor(`${name}/kernel transposed`, layer.units, width);
    const transposed = lowering.book.add(room);
    emit({ op: "input-gradient", dy: dz, kernel: kernel.tensor, transposed, dx });
    return dx;
  };
  const withPenaltyGradient = (dy: TensorId) =>
    activityRegularizer ? withActivityGradient(y, dy) : dy;
  if (!active) {
    const toLinear = (dy: TensorId) => (relu ? activationGradient(lowering, "relu", z, z, dy) : dy);
    return { y, backward: (dy) => linearBackward(toLinear(withPenaltyGradient(dy))) };
  }
  return {
    y,
    backward: (dy) => lowering.addGradient(z, active.gradient(withPenaltyGradient(dy))),
    before: { y: z, backward: linearBackward },
    ...optional("logits", takesLogits(activation) ? z : undefined),
  };
}
