import fc from "fast-check";
import type { Dataset } from "../../../src/data/dataset.ts";
import type { RunSpec } from "../../../src/engine/engine.ts";
import { modelShapes, sizeOf } from "../../../src/model/model-shapes.ts";
import {
  ACTIVATIONS,
  type Constraint,
  type Initializer,
  type LayerOptions,
  type LayerSpec,
  MODEL_INPUT,
  type Regularizer,
} from "../../../src/model/model-spec.ts";
import { LOSSES, METRICS, type OptimizerSpec } from "../../../src/model/training-spec.ts";

/** A run and the rows it trains on. */
export interface RandomRun {
  readonly spec: RunSpec;
  readonly dataset: Dataset;
}

const small = (max: number) => fc.integer({ min: 1, max });
const share = fc.constantFrom(0, 0.05, 0.3, 0.5, 0.9);
const strength = fc.constantFrom(0, 0.001, 0.1);
export const regularizer: fc.Arbitrary<Regularizer> = fc.record({ l1: strength, l2: strength });
const constraint: fc.Arbitrary<Constraint> = fc.constantFrom<Constraint>(
  { kind: "maxNorm", maxValue: 0.7 },
  { kind: "unitNorm" },
  { kind: "nonNeg" },
);
const scaling = (mode: "fanIn" | "fanOut" | "fanAvg", distribution: "uniform" | "normal") => ({
  kind: "varianceScaling" as const,
  scale: 2,
  mode,
  distribution,
});
const initializer: fc.Arbitrary<Initializer> = fc.constantFrom<Initializer>(
  { kind: "zeros" },
  { kind: "ones" },
  { kind: "constant", value: 0.1 },
  { kind: "identity", gain: 0.5 },
  { kind: "randomUniform", minval: -0.5, maxval: 0.5 },
  { kind: "randomNormal", mean: 0, stddev: 0.3 },
  { kind: "truncatedNormal", mean: 0.1, stddev: 0.3 },
  scaling("fanIn", "normal"),
  scaling("fanOut", "normal"),
  scaling("fanAvg", "uniform"),
  { kind: "orthogonal", gain: 1 },
);
/** A value one time in `rarely`, else undefined. */
export const maybe = <T>(value: fc.Arbitrary<T>, rarely = 2) =>
  fc.nat({ max: rarely - 1 }).chain((n) => (n === 0 ? value : fc.constant(undefined)));

const dense: fc.Arbitrary<LayerOptions> = fc
  .record({
    kind: fc.constant("dense" as const),
    units: fc.oneof(small(12), fc.constantFrom(16, 31, 33, 64, 70)),
    activation: fc.constantFrom(...ACTIVATIONS),
    useBias: fc.boolean(),
    kernelInitializer: initializer,
    biasInitializer: fc.constantFrom<Initializer>(
      { kind: "zeros" },
      { kind: "randomUniform", minval: -0.5, maxval: 0.5 },
    ),
    kernelRegularizer: maybe(regularizer),
    biasRegularizer: maybe(regularizer),
    activityRegularizer: maybe(regularizer),
    kernelConstraint: maybe(constraint),
    biasConstraint: maybe(constraint),
  })
  .map(withoutUndefined);

const joins: fc.Arbitrary<LayerOptions> = fc.constantFrom<LayerOptions>(
  { kind: "add" },
  { kind: "average" },
  { kind: "multiply" },
  { kind: "maximum" },
  { kind: "minimum" },
  { kind: "concatenate", axis: -1 },
  { kind: "concatenate", axis: 1 },
);

const single: fc.Arbitrary<LayerOptions> = fc.oneof(
  { weight: 4, arbitrary: dense },
  fc.constantFrom(...ACTIVATIONS).map(
    (activation): LayerOptions => ({
      kind: "activation",
      activation,
    }),
  ),
  fc
    .record({
      kind: fc.constantFrom("dropout", "gaussianDropout", "alphaDropout"),
      rate: share,
    })
    .map((options) => options as LayerOptions),
  fc.constant<LayerOptions>({ kind: "gaussianNoise", stddev: 0.2 }),
  fc.record({
    kind: fc.constant("batchNormalization" as const),
    momentum: fc.constantFrom(0.9, 0.99),
    epsilon: fc.constant(1e-3),
    center: fc.boolean(),
    scale: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("layerNormalization" as const),
    epsilon: fc.constant(1e-3),
    center: fc.boolean(),
    scale: fc.boolean(),
  }),
  fc.constant<LayerOptions>({ kind: "flatten" }),
  fc.constant<LayerOptions>({ kind: "reshape", targetShape: [] }), // filled in below
);

const rate = fc.oneof(
  fc.constantFrom(0.001, 0.05),
  fc.constant({ schedule: "step" as const, initial: 0.05, factor: 0.5, every: 2 }),
  fc.constant({ schedule: "exponential" as const, initial: 0.05, rate: 0.9, steps: 3 }),
  fc.constant({ schedule: "cosine" as const, initial: 0.05, floor: 0.1, steps: 6 }),
);
const rho = { rho: fc.constantFrom(0.9, 0.5), epsilon: fc.constantFrom(1e-7, 1e-3) };
const betas = {
  beta1: fc.constantFrom(0.9, 0.5),
  beta2: fc.constantFrom(0.999, 0.9),
  epsilon: fc.constantFrom(1e-7, 1e-3),
};
const rmsprop = fc.record({
  ...rho,
  momentum: fc.constantFrom(0, 0.5),
  centered: fc.boolean(),
});
const adagrad = fc.record({
  initialAccumulator: fc.constant(0.1),
  epsilon: fc.constant(1e-7),
});
const momentum = fc.record({ momentum: fc.constant(0.9) });
const adam = fc.record(betas);
const RULES: Readonly<Record<OptimizerSpec["name"], fc.Arbitrary<object>>> = {
  ...{ sgd: fc.constant({}), momentum, nesterov: momentum },
  ...{ rmsprop, "rmsprop-tf1": rmsprop, adagrad, "adagrad-tf1": adagrad },
  ...{ adadelta: fc.record(rho), adam, "adam-tf1": adam, "adam-tfjs": adam, adamax: adam },
  adamw: fc.record({ ...betas, weightDecay: fc.constant(0.01) }),
};
export const OPTIMIZER_NAMES = Object.keys(RULES) as OptimizerSpec["name"][];

export const optimizerOf = (name: OptimizerSpec["name"]): fc.Arbitrary<OptimizerSpec> =>
  fc
    .record({
      rule: RULES[name],
      learningRate: rate,
      clipNorm: maybe(fc.constant(0.5)),
      clipValue: maybe(fc.constant(0.1)),
    })
    .map(({ rule, ...rest }) => withoutUndefined({ name, ...rule, ...rest } as OptimizerSpec));
const optimizer = fc.constantFrom(...OPTIMIZER_NAMES).chain(optimizerOf);

/** What a graph is grown from: each step adds a layer on some of those before it. */
const growth = fc.record({
  options: fc.oneof({ weight: 4, arbitrary: single }, joins),
  from: fc.nat(),
  with: fc.nat(),
});

/**
 * Runs over everything the engine covers: graphs with branches, every layer, loss, metric and
 * optimizer, at sizes where vectors and tiles end unevenly.
 */
export const randomRuns: fc.Arbitrary<RandomRun> = fc
  .record({
    embeds: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    inputShape: fc.constantFrom([4], [1], [7], [33], [3, 2], [2, 5], [1, 1]),
    steps: fc.array(growth, { minLength: 1, maxLength: 7 }),
    loss: fc.constantFrom(...LOSSES),
    metrics: fc.uniqueArray(fc.constantFrom(...METRICS), { maxLength: 3 }),
    optimizer,
    batch: fc.oneof(small(19), fc.constantFrom(16, 32, 33)),
    rows: fc.integer({ min: 5, max: 80 }),
    epochs: small(2),
    shuffle: fc.boolean(),
    dispatch: fc.constantFrom("fit" as const, "fit" as const, "call" as const),
    rule: fc.constantFrom("named" as const, "tf1" as const),
    seed: fc.integer({ min: 1, max: 1000 }),
    scale: fc.constantFrom(1, 1, 1, 1, 1e20, 1e-20),
  })
  .map((drawn): RandomRun => {
    const { loss, metrics, batch, epochs, shuffle, rows, seed, dispatch } = drawn;
    const layers = growGraph(drawn);
    const output = modelShapes(layers, drawn.inputShape).at(-1)!.outputShape;
    const sparse = loss === "sparseCategoricalCrossentropy";
    const classCount = output.at(-1)!;
    const targetShape = [sparse ? sizeOf(output) / classCount : sizeOf(output)];
    const spec: RunSpec = {
      data: { source: "sine-windows", rows, seed: 1, validation: 0.2 },
      model: { layers, build: "static", dispatch },
      training: { epochs, batch, loss, metrics, optimizer: drawn.optimizer, shuffle },
      seeding: { rule: drawn.rule, streams: ["init", "dropout", "noise", "order"] },
      engine: "test",
      seed,
    };
    return { spec, dataset: randomRows(drawn, targetShape, sparse ? classCount : 0) };
  });

type Drawn = {
  readonly embeds: boolean;
  readonly inputShape: readonly number[];
  readonly steps: readonly {
    readonly options: LayerOptions;
    readonly from: number;
    readonly with: number;
  }[];
  readonly rows: number;
  readonly seed: number;
  readonly scale: number;
};

const VOCABULARY = 6;

function growGraph({ embeds, inputShape, steps }: Drawn): LayerSpec[] {
  const layers: LayerSpec[] = [];
  const place = (options: LayerOptions, ...inputs: string[]) =>
    layers.push({ ...seeded(options), name: `layer-${layers.length + 1}`, inputs } as LayerSpec);
  if (embeds) {
    const embeddingsInitializer = { kind: "randomUniform", minval: -1, maxval: 1 } as const;
    const options = { kind: "embedding", inputDim: VOCABULARY, outputDim: 3 } as const;
    place({ ...options, embeddingsInitializer }, MODEL_INPUT);
  }
  for (const { options, from, with: other } of steps) {
    const shapes = modelShapes(layers, inputShape);
    const shapeOf = (name: string) =>
      name === MODEL_INPUT ? inputShape : shapes.find((s) => s.name === name)!.outputShape;
    const names = [...(embeds ? [] : [MODEL_INPUT]), ...layers.map(({ name }) => name)];
    const x = names[from % names.length]!;
    const shape = shapeOf(x);
    if (options.kind === "reshape") {
      const size = sizeOf(shape);
      const side = [3, 2, 1].find((divisor) => size % divisor === 0)!;
      place({ ...options, targetShape: [side, size / side] }, x);
    } else if (["add", "average", "multiply", "maximum", "minimum"].includes(options.kind)) {
      const same = names.filter((name) => String(shapeOf(name)) === String(shape));
      place(options, x, same[other % same.length]!, ...(other % 3 === 0 ? [x] : []));
    } else if (options.kind === "concatenate") {
      place({ ...options, axis: shape.length === 1 ? -1 : options.axis }, x, x);
    } else {
      place(options, x);
    }
  }
  // What no layer reads would be no part of the model: the last one reads all of it.
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  const loose = layers.filter(({ name }) => !read.has(name)).map(({ name }) => name);
  if (loose.length > 1) {
    const flat = loose.map((name) => {
      place({ kind: "flatten" }, name);
      return layers.at(-1)!.name;
    });
    place({ kind: "concatenate", axis: -1 }, ...flat);
  }
  return layers;
}

/** Op seeds, for runs seeded as TensorFlow 1 is. */
function seeded(options: LayerOptions): LayerOptions {
  const masks = ["dropout", "gaussianDropout", "alphaDropout", "gaussianNoise"];
  if (masks.includes(options.kind)) return { ...options, seed: 3 } as LayerOptions;
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) =>
      key.endsWith("Initializer") ? [key, { ...value, seed: 5 }] : [key, value],
    ),
  ) as unknown as LayerOptions;
}

export function randomRows(
  { embeds, inputShape, rows, seed, scale }: Omit<Drawn, "steps">,
  targetShape: readonly number[],
  classCount: number,
): Dataset {
  const shared = (length: number) =>
    new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  const inputs = shared(rows * sizeOf(inputShape));
  const targets = shared(rows * sizeOf(targetShape));
  const areBits = seed % 3 === 0; // what hinges read as -1 and 1
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < inputs.length; i++) {
    inputs[i] = embeds ? Math.floor(next() * VOCABULARY) : (next() * 4 - 2) * scale;
  }
  for (let i = 0; i < targets.length; i++) {
    if (classCount > 0) targets[i] = Math.floor(next() * classCount);
    else targets[i] = areBits ? Math.round(next()) : next() * 2 - 0.5;
  }
  return { rowCount: rows, inputShape, targetShape, inputs, targets, sha256: "" };
}

export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
