import { SweepError } from "../base/error.ts";
import { type Initializer, type LayerSpec, MODEL_INPUT } from "./model-spec.ts";

/** One layer's place in a model whose input shape is known. Shapes are those of one row. */
export interface LayerShapes {
  readonly name: string;
  readonly outputShape: readonly number[];
  /** trainable ones first, in the order of the tfjs layer */
  readonly weights: readonly WeightShape[];
}

/** One weight of a layer, before it has values. */
export interface WeightShape {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  readonly trainable: boolean;
}

const ZEROS: Initializer = { kind: "zeros" };
const ONES: Initializer = { kind: "ones" };

/**
 * Works out every layer's output and weights from the shape of a row.
 *
 * @throws SweepError CONFIG_INVALID where a layer cannot take what it reads
 */
export function modelShapes(
  layers: readonly LayerSpec[],
  inputShape: readonly number[],
): readonly LayerShapes[] {
  const outputs = new Map([[MODEL_INPUT, inputShape]]);
  return layers.map((layer) => {
    const inputs = layer.inputs.map((name) => outputs.get(name)!);
    const outputShape = outputShapeOf(layer, inputs);
    outputs.set(layer.name, outputShape);
    return { name: layer.name, outputShape, weights: weightsOf(layer, inputs[0]!) };
  });
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

function outputShapeOf(
  layer: LayerSpec,
  inputs: readonly (readonly number[])[],
): readonly number[] {
  const input = inputs[0]!;
  switch (layer.kind) {
    case "dense":
      if (input.length === 0) throw misfit(layer, "needs rows of at least one number", inputs);
      return [...input.slice(0, -1), layer.units];
    case "embedding":
      return [...input, layer.outputDim];
    case "own":
      return layer.outputShape;
    case "flatten":
      return [sizeOf(input)];
    case "reshape":
      if (sizeOf(layer.targetShape) === sizeOf(input)) return layer.targetShape;
      throw misfit(layer, `cannot fill [${layer.targetShape}]`, inputs);
    case "concatenate":
      return concatenated(layer, layer.axis, inputs);
    case "add":
    case "average":
    case "multiply":
    case "maximum":
    case "minimum":
      if (inputs.every((other) => String(other) === String(input))) return input;
      throw misfit(layer, "joins layers of one shape", inputs);
    default:
      return input;
  }
}

function concatenated(
  layer: LayerSpec,
  axis: number,
  inputs: readonly (readonly number[])[],
): readonly number[] {
  const input = inputs[0]!;
  // Axis 0 of tfjs is the batch, so the row's first side is axis 1.
  const side = axis < 0 ? input.length + axis : axis - 1;
  const others = (shape: readonly number[]) => String(shape.toSpliced(side, 1));
  if (!(side in input) || inputs.some((shape) => others(shape) !== others(input))) {
    throw misfit(layer, `cannot join along axis ${axis}`, inputs);
  }
  return input.with(
    side,
    inputs.reduce((sum, shape) => sum + shape[side]!, 0),
  );
}

function misfit(
  layer: LayerSpec,
  rule: string,
  inputs: readonly (readonly number[])[],
): SweepError {
  const got = inputs.map((shape) => `[${shape}]`).join(" and ");
  return new SweepError("CONFIG_INVALID", `model: layer ${layer.name} ${rule}, got ${got}`);
}

function weightsOf(layer: LayerSpec, input: readonly number[]): readonly WeightShape[] {
  const weight = (name: string, shape: readonly number[], initializer: Initializer) => ({
    name,
    shape,
    initializer,
    trainable: !name.startsWith("moving"),
  });
  const last = input.slice(-1);
  switch (layer.kind) {
    case "dense": {
      const kernel = weight("kernel", [...last, layer.units], layer.kernelInitializer);
      if (!layer.useBias) return [kernel];
      return [kernel, weight("bias", [layer.units], layer.biasInitializer)];
    }
    case "embedding": {
      const shape = [layer.inputDim, layer.outputDim];
      return [weight("embeddings", shape, layer.embeddingsInitializer)];
    }
    case "batchNormalization":
    case "layerNormalization": {
      const affine = [
        ...(layer.scale ? [weight("gamma", last, ONES)] : []),
        ...(layer.center ? [weight("beta", last, ZEROS)] : []),
      ];
      if (layer.kind === "layerNormalization") return affine;
      return [...affine, weight("movingMean", last, ZEROS), weight("movingVariance", last, ONES)];
    }
    case "own":
      return layer.weights;
    default:
      return [];
  }
}
