import { SweepError } from "../../base/error.ts";
import { sizeOf } from "../../model/model-shapes.ts";
import type { LayerSpec, MaskingLayer } from "../../model/model-spec.ts";
import { lowerActivationLayer } from "./lower-activation.ts";
import { lowerDense } from "./lower-dense.ts";
import { lowerConcatenate, lowerJoin, lowerReshape } from "./lower-joins.ts";
import { lowerNormalization } from "./lower-normalization.ts";
import { updateVector } from "./lower-update.ts";
import { type LayerPlace, type LoweredLayer, optional } from "./lowered-layer.ts";
import { fixedTensor, packedTensor } from "./lowering.ts";
import type { TensorId } from "./program.ts";

/** Emits a layer's forward part; what comes back emits its backward part. */
export function lowerLayer(layer: LayerSpec, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  switch (layer.kind) {
    case "dense":
      return lowerDense(layer, place);
    case "activation":
      return lowerActivationLayer(
        lowering,
        layer.activation,
        inputs[0]!.tensor,
        layer.name,
        outputShape,
      );
    case "dropout":
    case "gaussianDropout":
    case "alphaDropout":
    case "gaussianNoise":
      return lowerMasking(layer, place);
    case "batchNormalization":
    case "layerNormalization":
      return lowerNormalization(layer, place);
    case "embedding":
      return lowerEmbedding(layer, place);
    case "flatten":
    case "reshape":
      return lowerReshape(layer.name, place);
    case "concatenate":
      return lowerConcatenate(layer, place);
    case "add":
    case "average":
    case "multiply":
    case "maximum":
    case "minimum":
      return lowerJoin(layer, place);
    case "own":
      throw new SweepError(
        "NOT_COMPILED",
        `engine: compiled knows no ${layer.className} (layer ${layer.name}) of a module`,
        "engine: auto trains the whole sweep with tfjs-wasm then",
      );
    default:
      return layer satisfies never;
  }
}

/** Which of a mask's two parts a kind has. */
const MASK_PARTS = {
  dropout: ["multiply"],
  gaussianDropout: ["multiply"],
  gaussianNoise: ["add"],
  alphaDropout: ["multiply", "add"],
} as const;

/** Dropout and noise: silent unless told that they train. */
function lowerMasking(layer: MaskingLayer, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const { emit, samples, book, sites } = lowering;
  const { name, kind } = layer;
  const { tensor: x } = inputs[0]!;
  if (!lowering.training) return { y: x };
  const parts: readonly string[] = MASK_PARTS[kind];
  const part = (which: "multiply" | "add") =>
    parts.includes(which) ? book.add(packedTensor(`${name} ${which}`, outputShape)) : undefined;
  const [multiply, add] = [part("multiply"), part("add")];
  const mask = { ...optional("multiply", multiply), ...optional("add", add) };
  const site = sites.push({ layer: name, elementsPerSample: sizeOf(outputShape) }) - 1;
  const parameter = kind === "gaussianNoise" ? layer.stddev : layer.rate;
  emit({ op: "draw-mask", site, kind, parameter, ...mask });
  const y = samples(name, outputShape);
  emit({ op: "apply-mask", x, ...mask, y });
  const backward = (dy: TensorId) => {
    if (multiply === undefined) {
      lowering.addGradient(x, dy);
      return;
    }
    const dx = samples(`d ${book.tensors[x]!.name}`, outputShape);
    emit({ op: "apply-mask", x: dy, multiply, y: dx });
    lowering.addGradient(x, dx);
  };
  return { y, backward };
}

function lowerEmbedding(
  layer: Extract<LayerSpec, { kind: "embedding" }>,
  place: LayerPlace,
): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const { emit, samples, book } = lowering;
  const { tensor: x } = inputs[0]!;
  const table = lowering.weight(layer.name, "embeddings")!;
  const y = samples(layer.name, outputShape);
  emit({ op: "embed", x, table: table.tensor, y });
  const backward = (dy: TensorId) => {
    const shape = [layer.inputDim, layer.outputDim];
    const dtable = book.add(fixedTensor(`d ${layer.name}/embeddings`, shape));
    emit({ op: "embed-gradient", x, dy, dtable });
    updateVector(place, layer, table, dtable);
  };
  return { y, backward };
}
