import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import type { Variant } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { thrownBy } from "./marked.ts";
import { edited, RIGHT } from "./mistakes.ts";

const CONTRACT = `# Does leaving out the first layer's input shape change what the model learns?
name: input-shape
seeds: 1..10
streams: [init, dropout, order]
seeding: named
engine: auto
data:
  source: sine-windows
  rows: 100000
  seed: 1
  shuffle: 1
  take: 10000
  validation: 0.1
train:
  epochs: 10
  batch: 32
  loss: meanSquaredError
  metrics: [mae]
  optimizer: {name: rmsprop-tf1, learningRate: 0.0005, clipNorm: 1}
  shuffle: false
  earlyStopping: {metric: val_loss, patience: 3, minDelta: 0}
model:
  layers:
    - dense: {units: 64, activation: relu, kernelInitializer: {glorotUniform: {seed: 1}}}
    - dropout: {rate: 0.05, name: drop1, seed: 1}
    - dense: {units: 1, inputs: [drop1]}
variants:
  with-input-shape: {}
  without-input-shape: {build: deferred, dispatch: call}
  no-dropout: {without: [dropout]}
  wide: {set: {model.layers.0.dense.units: 128}}
compare: {metric: val_loss, at: last, direction: min, baseline: with-input-shape, margin: 0.05,
          alpha: 0.05, mode: fixed, scale: linear, pairs: baseline}
`;

function parsed(...edits: readonly (readonly [from: string, to: string])[]) {
  return parseConfig(edited("", ...edits).text, "c.yaml");
}

function variantsOf(text: string): Record<string, Variant> {
  const { variants } = parseConfig(text, "c.yaml");
  return Object.fromEntries(variants.map((variant) => [variant.name, variant]));
}

/** RIGHT with these layers, and one variant. */
function layersOf(layers: readonly string[], variant = "{}") {
  const [head] = RIGHT.split("    - dense: {units: 4");
  const listed = layers.map((layer) => `    - ${layer}\n`).join("");
  return variantsOf(`${head}${listed}variants:\n  only: ${variant}\n`).only!.layers!;
}

const wiring = (layers: ReturnType<typeof layersOf>) =>
  Object.fromEntries(layers.map(({ name, inputs }) => [name, inputs.join()]));

describe("the contract's example", () => {
  test("is read with every default written out", async () => {
    const { text, ...config } = parseConfig(CONTRACT, "c.yaml");
    expect(text).toBe(CONTRACT);
    const written = JSON.stringify(
      config,
      (_, value: unknown) => (value instanceof Set ? [...value] : value),
      2,
    );
    await expect(`${written}\n`).toMatchFileSnapshot("golden/contract-example.txt");
  });

  test.each(["dropout", "input-shape", "last-id", "smoke"])("sweeps/%s.yaml is right", (name) => {
    const file = `sweeps/${name}.yaml`;
    expect(parseConfig(readFileSync(file, "utf8"), file).name).toBe(name);
  });
});

describe("defaults", () => {
  test("are Keras', where nothing is said", () => {
    const { variants, ...config } = parsed(["compare: {metric: val_loss, baseline: base}\n", ""]);
    expect(config).toMatchObject({
      seeds: [1, 2, 3],
      streams: undefined,
      seeding: { rule: "named" },
      engine: "auto",
      data: { source: "sine-windows", rows: 100, seed: 1, validation: 0.1 },
      firstLook: undefined,
      compare: { at: "last", alpha: 0.05, pairs: "baseline" },
    });
    expect(variants[0]).toEqual({
      name: "base",
      build: "static",
      dispatch: "fit",
      streams: undefined,
      ...{ named: new Set(), removed: new Set() },
      train: {
        epochs: 10,
        batch: 32,
        loss: "meanSquaredError",
        metrics: ["mae"],
        optimizer: { name: "sgd", learningRate: 0.01 },
        shuffle: true,
      },
      layers: [
        {
          ...{ kind: "dense", name: "dense-1", inputs: ["input"], units: 4, activation: "relu" },
          ...{
            useBias: true,
            kernelInitializer: GLOROT_UNIFORM,
            biasInitializer: { kind: "zeros" },
          },
        },
        { kind: "dropout", name: "dropout-1", inputs: ["dense-1"], rate: 0.2 },
        {
          ...{ kind: "dense", name: "dense-2", inputs: ["dropout-1"], units: 1 },
          ...{ activation: "linear", useBias: true },
          ...{ kernelInitializer: GLOROT_UNIFORM, biasInitializer: { kind: "zeros" } },
        },
      ],
    });
  });

  const GLOROT_UNIFORM = {
    ...{ kind: "varianceScaling", scale: 1, mode: "fanAvg", distribution: "uniform" },
  };

  test.each([
    ["glorotNormal", 1, "fanAvg", "normal"],
    ["heUniform", 2, "fanIn", "uniform"],
    ["heNormal", 2, "fanIn", "normal"],
    ["leCunUniform", 1, "fanIn", "uniform"],
    ["leCunNormal", 1, "fanIn", "normal"],
  ])("%s scales variance by %d over %s, %s", (name, scale, mode, distribution) => {
    const [layer] = layersOf([`dense: {units: 1, kernelInitializer: {${name}: {seed: 7}}}`]);
    expect(layer).toHaveProperty("kernelInitializer", {
      ...{ kind: "varianceScaling", scale, mode, distribution, seed: 7 },
    });
  });

  test("an optimizer's options are those of its name", () => {
    const { variants } = parsed(["{name: sgd}", "{name: rmsprop-tf1}"]);
    expect(variants[0]!.train.optimizer).toEqual({
      ...{ name: "rmsprop-tf1", learningRate: 0.001, rho: 0.9, momentum: 0, centered: false },
      epsilon: 1e-10,
    });
  });

  test("the field's short names stand for losses", () => {
    const { variants } = parsed(["meanSquaredError", "mape"]);
    expect(variants[0]!.train.loss).toBe("meanAbsolutePercentageError");
  });

  test("a penalty that is not named is none", () => {
    const [layer] = layersOf([
      "dense: {units: 1, kernelRegularizer: l1, biasRegularizer: {l2: {l2: 1}}, activityRegularizer: l2}",
    ]);
    expect(layer).toMatchObject({
      kernelRegularizer: { l1: 0.01, l2: 0 },
      biasRegularizer: { l1: 0, l2: 1 },
      activityRegularizer: { l1: 0, l2: 0.01 },
    });
  });
});

describe("seeds", () => {
  test.each([
    ["3..5", [3, 4, 5]],
    ["[5, 1, 0]", [5, 1, 0]],
    ["{first: 7, count: 3}", [7, 8, 9]],
    ["{count: 1, first: 0}", [0]],
    ["9007199254740990..9007199254740991", [9007199254740990, 9007199254740991]],
  ])("%s are %j", (written, seeds) => {
    expect(parsed(["1..3", written]).seeds).toEqual(seeds);
  });

  test("ten thousand are not too many", () => {
    expect(parsed(["1..3", "1..10000"]).seeds).toHaveLength(10_000);
  });
});

describe("variants", () => {
  test("nothing, an empty block and null change nothing", () => {
    const { base, ...others } = variantsOf(
      edited("", ["base: {}", "base: {}\n  nothing:\n  tilde: ~\n  words: null"]).text,
    );
    for (const name of ["nothing", "tilde", "words"]) {
      expect(others[name]).toEqual({ ...base, name });
    }
  });

  test("keep the order of the file, also where their names are numbers", () => {
    const { variants } = parsed(["base: {}", "base: {}\n  32: {}\n  x: {}\n  4: {}"]);
    expect(variants.map(({ name }) => name)).toEqual(["base", "32", "x", "4", "off"]);
  });

  test("set changes their own tree only", () => {
    const { base, other } = variantsOf(
      edited("", ["base: {}", "other: {set: {train.epochs: 2}}\n  base: {}"]).text,
    );
    expect([base!.train.epochs, other!.train.epochs]).toEqual([10, 2]);
  });

  test("set adds options, and layers' options where the layer stands alone", () => {
    const { base } = variantsOf(
      edited(
        "",
        ["    - dense: {units: 1}\n", "    - dense: {units: 1}\n    - flatten:\n"],
        ["{}", "{set: {train.batch: 8, model.layers.3.flatten.name: flat}}"],
      ).text,
    );
    expect(base!.train.batch).toBe(8);
    expect(base!.layers!.at(-1)!.name).toBe("flat");
  });

  test("what is set as a whole comes before what is set within it, in either order", () => {
    const whole = "train.optimizer: {name: adam}";
    const part = "train.optimizer.learningRate: 0.5";
    const { one, two } = variantsOf(
      edited("", [
        "base: {}",
        `base: {}\n  one: {set: {${whole}, ${part}}}\n  two: {set: {${part}, ${whole}}}`,
      ]).text,
    );
    expect(one!.train.optimizer).toMatchObject({ name: "adam", learningRate: 0.5 });
    expect(two!.train).toEqual(one!.train);
  });

  test("indices of set are those of the base, as without comes after", () => {
    const { base } = variantsOf(
      edited("", ["{}", "{without: [dropout], set: {model.layers.2.dense.units: 9}}"]).text,
    );
    expect(base!.layers!.map((layer) => "units" in layer && layer.units)).toEqual([4, 9]);
  });
});

describe("wiring", () => {
  test("a layer reads the one before it, the first one the input", () => {
    const layers = layersOf(["dense: {units: 1}", "flatten", "dense: {units: 1, name: last}"]);
    expect(wiring(layers)).toEqual({
      "dense-1": "input",
      "flatten-1": "dense-1",
      last: "flatten-1",
    });
  });

  test("a layer reads those it names, by their own names or their kind and ordinal", () => {
    const layers = layersOf([
      "dense: {units: 1, name: a}",
      "dense: {units: 1, inputs: [input]}",
      "add: {inputs: [a, dense-2, input]}",
    ]);
    expect(wiring(layers)).toEqual({ a: "input", "dense-2": "input", "add-1": "a,dense-2,input" });
  });

  const block = [
    "dense: {units: 1, name: a}",
    "dropout: {rate: 0.5, name: d}",
    "dropout: {rate: 0.5}",
    "dense: {units: 1, inputs: [dropout-2]}",
    "add: {inputs: [d, dense-2]}",
  ];

  test("what reads a layer left out reads that layer's input", () => {
    expect(wiring(layersOf(block, "{without: [dropout]}"))).toEqual({
      ...{ a: "input", "dense-2": "a", "add-1": "a,dense-2" },
    });
    expect(wiring(layersOf(block, "{without: [d]}"))).toEqual({
      ...{ a: "input", "dropout-2": "a", "dense-2": "dropout-2", "add-1": "a,dense-2" },
    });
  });

  test("a layer that nobody reads is told, for its weights would never learn", () => {
    const dangling = ["dense: {units: 1, name: a}", "dense: {units: 1, inputs: [input]}"];
    expect(() => layersOf(dangling, "{}")).toThrow(/must be read by a later layer.*got "a"/);
  });

  test("layers that stay keep their names when a named one is left out", () => {
    const layers = layersOf(
      ["dense: {units: 1, name: a}", "dense: {units: 1}", "dense: {units: 1}"],
      "{without: [a]}",
    );
    expect(wiring(layers)).toEqual({ "dense-2": "input", "dense-3": "dense-2" });
  });

  test("the names written in the file are told from those counted out", () => {
    const { base } = variantsOf(edited("", ["units: 4", "units: 4, name: dense-1"]).text);
    expect(base).toHaveProperty("named", new Set(["dense-1"]));
  });
});

describe("files that are too much", () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");

  test.each([
    ["2 MB", `${RIGHT}#${"x".repeat(2e6)}`],
    ["brackets that open", RIGHT.replace("100,", "[".repeat(20_000))],
    [
      "brackets that open and close",
      RIGHT.replace("100,", `${"[".repeat(20_000)}${"]".repeat(20_000)},`),
    ],
    ["blocks in blocks", RIGHT.replace("100,", `${"{a: ".repeat(5000)}1${"}".repeat(5000)},`)],
    ["keys", lines(20_000, (index) => `k${index}: 1`)],
    ["variants", RIGHT.replace("  base", `${lines(15_000, (index) => `  v${index}: {}`)}  base`)],
    [
      "variants that set",
      RIGHT.replace("  base", `${lines(900, (i) => `  v${i}: {set: {train.epochs: ${i}}}`)}  base`),
    ],
    ["layers", RIGHT.replace("    - drop", `${lines(10_000, () => "    - dense: 1")}    - drop`)],
    ["metrics", RIGHT.replace("[mae]", `[${"mea, ".repeat(20_000)}]`)],
    ["aliases", `a: &a [${"*a, ".repeat(20_000)}]`],
    ["one line", `{${"a: 1, ".repeat(20_000)}}`],
    ["one word", `${"a".repeat(900_000)}: 1`],
  ])("%s end in a short message", (_, text) => {
    const error = thrownBy(text); // what is not linear in the file's length takes minutes here
    expect(error).toBeInstanceOf(SweepError);
    expect((error as SweepError).message.length).toBeLessThan(60_000);
  });

  test("a lone carriage return, which YAML takes for a value, is told as nothing", () => {
    const { message } = thrownBy(RIGHT.replace("seeds: 1..3", "seeds: [\r]")) as SweepError;
    expect(message).toMatch(/^c\.yaml:2:9: seeds\.0: .+, got nothing$/m);
  });

  test("fifty mistakes are shown, of the others how many there are", () => {
    const { message } = thrownBy(RIGHT + lines(53, (index) => `k${index}: 1`)) as SweepError;
    expect(message.match(/^c\.yaml:/gm)).toHaveLength(50);
    expect(message).toMatch(/\nand 3 more$/);
  });

  test.each(Array.from({ length: 12 }, (_, index) => 120 * (index + 1)))(
    "%d blocks in blocks are told, wherever the stack ends",
    (depth) => {
      const value = `${"{a: ".repeat(depth)}1${"}".repeat(depth)}`;
      expect(thrownBy(RIGHT.replace("{}", `{set: {train.epochs: ${value}}}`))).toBeInstanceOf(
        SweepError,
      );
    },
  );
});
