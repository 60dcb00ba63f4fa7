import { drawKeepMask, drawNormal } from "../random/distributions.ts";
import type { Draw } from "../random/philox.ts";
import type { DropoutOptions, GaussianNoiseOptions, MaskingLayer } from "./model-spec.ts";

/** The stream a masking layer draws from. */
export function maskStream({ kind }: MaskingLayer): "dropout" | "noise" {
  return kind === "gaussianNoise" ? "noise" : "dropout";
}

/** What a masking layer does to its input at one step: y = x * multiply + add. */
export interface Mask {
  readonly multiply?: Float32Array;
  readonly add?: Float32Array;
}

// Klambauer et al. 2017, Self-normalizing neural networks: dropped units take SELU's low limit.
const SELU_LIMIT = -1.6732632423543772 * 1.0507009873554805;

/** What a masking layer does, wherever it stands. */
export type MaskOptions = DropoutOptions | GaussianNoiseOptions;

/**
 * Draws a layer's mask for one step.
 *
 * @param count rows times elements per row
 */
export function drawMask(layer: MaskOptions, draw: Draw, count: number): Mask {
  const values = new Float32Array(count);
  switch (layer.kind) {
    case "dropout": {
      drawKeepMask(draw, layer.rate, values);
      const scale = Math.fround(1 / (1 - layer.rate));
      return { multiply: values.map((keep) => keep * scale) };
    }
    case "gaussianDropout": {
      drawNormal(draw, values);
      const stddev = Math.fround(Math.sqrt(layer.rate / (1 - layer.rate)));
      return { multiply: values.map((normal) => 1 + Math.fround(normal * stddev)) };
    }
    case "gaussianNoise": {
      drawNormal(draw, values);
      const stddev = Math.fround(layer.stddev);
      return { add: values.map((normal) => normal * stddev) };
    }
    case "alphaDropout": {
      drawKeepMask(draw, layer.rate, values);
      const { rate } = layer;
      const a = 1 / Math.sqrt((1 - rate) * (1 + rate * (SELU_LIMIT * SELU_LIMIT)));
      const b = -a * SELU_LIMIT * rate;
      return {
        multiply: values.map((keep) => keep * a),
        add: values.map((keep) => (keep === 1 ? b : a * SELU_LIMIT + b)),
      };
    }
    default:
      return layer satisfies never;
  }
}
