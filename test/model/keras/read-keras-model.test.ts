import { describe, expect, test } from "vitest";
import { readKerasModel } from "../../../src/model/keras/read-keras-model.ts";
import { kerasJson, kerasLayers } from "../../reference/keras-models/keras-files.ts";

// The files are Keras' own, see test/reference/keras-models/make_models.py.

const scaling = (scale: number, mode: string, distribution: string) => ({
  ...{ kind: "varianceScaling", scale, mode, distribution },
});
const GLOROT = scaling(1, "fanAvg", "uniform");
const ZEROS = { kind: "zeros" };

describe("a Sequential model of Keras 3", () => {
  test("becomes layers that read each other in turn", () => {
    const layers = kerasLayers("sequential.json", [6]);
    expect(layers.map(({ name, inputs }) => `${name} < ${inputs}`)).toEqual([
      "dense < input",
      "batch_normalization < dense",
      "re_lu < batch_normalization",
      "narrow < re_lu",
      "layer_normalization < narrow",
      "dense_1 < layer_normalization",
    ]);
  });

  test("keeps its regularizers, constraints, initializers and whether there is a bias", () => {
    const [first, , , narrow, , last] = kerasLayers("sequential.json", [6]);
    expect(first).toMatchObject({ activation: "gelu", kernelRegularizer: { l1: 0, l2: 0.01 } });
    expect(narrow).toMatchObject({
      kernelConstraint: { kind: "maxNorm", maxValue: 0.9 },
      biasRegularizer: { l1: 0.001, l2: 0.002 },
      activityRegularizer: { l1: 0 },
    });
    expect(last).toMatchObject({
      useBias: false,
      kernelInitializer: scaling(2, "fanIn", "normal"),
    });
  });

  test("keeps what draws, without Keras' seeds, and says so", () => {
    expect(kerasLayers("masks.json", [4])).toEqual([
      {
        ...{ kind: "dense", name: "dense", inputs: ["input"], units: 8, activation: "linear" },
        ...{ useBias: true, kernelInitializer: scaling(2, "fanOut", "uniform") },
        biasInitializer: { kind: "randomNormal", mean: 0.1, stddev: 0.2 },
        ...{ kernelConstraint: { kind: "unitNorm" }, biasConstraint: { kind: "nonNeg" } },
      },
      { kind: "activation", name: "activation", inputs: ["dense"], activation: "softplus" },
      { kind: "dropout", name: "dropout", inputs: ["activation"], rate: 0.2 },
      { kind: "gaussianDropout", name: "gaussian_dropout", inputs: ["dropout"], rate: 0.1 },
      { kind: "alphaDropout", name: "alpha_dropout", inputs: ["gaussian_dropout"], rate: 0.05 },
      { kind: "gaussianNoise", name: "blur", inputs: ["alpha_dropout"], stddev: 0.3 },
      { kind: "activation", name: "elu", inputs: ["blur"], activation: "elu" },
      { kind: "activation", name: "re_lu", inputs: ["elu"], activation: "relu6" },
      {
        ...{ kind: "batchNormalization", name: "batch_normalization", inputs: ["re_lu"] },
        ...{ momentum: 0.99, epsilon: 0.01, center: true, scale: false },
      },
      {
        ...{ kind: "layerNormalization", name: "layer_normalization" },
        ...{ inputs: ["batch_normalization"], epsilon: 0.001, center: false, scale: true },
      },
      {
        ...{ kind: "dense", name: "dense_1", inputs: ["layer_normalization"], units: 3 },
        ...{ activation: "linear", useBias: true, biasInitializer: ZEROS },
        kernelInitializer: { kind: "truncatedNormal", mean: 0, stddev: 0.1 },
      },
      { kind: "activation", name: "softmax", inputs: ["dense_1"], activation: "softmax" },
    ]);
    expect(readKerasModel(kerasJson("masks.json"), [4])).toMatchObject({
      notes: [
        "its compile settings are passed over: `train` of the config decides",
        "its seeds are passed over: the sweep's seeds decide",
      ],
    });
  });

  test("has names of its own, and names that Keras counted out", () => {
    const model = readKerasModel(kerasJson("sequential.json"), [6]);
    expect(model).toHaveProperty("named", new Set(["narrow"]));
  });

  test("fills the open side of a reshape from what it reads", () => {
    const [embedding, reshape] = kerasLayers("embedding.json", [5]);
    expect(embedding).toMatchObject({ kind: "embedding", inputDim: 7, outputDim: 3 });
    expect(reshape).toMatchObject({ kind: "reshape", targetShape: [3, 5] });
  });
});

describe("a Functional model of Keras 3", () => {
  test("becomes layers that read those that their calls name", () => {
    const layers = kerasLayers("functional.json", [6]);
    expect(layers.map(({ kind, name, inputs }) => `${kind} ${name} < ${inputs}`)).toEqual([
      "dense second < input",
      "dense first < input",
      "add add < second,first",
      "average average < add,first",
      "concatenate concatenate < average,second,add",
      "batchNormalization batch_normalization < concatenate",
      "dense dense < batch_normalization",
    ]);
    expect(layers.at(-1)).toMatchObject({
      kernelInitializer: GLOROT,
      biasInitializer: { kind: "constant", value: 0.1 },
    });
  });
});

test.each([
  ["masks", [4]],
  ["functional", [6]],
] as const)("Keras 2's JSON of a model is the same model as Keras 3's, %s", (name, rowShape) => {
  expect(kerasLayers(`${name}.keras2.json`, rowShape)).toEqual(
    kerasLayers(`${name}.json`, rowShape),
  );
});

test("Keras 2's hard_sigmoid is known, Keras 3's is another function and is refused", () => {
  const with2 = edited("masks.keras2.json", ["layers", 2, "config", "activation"], "hard_sigmoid");
  const model = readKerasModel(with2, [4]);
  expect(model).toHaveProperty("layers.1.activation", "hardSigmoid");
  const with3 = edited("masks.json", ["layers", 2, "config", "activation"], "hard_sigmoid");
  expect(mistakesIn(with3, [4])).toEqual([
    expect.stringMatching(/^layers\.2\.activation \(Activation "activation"\): must be one of/),
  ]);
});

test("what Keras 2 begins without an InputLayer says its rows in the first layer", () => {
  const json = kerasJson("masks.keras2.json") as Json;
  const [, first, ...others] = at(json, ["config", "layers"]) as Json[];
  const dense = { ...first, config: { ...(first!.config as Json), batch_input_shape: [null, 4] } };
  const model = { ...json, config: { name: "m", layers: [dense, ...others] } };
  expect(readKerasModel(model, [4])).toHaveProperty("layers", kerasLayers("masks.json", [4]));
  expect(mistakesIn(model, [5])).toEqual([
    'layers.0.batch_input_shape (Dense "dense"): must be rows of [5], as the data has, got [null,4]',
  ]);
});

interface Mistake {
  readonly file: "sequential.json" | "functional.json" | "embedding.json" | "masks.json";
  /** below config, what is set, and to what */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly told: string | RegExp;
}

const layer = (index: number, ...path: string[]) => ["layers", index, "config", ...path];
const MISTAKES: readonly Mistake[] = [
  {
    ...{ file: "sequential.json", path: layer(1, "activation"), value: "leaky_relu" },
    told: /^layers\.1\.activation \(Dense "dense"\): must be one of linear, relu,.*got "leaky_relu"$/,
  },
  {
    ...{ file: "sequential.json", path: layer(1, "trainable"), value: false },
    told: 'layers.1.trainable (Dense "dense"): must be true or null, as every layer is trained here, got false',
  },
  {
    ...{
      file: "sequential.json",
      path: layer(1, "dtype", "config", "name"),
      value: "mixed_float16",
    },
    told: 'layers.1.dtype (Dense "dense"): must be float32, as every number here is, got "mixed_float16"',
  },
  {
    ...{ file: "sequential.json", path: layer(1, "units"), value: 2.5 },
    told: 'layers.1.units (Dense "dense"): must be a whole number from 1 on, got 2.5',
  },
  {
    ...{ file: "sequential.json", path: layer(1, "units"), value: 1e12 },
    told: /^layers: must come to at most 268435456 weights, got \d+$/,
  },
  {
    ...{ file: "sequential.json", path: layer(1, "lora_rank"), value: 4 },
    told: 'layers.1.lora_rank (Dense "dense"): is not supported here, got 4',
  },
  {
    ...{ file: "sequential.json", path: layer(1, "kernel_regularizer", "class_name"), value: "L3" },
    told: /^layers\.1\.kernel_regularizer \(Dense "dense"\): must be one of L1, L2, L1L2/,
  },
  {
    ...{ file: "sequential.json", path: layer(4, "kernel_constraint", "config", "axis"), value: 1 },
    told: 'layers.4.kernel_constraint.axis (Dense "narrow"): must be 0 or null, got 1',
  },
  {
    file: "masks.json",
    path: layer(1, "kernel_initializer", "config", "distribution"),
    value: "untruncated_normal",
    told: /^layers\.1\.kernel_initializer\.distribution \(Dense "dense"\): must be one of truncated_/,
  },
  {
    ...{ file: "sequential.json", path: layer(2, "axis"), value: 0 },
    told: 'layers.2.axis (BatchNormalization "batch_normalization"): must be -1, the last one, got 0',
  },
  {
    file: "sequential.json",
    path: layer(2, "moving_mean_initializer", "class_name"),
    value: "Ones",
    told: /^layers\.2\.moving_mean_initializer .*: must be Zeros; initial weights may be given/,
  },
  {
    ...{ file: "masks.json", path: layer(8, "max_value"), value: 3 },
    told: 'layers.8.max_value (ReLU "re_lu"): must be null or 6, got 3',
  },
  {
    ...{ file: "masks.json", path: layer(3, "rate"), value: 1 },
    told: 'layers.3.rate (Dropout "dropout"): must be a number from 0 on and below 1, got 1',
  },
  {
    ...{ file: "embedding.json", path: layer(1, "mask_zero"), value: true },
    told: 'layers.1.mask_zero (Embedding "embedding"): must be false or null, got true',
  },
  {
    ...{ file: "embedding.json", path: layer(2, "target_shape"), value: [-1, 4] },
    told: 'layers.2.target_shape (Reshape "reshape"): must divide the 15 numbers that it reads, got [-1,4]',
  },
  {
    ...{ file: "sequential.json", path: ["layers", 3, "class_name"], value: "LeakyReLU" },
    told: /^layers\.3 \(LeakyReLU "re_lu"\): must be one of Dense, Activation,.*, got LeakyReLU$/,
  },
  {
    ...{ file: "sequential.json", path: ["layers", 1, "module"], value: "mine" },
    told: /^layers\.1 \(Dense "dense"\): must be one of .*, InputLayer, got Dense of "mine"$/,
  },
  {
    ...{ file: "sequential.json", path: layer(1, "name"), value: "a/b" },
    told: /^layers\.1\.name \(Dense\): must be 1 to 64 letters/,
  },
  {
    ...{ file: "sequential.json", path: layer(1, "name"), value: "input" },
    told: `layers.1.name (Dense): must not be the name of the model's own input, got "input"`,
  },
  {
    ...{ file: "sequential.json", path: layer(0, "batch_shape"), value: [null, 7] },
    told: 'layers.0.batch_shape (InputLayer "input_layer"): must be rows of [6], as the data has, got [null,7]',
  },
  {
    ...{
      file: "functional.json",
      path: ["output_layers"],
      value: [
        ["dense", 0, 0],
        ["add", 0, 0],
      ],
    },
    told: 'output_layers: must be one output, got [["dense",0,0],["add",0,0]]',
  },
  {
    ...{ file: "functional.json", path: ["input_layers"], value: [] },
    told: "input_layers: must be one input, got []",
  },
  {
    ...{ file: "functional.json", path: ["layers", 1, "inbound_nodes"], value: [{}, {}] },
    told: "layers.1.inbound_nodes: must be one call: a layer is used once here, got 2",
  },
  {
    file: "functional.json",
    path: ["layers", 1, "inbound_nodes", 0, "kwargs"],
    value: { training: true },
    told: "layers.1.inbound_nodes: must call the layer without training, got true",
  },
  {
    file: "functional.json",
    path: ["layers", 1, "inbound_nodes", 0, "args", 0, "config", "keras_history", 0],
    value: "dense",
    told: 'layers.1.inbound_nodes: must be layers before it, got "dense"',
  },
  {
    ...{ file: "sequential.json", path: ["trainable"], value: false },
    told: "trainable: must be true, as every layer is trained here, got false",
  },
];

test.each(MISTAKES)("a mistake is told with its place: $path to $value", (mistake) => {
  const { file, path, value, told } = mistake;
  const rowShape = { "masks.json": [4], "embedding.json": [5] }[file as string] ?? [6];
  const mistakes = mistakesIn(edited(file, path, value), rowShape);
  if (typeof told === "string") expect(mistakes[0]).toBe(told);
  else expect(mistakes[0]).toMatch(told);
});

test("all mistakes of a model are told at once", () => {
  const once = edited("sequential.json", layer(1, "units"), 0);
  const twice = set(once, ["config", ...layer(4, "activation")], "exponential");
  expect(mistakesIn(twice, [6])).toHaveLength(2);
});

test.each([[null], [[]], [{}], ["Sequential"], [{ class_name: "Sequential", config: {} }]])(
  "what is no model is refused: %j",
  (value) => {
    expect(mistakesIn(value, [4])[0]).toMatch(/^model: must be a Sequential or Functional model/);
  },
);

test("a value that is nested without end is refused, too", () => {
  const nested = JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`);
  const mistakes = ["units", "activation", "kernel_regularizer", "dtype", "strange"].map((key) => {
    return mistakesIn(edited("sequential.json", layer(1, key), nested), [6])[0];
  });
  for (const mistake of mistakes)
    expect(mistake).toMatch(/, got a value that is nested without end$/);
});

test("a model of nothing but its input is refused", () => {
  const model = kerasJson("masks.json") as Json;
  const [input] = at(model, ["config", "layers"]) as unknown[];
  const bare = set(model, ["config", "layers"], [input]);
  expect(mistakesIn(bare, [4])).toEqual([
    "layers: must be one layer at least besides the input, got 1",
  ]);
});

type Json = Readonly<Record<string, unknown>>;

function mistakesIn(value: unknown, rowShape: readonly number[]): readonly string[] {
  return readKerasModel(value, rowShape).mistakes ?? [];
}

/** A file's model with one value below `config` set. */
function edited(file: string, path: readonly (string | number)[], value: unknown): Json {
  return set(kerasJson(file) as Json, ["config", ...path], value);
}

function set(json: Json, path: readonly (string | number)[], value: unknown): Json {
  const copy = structuredClone(json);
  const holder = at(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  holder[path.at(-1)!] = value;
  return copy;
}

function at(json: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, step) => (node as Record<string | number, unknown>)[step],
    json,
  );
}
