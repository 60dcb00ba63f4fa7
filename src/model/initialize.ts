import { sha256 } from "../base/digest.ts";
import { drawnByIndex, drawnByPosition, type EntryDraws } from "../random/entry-draws.ts";
import { type LayerShapes, sizeOf, type WeightShape } from "./model-shapes.ts";
import { type Initializer, isRandom, type VarianceScaling } from "./model-spec.ts";
import { orthogonal, orthogonalSides } from "./orthogonal.ts";
import type { RunDraws } from "./run-draws.ts";

/** One weight of one layer with its values, row-major. */
export interface Weight extends WeightShape {
  readonly layer: string;
  readonly values: Float32Array;
}

/** Deviation of a normal cut at two deviations, so that division by it restores 1 (Keras). */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** The weights a run starts from, in the order of the layers; the same for every engine. */
export function initialWeights(shapes: readonly LayerShapes[], draws: RunDraws): Weight[] {
  return shapes.flatMap(({ name: layer, weights }) =>
    weights.map((weight) => {
      const entries = () => entriesOf(layer, weight, draws);
      return { ...weight, layer, values: fill(weight.initializer, weight.shape, entries) };
    }),
  );
}

/** Vectors stand by their index as it is, so only kernels can be drawn by position. */
function entriesOf(layer: string, weight: WeightShape, draws: RunDraws): EntryDraws {
  const { name, shape, initializer } = weight;
  if (draws.kernel && shape.length >= 2) return drawnByPosition(draws.kernel(layer, name));
  const opSeed = isRandom(initializer) ? initializer.seed : undefined;
  return drawnByIndex(draws.weight(layer, name, opSeed));
}

/** SHA-256 over the weights' float32 bytes, in order. */
export function weightsSha256(weights: readonly { readonly values: Float32Array }[]): string {
  return sha256(...weights.map(({ values }) => values));
}

/** @see Keras' initializers; uniform ones are TensorFlow's to the bit */
function fill(
  initializer: Initializer,
  shape: readonly number[],
  entries: () => EntryDraws,
): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  switch (initializer.kind) {
    case "zeros":
    case "own": // Whoever has the user's model at hand fills it.
      break;
    case "ones":
      values.fill(1);
      break;
    case "constant":
      values.fill(initializer.value);
      break;
    case "identity":
      for (let i = 0; i < Math.min(shape[0]!, shape[1] ?? 0); i++) {
        values[i * shape[1]! + i] = initializer.gain;
      }
      break;
    case "randomUniform":
      entries().uniformRange(initializer.minval, initializer.maxval, shape, values);
      break;
    case "randomNormal":
      entries().normal(shape, values);
      moveAndScale(values, initializer.mean, initializer.stddev);
      break;
    case "truncatedNormal":
      entries().truncatedNormal(shape, values);
      moveAndScale(values, initializer.mean, initializer.stddev);
      break;
    case "varianceScaling":
      scaleVariance(initializer, shape, entries(), values);
      break;
    case "orthogonal":
      entries().normal(orthogonalSides(shape), values);
      orthogonal(values, shape, initializer.gain);
      break;
    default:
      initializer satisfies never;
  }
  return values;
}

/** @see He et al. 2015, Glorot and Bengio 2010; the limit is worked out in float64, as in Keras */
function scaleVariance(
  { scale, mode, distribution }: VarianceScaling,
  shape: readonly number[],
  entries: EntryDraws,
  values: Float32Array,
): void {
  const [fanIn, fanOut] = fansOf(shape);
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const variance = scale / Math.max(1, fan);
  if (distribution === "uniform") {
    const limit = Math.sqrt(3 * variance);
    entries.uniformRange(-limit, limit, shape, values);
  } else {
    entries.truncatedNormal(shape, values);
    moveAndScale(values, 0, Math.sqrt(variance) / TRUNCATED_DEVIATION);
  }
}

/** The last two sides are channels in and out, those before them a kernel's reach. */
function fansOf(shape: readonly number[]): readonly [fanIn: number, fanOut: number] {
  if (shape.length < 2) return [shape[0]!, shape[0]!];
  const reach = sizeOf(shape.slice(0, -2));
  return [shape.at(-2)! * reach, shape.at(-1)! * reach];
}

/** TensorFlow's two roundings: values * stddev, then + mean. */
function moveAndScale(values: Float32Array, mean: number, stddev: number): void {
  const [mean32, stddev32] = [Math.fround(mean), Math.fround(stddev)];
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.fround(values[i]! * stddev32) + mean32;
  }
}
