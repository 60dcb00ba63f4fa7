import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { givenWeightsSha256, takeWeights } from "../../src/model/given-weights.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import type { Initializer, LayerSpec } from "../../src/model/model-spec.ts";
import { matchWeights } from "../../src/weights/match-weights.ts";
import type { FiledWeight, WeightsFile } from "../../src/weights/weights-file.ts";

const initializer: Initializer = { kind: "zeros" };
const dense = (name: string, input: string, units: number): LayerSpec => ({
  ...{ kind: "dense", name, inputs: [input], units, activation: "linear", useBias: true },
  ...{ kernelInitializer: initializer, biasInitializer: initializer },
});
const LAYERS: readonly LayerSpec[] = [
  dense("first", "input", 3),
  {
    ...{ kind: "batchNormalization", name: "norm", inputs: ["first"], momentum: 0.9 },
    ...{ epsilon: 0.001, center: true, scale: true },
  },
  dense("second", "norm", 3),
];
const SHAPES = modelShapes(LAYERS, [3]);
const NAMES = SHAPES.flatMap(({ name: layer, weights }) =>
  weights.map(({ name, shape }) => ({ name: `${layer}/${name}`, shape })),
);

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** The model's weights, each of its own numbers, called as `rename` has it. */
function file(kind: WeightsFile["kind"], rename: (name: string, place: number) => string) {
  const weights = NAMES.map(({ name, shape }, index): FiledWeight => {
    const values = Float32Array.from({ length: size(shape) }, (_, i) => index + i / 100);
    return { name: rename(name, index), shape, values };
  });
  return { kind, weights, converted: [] };
}

const none = () => false;
const match = (given: WeightsFile, isSpare: (layer: string) => boolean = none) =>
  matchWeights(given, LAYERS, SHAPES, isSpare);
const RIGHT = Float32Array.from(
  file("ordered", (name) => name).weights.flatMap((w) => [...w.values]),
);

const snake = (name: string) => name.replace(/(?<=\/.*)[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const PLACES = [
  "first/0",
  "first/1",
  "norm/0",
  "norm/1",
  "norm/2",
  "norm/3",
  "second/0",
  "second/1",
];
const BY_CLASS = PLACES.map((name) =>
  name
    .replace("first", "dense")
    .replace("second", "dense_1")
    .replace("norm", "batch_normalization"),
);

describe("weights are found", () => {
  test.each<[string, WeightsFile]>([
    ["by their names here", file("named", (name) => name)],
    ["by Keras' names", file("named", snake)],
    ["by names with dots", file("named", (name) => snake(name).replace("/", "."))],
    ["by TensorFlow's names", file("named", (name) => `${snake(name)}:0`)],
    ["by their places in layers", file("named", (_, index) => PLACES[index]!)],
    ["by their layers' classes", file("by class", (_, index) => BY_CLASS[index]!)],
    ["by their order", file("ordered", (_, index) => `arr_${index}`)],
  ])("%s", (_, given) => {
    expect(match(given)).toEqual({ values: RIGHT });
  });

  test("by name in whatever order they stand", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (order) => {
        const { weights } = file("named", snake);
        const shuffled = order.map((index) => weights[index]!);
        expect(match({ kind: "named", weights: shuffled, converted: [] })).toEqual({
          values: RIGHT,
        });
      }),
    );
  });

  test("by name beside those of a layer that is left out, but not by place among others", () => {
    const spare: FiledWeight = { name: "out/kernel", shape: [1], values: Float32Array.of(1) };
    const named = file("named", snake);
    const more = { ...named, weights: [...named.weights, spare] };
    expect(match(more, (layer) => layer === "out")).toEqual({ values: RIGHT });
    expect(match(more).mistakes).toEqual([
      expect.stringMatching(/^out\/kernel: must be a weight of the model, one of first\/kernel, /),
    ]);
    const placed = file("by class", (_, index) => BY_CLASS[index]!);
    const shifted = { ...placed, weights: [...placed.weights, { ...spare, name: "dense_2/0" }] };
    expect(match(shifted, () => true).mistakes).toHaveLength(1);
  });
});

describe("what is wrong with weights is told with the model's names:", () => {
  const named = file("named", snake);
  const changed = (index: number, change: Partial<FiledWeight>): WeightsFile => ({
    ...named,
    weights: named.weights.map((each, at) => (at === index ? { ...each, ...change } : each)),
  });

  test.each<[string, WeightsFile, RegExp]>([
    [
      "another shape",
      changed(0, { shape: [9] }),
      /^first\/kernel: must have the shape \[3,3\], got \[9\]$/,
    ],
    [
      "a name that is missing",
      changed(2, { name: "norm/gama" }),
      /^norm\/gama: must be a weight of the model, one of .*\nnorm\/gamma: must be there, got first\/k/,
    ],
    [
      "not a number",
      changed(1, { values: Float32Array.of(0, Number.NaN, 0) }),
      /^first\/bias: must be finite numbers, got NaN at 1$/,
    ],
    [
      "a name twice",
      changed(1, { name: "first.kernel" }),
      /^first\/kernel: must be there once, got first\/kernel and first\.kernel/,
    ],
    [
      "too few by order",
      { ...file("ordered", (_, i) => `arr_${i}`), weights: [] },
      /^must hold the model's 8 weights, first\/kernel, .*, got 0 arrays$/,
    ],
    [
      "another shape by order",
      { ...changed(6, { name: "arr_6", shape: [3] }), kind: "ordered" },
      /^arr_6 \(second\/kernel\): must have the shape \[3,3\], got \[3\]$/,
    ],
  ])("%s", (_, given, told) => {
    expect(match(given).mistakes?.join("\n")).toMatch(told);
  });
});

describe("the digest of given weights", () => {
  test("is that of names, shapes and bits: another of any is another digest", () => {
    const digest = givenWeightsSha256(SHAPES, RIGHT);
    const negative = RIGHT.map((value, index) => (index === 0 ? -0 : value));
    expect(RIGHT[0]).toBe(0);
    const renamed = SHAPES.map((each) => ({ ...each, name: `${each.name}x` }));
    const digests = [
      digest,
      givenWeightsSha256(SHAPES, negative),
      givenWeightsSha256(renamed, RIGHT),
      givenWeightsSha256(modelShapes(LAYERS, [4]), RIGHT),
    ];
    expect(new Set(digests)).toHaveLength(4);
    expect(givenWeightsSha256(SHAPES, RIGHT.slice())).toBe(digest);
  });

  test("belongs to weights that a run takes as copies", () => {
    const taken = takeWeights(SHAPES, RIGHT);
    expect(taken.flatMap(({ values }) => [...values])).toEqual([...RIGHT]);
    taken[0]!.values.fill(9);
    expect(RIGHT[0]).toBe(0);
    expect(() => takeWeights(SHAPES, RIGHT.slice(1))).toThrow("must be 36 numbers, got 35");
  });
});
