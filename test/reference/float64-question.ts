import type { Dataset } from "../../src/data/dataset.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { initialWeights } from "../../src/model/initialize.ts";
import { drawMask } from "../../src/model/masks.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import { isMasking } from "../../src/model/model-spec.ts";
import { maskDraw, runDraws } from "../../src/model/run-draws.ts";

/** One dense layer in training, all in float64, with the mask of the dropout behind it. */
interface Layer {
  readonly inputCount: number;
  readonly unitCount: number;
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
  readonly kernelSquares: Float64Array;
  readonly biasSquares: Float64Array;
  readonly maskAt: ((step: number) => Float32Array) | undefined;
}

/**
 * The question's network trained in float64, by loops that share nothing with the engines but the
 * initial weights and masks: where two float32 programs differ, it tells which one rounding led
 * astray.
 *
 * @returns the mean squared error of each step's rows, before the step
 */
export function float64Losses(spec: RunSpec, dataset: Dataset, stepCount: number): number[] {
  const layers = openLayers(spec, dataset.inputShape[0]!);
  const { batch } = spec.training;
  return Array.from({ length: stepCount }, (_, step) => {
    const width = dataset.inputShape[0]!;
    const rows = dataset.inputs.subarray(step * batch * width, (step + 1) * batch * width);
    const targets = dataset.targets.subarray(step * batch, (step + 1) * batch);
    return trainStep(layers, step, Float64Array.from(rows), targets);
  });
}

function openLayers(spec: RunSpec, inputCount: number): Layer[] {
  const draws = runDraws(spec.seeding, spec.seed);
  const specs = spec.model.layers;
  const weights = initialWeights(modelShapes(specs, [inputCount]), draws);
  const valuesOf = (layer: string, name: string) =>
    Float64Array.from(weights.find((w) => w.layer === layer && w.name === name)!.values);
  return specs.flatMap((layer, index): Layer[] => {
    if (layer.kind !== "dense") return [];
    const kernel = valuesOf(layer.name, "kernel");
    const bias = valuesOf(layer.name, "bias");
    const dropout = specs[index + 1];
    return [
      {
        inputCount: kernel.length / layer.units,
        unitCount: layer.units,
        kernel,
        bias,
        kernelSquares: new Float64Array(kernel.length).fill(1),
        biasSquares: new Float64Array(bias.length).fill(1),
        maskAt:
          dropout && isMasking(dropout)
            ? (step) => {
                const { batch } = spec.training;
                const draw = draws.mask(dropout.name, "dropout", dropout.seed, layer.units);
                const position = { step, rowsBefore: step * batch };
                return drawMask(dropout, maskDraw(draw, position), batch * layer.units).multiply!;
              }
            : undefined,
      },
    ];
  });
}

function trainStep(
  layers: readonly Layer[],
  step: number,
  rows: Float64Array,
  targets: Float32Array,
): number {
  const rowCount = targets.length;
  const inputs = [rows];
  const sums: Float64Array[] = [];
  for (const [index, layer] of layers.entries()) {
    const sum = forward(layer, inputs[index]!, rowCount);
    const mask = layer.maskAt?.(step);
    sums.push(sum);
    inputs.push(sum.map((z, i) => Math.max(0, z) * (mask?.[i] ?? 1)));
  }
  const errors = sums.at(-1)!.map((prediction, row) => prediction - targets[row]!);
  let upstream = errors.map((error) => (2 * error) / rowCount);
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    const downstream = inputGradient(layer, upstream, rowCount);
    update(layer, inputs[index]!, upstream, rowCount);
    if (index === 0) break;
    const below = layers[index - 1]!;
    const mask = below.maskAt?.(step);
    upstream = downstream.map((g, i) => (sums[index - 1]![i]! > 0 ? g * (mask?.[i] ?? 1) : 0));
  }
  return errors.reduce((sum, error) => sum + error * error, 0) / rowCount;
}

function forward(
  { inputCount, unitCount, kernel, bias }: Layer,
  rows: Float64Array,
  count: number,
) {
  return Float64Array.from({ length: count * unitCount }, (_, place) => {
    const unit = place % unitCount;
    const row = (place - unit) / unitCount;
    let sum = bias[unit]!;
    for (let k = 0; k < inputCount; k++) {
      sum += rows[row * inputCount + k]! * kernel[k * unitCount + unit]!;
    }
    return sum;
  });
}

function inputGradient({ inputCount, unitCount, kernel }: Layer, up: Float64Array, count: number) {
  return Float64Array.from({ length: count * inputCount }, (_, place) => {
    const k = place % inputCount;
    const row = (place - k) / inputCount;
    let sum = 0;
    for (let unit = 0; unit < unitCount; unit++) {
      sum += up[row * unitCount + unit]! * kernel[k * unitCount + unit]!;
    }
    return sum;
  });
}

function update(layer: Layer, rows: Float64Array, up: Float64Array, count: number): void {
  const { inputCount, unitCount } = layer;
  for (let unit = 0; unit < unitCount; unit++) {
    for (let k = 0; k < inputCount; k++) {
      let sum = 0;
      for (let row = 0; row < count; row++) {
        sum += rows[row * inputCount + k]! * up[row * unitCount + unit]!;
      }
      rmsprop(layer.kernel, layer.kernelSquares, k * unitCount + unit, sum);
    }
    let sum = 0;
    for (let row = 0; row < count; row++) sum += up[row * unitCount + unit]!;
    rmsprop(layer.bias, layer.biasSquares, unit, sum);
  }
}

/** TensorFlow 1's rule with the question's learning rate. */
function rmsprop(weight: Float64Array, squares: Float64Array, i: number, gradient: number): void {
  squares[i] = squares[i]! + (gradient * gradient - squares[i]!) * 0.1;
  weight[i] = weight[i]! - (5e-4 * gradient) / Math.sqrt(squares[i]! + 1e-10);
}
