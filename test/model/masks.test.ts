import { describe, expect, test } from "vitest";
import { drawMask } from "../../src/model/masks.ts";
import type { MaskingLayer } from "../../src/model/model-spec.ts";
import { drawNormal } from "../../src/random/distributions.ts";
import { namedDraw } from "../../src/random/streams.ts";

const COUNT = 200_000;
const place = { name: "mask", inputs: ["input"] };

/** Mean and deviation of what a layer makes of these inputs. */
function momentsAfter(layer: MaskingLayer, inputs: Float32Array) {
  const draw = namedDraw(1, "dropout", "mask", 0);
  const { multiply, add } = drawMask(layer, draw, COUNT);
  const outputs = inputs.map((x, i) => x * (multiply?.[i] ?? 1) + (add?.[i] ?? 0));
  const mean = outputs.reduce((sum, y) => sum + y, 0) / COUNT;
  const variance = outputs.reduce((sum, y) => sum + (y - mean) ** 2, 0) / COUNT;
  return { mean, deviation: Math.sqrt(variance), outputs };
}

const ones = new Float32Array(COUNT).fill(1);
const normals = new Float32Array(COUNT);
drawNormal(namedDraw(2, "noise", "inputs", 0), normals);

describe("what a masking layer does to its input", () => {
  test("dropout keeps the mean: 0, or 1 over the share kept", () => {
    const { mean, outputs } = momentsAfter({ ...place, kind: "dropout", rate: 0.2 }, ones);
    expect(mean).toBeCloseTo(1, 2);
    expect(new Set(outputs)).toEqual(new Set([0, 1.25]));
  });

  test("gaussian dropout keeps the mean with the deviation of a dropout of that rate", () => {
    const moments = momentsAfter({ ...place, kind: "gaussianDropout", rate: 0.2 }, ones);
    expect(moments.mean).toBeCloseTo(1, 2);
    expect(moments.deviation).toBeCloseTo(0.5, 2); // sqrt(0.2 / 0.8)
  });

  test("gaussian noise adds its deviation and no mean", () => {
    const moments = momentsAfter({ ...place, kind: "gaussianNoise", stddev: 0.3 }, ones);
    expect(moments.mean).toBeCloseTo(1, 2);
    expect(moments.deviation).toBeCloseTo(0.3, 2);
  });

  test("alpha dropout keeps the mean 0 and the deviation 1 that SELU works towards", () => {
    const moments = momentsAfter({ ...place, kind: "alphaDropout", rate: 0.2 }, normals);
    expect(moments.mean).toBeCloseTo(0, 2);
    expect(moments.deviation).toBeCloseTo(1, 2);
  });
});
