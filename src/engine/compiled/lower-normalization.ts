import type { LayerSpec } from "../../model/model-spec.ts";
import { updateVector } from "./lower-update.ts";
import { type LayerPlace, type LoweredLayer, optional } from "./lowered-layer.ts";
import { fixedTensor, packedTensor, rowsOf } from "./lowering.ts";
import type { ProgramWeight, TensorId } from "./program.ts";

type NormalizationSpec = Extract<LayerSpec, { kind: "batchNormalization" | "layerNormalization" }>;

/** Batch or layer normalization over the last side. */
export function lowerNormalization(layer: NormalizationSpec, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const { emit, weight, samples, book, training } = lowering;
  const { name, epsilon } = layer;
  const { tensor: x } = inputs[0]!;
  const { rows, width } = rowsOf(outputShape);
  const gamma = weight(name, "gamma");
  const beta = weight(name, "beta");
  const affine = { ...optional("gamma", gamma?.tensor), ...optional("beta", beta?.tensor) };
  const normalized = samples(`${name} normalized`, outputShape);
  const y = samples(name, outputShape);
  const inverse =
    layer.kind === "layerNormalization"
      ? book.add(packedTensor(`${name} 1/deviation`, [rows, 1]))
      : book.add(fixedTensor(`${name} 1/deviation`, [width]));
  if (layer.kind === "layerNormalization") {
    emit({ op: "layer-norm", x, ...affine, inverse, normalized, y, epsilon });
  } else {
    emit({
      op: "batch-norm",
      x,
      ...affine,
      movingMean: weight(name, "movingMean")!.tensor,
      movingVariance: weight(name, "movingVariance")!.tensor,
      mean: book.add(fixedTensor(`${name} mean`, [width])),
      inverse,
      normalized,
      y,
      momentum: layer.momentum,
      epsilon,
      training,
    });
  }

  const backward = (dy: TensorId) => {
    const dx = lowering.isTrained(x)
      ? samples(`d ${book.tensors[x]!.name}`, outputShape)
      : undefined;
    const gradientFor = (trained: ProgramWeight | undefined) =>
      trained && book.add(fixedTensor(`d ${name}/${trained.name}`, [width]));
    const [dgamma, dbeta] = [gradientFor(gamma), gradientFor(beta)];
    const fields = {
      ...{ dy, normalized, inverse, ...optional("gamma", gamma?.tensor) },
      ...{ ...optional("dx", dx), ...optional("dgamma", dgamma), ...optional("dbeta", dbeta) },
    };
    if (layer.kind === "layerNormalization") emit({ op: "layer-norm-gradient", ...fields });
    else emit({ op: "batch-norm-gradient", ...fields, training });
    if (dx !== undefined) lowering.addGradient(x, dx);
    if (gamma) updateVector(place, layer, gamma, dgamma!);
    if (beta) updateVector(place, layer, beta, dbeta!);
  };
  return { y, backward };
}
