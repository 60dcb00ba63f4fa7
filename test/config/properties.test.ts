import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { SweepError } from "../../src/base/error.ts";
import { idsOf, planOf } from "../plan/plan-of.ts";
import { placesIn, thrownBy, unmarked } from "./marked.ts";
import { edited, RIGHT } from "./mistakes.ts";

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** Every kind of block that a config may hold. */
const RICH: { [key: string]: Tree } = {
  name: "rich",
  seeds: { first: 3, count: 2 },
  streams: ["init", "order"],
  seeding: { rule: "tf1-graph", lastId: 11, stride: 3 },
  engine: "auto",
  data: { source: "sine-windows", rows: 90, seed: 2, shuffle: 3, take: 50, validation: 0.5 },
  train: {
    ...{ epochs: 4, batch: 8, loss: "huber", metrics: ["mae"], shuffle: false },
    optimizer: {
      ...{ name: "adamw", weightDecay: 0.1, clipNorm: 1 },
      learningRate: { schedule: "step", initial: 0.1, factor: 0.5, every: 10 },
    },
    earlyStopping: { metric: "val_mae", patience: 2 },
  },
  model: {
    layers: [
      {
        dense: {
          ...{ units: 4, name: "wide" },
          kernelInitializer: { truncatedNormal: { stddev: 0.1, seed: 5 } },
          kernelRegularizer: { l1l2: { l1: 0.1 } },
          activityRegularizer: { l1: { l1: 0.2 } },
          kernelConstraint: { maxNorm: { maxValue: 1 } },
        },
      },
      { dropout: { rate: 0.5 } },
      { dense: { units: 4, activation: "relu" } },
      { add: { inputs: ["wide", "dense-2"] } },
      { dense: { units: 1 } },
    ],
  },
  variants: {
    base: {},
    other: { build: "deferred", dispatch: "call", without: ["dropout"] },
    set: { set: { "train.epochs": 2, "model.layers.0.dense": { units: 2, name: "wide" } } },
  },
  compare: { metric: "val_loss", at: "best", baseline: "base" },
};

/** A tree with the keys of all its blocks in another order. */
function permuted(tree: Tree): fc.Arbitrary<Tree> {
  if (Array.isArray(tree)) return fc.tuple(...tree.map(permuted));
  if (tree === null || typeof tree !== "object") return fc.constant(tree);
  const entries = Object.entries(tree).map(([key, value]) =>
    permuted(value).map((chosen) => [key, chosen] as const),
  );
  return fc
    .tuple(...entries)
    .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length }))
    .map((shuffled) => Object.fromEntries(shuffled));
}

/** The paths of all blocks in which every key has a meaning of its own. */
function blocksOf(tree: Tree, path: readonly string[] = []): readonly string[][] {
  if (tree === null || typeof tree !== "object") return [];
  const below = Object.entries(tree).flatMap(([key, value]) => blocksOf(value, [...path, key]));
  const isOpen = Array.isArray(tree) || path.join() === "variants";
  return isOpen ? below : [[...path], ...below];
}

function withKey(tree: Tree, path: readonly string[], key: string): Tree {
  const copy = structuredClone(tree);
  let block = copy as { [key: string]: Tree };
  for (const step of path) block = block[step] as { [key: string]: Tree };
  block[key] = 1;
  return copy;
}

describe("the order of keys", () => {
  test("does not matter to the ids of runs", () => {
    const ids = idsOf(planOf(stringify(RICH)));
    expect(Object.keys(ids)).toHaveLength(6);
    const property = fc.property(permuted(RICH), (tree) => {
      expect(idsOf(planOf(stringify(tree)))).toEqual(ids);
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe("an unknown key", () => {
  const blocks = blocksOf(RICH);

  test("is looked for in all kinds of blocks", () => {
    expect(blocks.map((path) => path.join("."))).toEqual(
      expect.arrayContaining([
        ...["", "seeds", "seeding", "data", "train.optimizer.learningRate", "model", "compare"],
        ...["model.layers.0", "model.layers.0.dense.kernelInitializer.truncatedNormal"],
        ...["variants.base", "variants.set.set", "variants.set.set.model.layers.0.dense"],
      ]),
    );
  });

  test("is an error that names it, wherever it stands", () => {
    const key = fc.stringMatching(/^[a-z]{1,8}$/).map((word) => `${word}_q`);
    const property = fc.property(fc.constantFrom(...blocks), key, (path, unknown) => {
      const text = stringify(withKey(RICH, path, unknown));
      const error = thrownBy(text) as SweepError;
      expect(error).toBeInstanceOf(SweepError);
      expect(placesIn(error.message)).toHaveLength(1);
      expect(error.message.split("\n")[0]).toContain(unknown);
      expect(error.message.split("\n")[0]).toContain(path.join("."));
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe("several mistakes", () => {
  const EDITS = [
    ["name: right", "name: ⟦right!⟧"],
    ["seeds: 1..3", "seeds: [1, ⟦-1⟧, ⟦1⟧]"],
    ["rows: 100", "rows: 100, take: ⟦101⟧"],
    ["epochs: 10", "epochs: ⟦ten⟧"],
    ["loss: meanSquaredError", "loss: ⟦no⟧"],
    ["{name: sgd}", "{name: sgd, ⟦rate⟧: 1}"],
    ["activation: relu", "⟦rate⟧: 1"],
    ["{rate: 0.2}", "{rate: ⟦.inf⟧}"],
    ["{units: 1}", "{units: 1, inputs: [⟦later⟧]}"],
    ["base: {}", "base: {set: {⟦train.x⟧: 1, train.batch: ⟦0⟧, ⟦data.rows⟧: 2}}"],
    ["off: {", "⟦of/f⟧: {build: ⟦no⟧, "],
    ["metric: val_loss", "metric: ⟦val_mse⟧, at: ⟦first⟧"],
    ["baseline: base", "baseline: ⟦best⟧"],
  ] as const;

  test("are all told, each once, in the order of the file", () => {
    const property = fc.property(fc.subarray([...EDITS], { minLength: 1 }), (edits) => {
      const { text, places } = unmarked(edited("several", ...edits).text);
      const { message } = thrownBy(text) as SweepError;
      expect(placesIn(message), message).toEqual(places);
    });
    fc.assert(property, { numRuns: 150 });
  });
});

describe("a broken file", () => {
  const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).join();

  function expectOrderly(text: string): void {
    const error = thrownBy(text);
    if (error !== undefined) expect(error).toBeInstanceOf(SweepError);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(PROTOTYPE);
    if (!(error instanceof SweepError)) return;
    expect(error.code).toBe("CONFIG_INVALID");
    // What a variant does to the base ("then ...") is told by the key that does it.
    expect(error.message).toMatch(/^c\.yaml:\d+:\d+: .+(, got .+|: then .+)$|YAML: /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not reach a terminal
    expect(error.message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\n +at /);
  }

  const text = [RIGHT, stringify(RICH), stringify(RICH, { collectionStyle: "flow" })];

  test("by characters ends in a SweepError or is right", () => {
    const edit = fc.record({
      at: fc.nat(5000),
      cut: fc.nat(3),
      put: fc.oneof(
        fc.constantFrom(..."{}[]:,-?&*!|>'\"%@`#~ \n\t\r\0\u001b\uFEFF\u2028\ud800."),
        fc.string({ maxLength: 3, unit: "binary" }),
      ),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
    const property = fc.property(fc.constantFrom(...text), edits, (right, chosen) => {
      let broken = right;
      for (const { at, cut, put } of chosen) {
        const start = at % broken.length;
        broken = broken.slice(0, start) + put + broken.slice(start + cut);
      }
      expectOrderly(broken);
    });
    fc.assert(property, { numRuns: 600 });
  });

  test("by words ends in a SweepError or is right", () => {
    const words = [
      ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"],
      ...["null", "~", "true", ".nan", "-.inf", "0", "-1", "1e400", "9007199254740993", "0x10"],
      ...["{}", "[]", "[[]]", "{a: 1}", "{__proto__: {x: 1}}", "{toString: 1}", "{name: {}}"],
      ...["&a x", "*a", "<<", "!!set {a}", "!!binary aGk=", "!!js/function x", "? [a]", "|\n x"],
      ...["dense", "dropout", "add", "input", "name", "seed", "1..3", "train", "model", "set"],
      ...["model.layers.0.dense", "model.__proto__.x", "train.optimizer", "epoch:3", "val_loss"],
      ...['"\\u0000"', '"a\\nb"', "'''", "- a", "a: b: c", "%YAML 1.1", "---", "..."],
    ];
    const edit = fc.tuple(fc.nat(500), fc.constantFrom(...words));
    const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
    const property = fc.property(fc.constantFrom(...text), edits, (right, chosen) => {
      const tokens = right.split(/([\w.\-/]+)/);
      for (const [at, word] of chosen) tokens[(2 * at + 1) % tokens.length] = word;
      expectOrderly(tokens.join(""));
    });
    fc.assert(property, { numRuns: 900 });
  });

  test("by parts ends in a SweepError or is right", () => {
    const paths = blocksOf(RICH).filter((path) => path.length > 0);
    const value = fc.oneof(
      fc.constantFrom<Tree>(null, [], {}, [null], { a: null }, "", "x", -1, 0.5, 1e300, true),
      fc.constantFrom<Tree>({ toString: 1 }, { valueOf: null }, { name: {} }, { length: 3 }),
      fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Tree>,
    );
    const property = fc.property(fc.constantFrom(...paths), value, fc.nat(9), (path, put, at) => {
      const copy = structuredClone(RICH) as { [key: string]: Tree };
      let block = copy;
      for (const step of path.slice(0, -1)) block = block[step] as { [key: string]: Tree };
      const inside = block[path.at(-1)!] as { [key: string]: Tree };
      const keys = Object.keys(inside);
      if (at < keys.length) inside[keys[at]!] = put;
      else block[path.at(-1)!] = put;
      expectOrderly(stringify(copy));
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe("a default", () => {
  const DEFAULTS: readonly (readonly [path: string, value: Tree])[] = Object.entries<Tree>({
    ...{ seeding: "named", engine: "auto", streams: ["order", "noise", "dropout", "init"] },
    ...{ "data.seed": 1, "data.validation": 0 },
    ...{ "train.batch": 32, "train.metrics": [], "train.shuffle": true },
    ...{ "train.earlyStopping.direction": "min", "train.earlyStopping.minDelta": 0 },
    "model.layers.0.dense.activation": "linear",
    "model.layers.0.dense.useBias": true,
    "model.layers.0.dense.kernelInitializer": "glorotUniform",
    "model.layers.0.dense.biasInitializer": { zeros: null },
    "model.layers.0.dense.name": "dense-1",
    "model.layers.0.dense.inputs": ["input"],
    "model.layers.0.dense.kernelRegularizer.l2.l2": 0.01,
    "model.layers.0.dense.activityRegularizer.l1.l1": 0.01,
    "model.layers.0.dense.kernelConstraint.maxNorm.maxValue": 2,
    "model.layers.1.dropout.inputs": ["dense-1"],
    "model.layers.2.batchNormalization.momentum": 0.99,
    "model.layers.2.batchNormalization.epsilon": 0.001,
    "model.layers.2.batchNormalization.center": true,
    "model.layers.2.batchNormalization.scale": true,
    "model.layers.3.embedding.embeddingsInitializer.randomUniform.minval": -0.05,
    "model.layers.3.embedding.embeddingsInitializer.randomUniform.maxval": 0.05,
    ...{ "variants.a.build": "static", "variants.a.dispatch": "fit" },
    ...{ "compare.at": "last", "compare.alpha": 0.05, "compare.pairs": "baseline" },
    ...{ "compare.mode": "fixed", "compare.scale": "linear" },
  });
  const SHORT: Tree = {
    ...{ name: "short", seeds: [1], data: { source: "sine-windows", rows: 50 }, compare: {} },
    train: {
      ...{ epochs: 1, loss: "mse", optimizer: { name: "sgd" } },
      earlyStopping: { metric: "loss", patience: 1 },
    },
    model: {
      layers: [
        {
          dense: {
            units: 2,
            kernelRegularizer: { l2: {} },
            activityRegularizer: { l1: {} },
            kernelConstraint: { maxNorm: {} },
          },
        },
        { dropout: { rate: 0.5 } },
        { batchNormalization: {} },
        {
          embedding: {
            ...{ inputDim: 2, outputDim: 1, embeddingsInitializer: { randomUniform: {} } },
          },
        },
      ],
    },
    variants: { a: {} },
  };

  function written(defaults: readonly (readonly [path: string, value: Tree])[]): string {
    const copy = structuredClone(SHORT) as { [key: string]: Tree };
    for (const [path, value] of defaults) {
      const steps = path.split(".");
      let block = copy;
      for (const step of steps.slice(0, -1)) block = block[step] as { [key: string]: Tree };
      block[steps.at(-1)!] = value;
    }
    return stringify(copy);
  }

  test("is each looked at, so that one that changes is found", () => {
    const before = idsOf(planOf(written([])));
    const other: Tree = { heNormal: null };
    const kernel = "model.layers.0.dense.kernelInitializer";
    expect(idsOf(planOf(written([[kernel, other]])))).not.toEqual(before);
  });

  test("that is written out changes no run's id", () => {
    const ids = idsOf(planOf(written([])));
    expect(idsOf(planOf(written(DEFAULTS)))).toEqual(ids);
    const property = fc.property(fc.subarray([...DEFAULTS]), (defaults) => {
      expect(idsOf(planOf(written(defaults)))).toEqual(ids);
    });
    fc.assert(property, { numRuns: 50 });
  });

  const OPTIMIZERS = ["sgd", "momentum", "nesterov", "rmsprop", "rmsprop-tf1", "adagrad"].concat([
    "adagrad-tf1",
    "adadelta",
    "adam",
    "adam-tf1",
    "adam-tfjs",
    "adamax",
    "adamw",
  ]);
  test.each(OPTIMIZERS)("of %s that is written out changes no run's id", (name) => {
    const short = planOf(written([["train.optimizer", { name }]]));
    const optimizer = short.runs[0]!.spec.training.optimizer as unknown as Tree;
    const full = planOf(written([["train.optimizer", optimizer]]));
    expect(Object.keys(optimizer as object).length).toBeGreaterThan(1);
    expect(idsOf(full)).toEqual(idsOf(short));
  });
});
