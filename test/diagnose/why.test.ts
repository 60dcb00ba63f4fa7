import { describe, expect, test } from "vitest";
import { RUNGS, type Rung } from "../../src/diagnose/finding.ts";
import { why } from "../../src/diagnose/why.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import type { OptimizerSpec, TrainingSpec } from "../../src/model/training-spec.ts";
import {
  type ArmParts,
  armOf,
  changedRows,
  DATASET,
  flipBit,
  flippedWeight,
  tamperedKernels,
} from "./arms.ts";
import { droppingSpec } from "./specs.ts";

/** One difference between two runs, and where it has to be found. */
interface Planted {
  readonly plant: string;
  readonly a?: RunSpec;
  readonly b?: RunSpec;
  readonly partsA?: ArmParts;
  readonly partsB?: ArmParts;
  readonly rung: Rung;
  readonly where: string;
  readonly step: number | null;
  /** what the sentence has to say */
  readonly says: RegExp;
}

const base = droppingSpec();
const adam: OptimizerSpec = {
  name: "adam",
  ...{ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
};

const training = (change: Partial<TrainingSpec>, of: RunSpec = base): RunSpec => ({
  ...of,
  training: { ...of.training, ...change },
});
const seeding = (change: Partial<RunSpec["seeding"]>, of: RunSpec = base): RunSpec => ({
  ...of,
  seeding: { ...of.seeding, ...change },
});
const layers = (change: (layers: readonly LayerSpec[]) => LayerSpec[], of: RunSpec = base) => ({
  ...of,
  model: { ...of.model, layers: change(of.model.layers) },
});
/** @param changed options of the layer of that name */
const layer = (name: string, changed: object, of: RunSpec = base): RunSpec =>
  layers((all) => all.map((each) => (each.name === name ? { ...each, ...changed } : each)), of);

/** A layer between two others, read in place of the one before it. */
const inserted = (added: LayerSpec, before: string): RunSpec =>
  layers((all) =>
    all.flatMap((each) =>
      each.name === before ? [added, { ...each, inputs: [added.name] }] : each,
    ),
  );

const opSeeded = (kernel: number, dropout: number): RunSpec =>
  seeding(
    { rule: "tf1" },
    layers((all) =>
      all.map((each): LayerSpec => {
        if (each.kind === "dropout") return { ...each, seed: dropout };
        if (each.kind !== "dense") return each;
        return { ...each, kernelInitializer: { ...each.kernelInitializer, seed: kernel } as never };
      }),
    ),
  );

const noisy = (stddev: number): RunSpec =>
  inserted({ kind: "gaussianNoise", name: "noise", inputs: ["drop"], stddev }, "out");
/** Its values are those of tfjs to the bit, its slopes are rounded otherwise. */
const softsigned = layers((all) =>
  all.map((each): LayerSpec => {
    return each.kind === "dense" && each.name === "hidden"
      ? { ...each, activation: "softsign" }
      : each;
  }),
);
const normalized = droppingSpec({ normalizes: true });
const layerNormalized = (epsilon: number): RunSpec =>
  inserted(
    {
      kind: "layerNormalization",
      name: "norm",
      inputs: ["drop"],
      epsilon,
      center: true,
      scale: true,
    },
    "out",
  );
const long = droppingSpec({ epochs: 130, optimizer: adam }); // 650 steps
const halved = { schedule: "step", initial: 1e-3, factor: 0.5, every: 500 } as const;

/** A weight that comes out one bit off after one step, as if that step were rounded otherwise. */
const offAfter = (wrong: number) =>
  tamperedKernels((executor, stretch, { tensors, weights }) => {
    executor.train(stretch);
    if (stretch.step === wrong - 1) flipBit(executor.arena, tensors[weights[0]!.tensor]!.offset);
  });
const frozen = tamperedKernels((executor, stretch) =>
  executor.train({ ...stretch, step: 0, rowsBefore: 0 }),
);
const rateTimes = (factor: number, from: number) =>
  tamperedKernels((executor, { scalars, ...stretch }) => {
    const scaled = stretch.step >= from ? scalars.map((scalar) => scalar * factor) : scalars;
    executor.train({ ...stretch, scalars: scaled });
  });
const swapRows = (one: number, other: number) =>
  changedRows((inputs, width) => {
    const row = inputs.slice(one * width, (one + 1) * width);
    inputs.copyWithin(one * width, other * width, (other + 1) * width);
    inputs.set(row, other * width);
  });

const PLANTED: readonly Planted[] = [
  // environment
  {
    plant: "a run recorded with an older compiled engine",
    partsB: { environment: { engine: "compiled/1-1", cpu: "one" } },
    ...{ rung: "environment", where: "engine", step: null, says: /compiled\/2-4.*compiled\/1-1/ },
  },
  {
    plant: "a tfjs run recorded on another processor",
    partsA: { engine: "tfjs-cpu", environment: { engine: "tfjs-cpu/4.22.0-4", cpu: "one" } },
    partsB: { engine: "tfjs-cpu", environment: { engine: "tfjs-cpu/4.22.0-4", cpu: "two" } },
    ...{ rung: "environment", where: "cpu", step: null, says: /cpu one.*cpu two/ },
  },
  // data
  {
    plant: "two rows in each other's place",
    partsB: { dataset: swapRows(3, 7) },
    ...{ rung: "data", where: "inputs of row 4", step: null, says: /row 4/ },
  },
  {
    plant: "one bit of one input",
    partsB: { dataset: changedRows((inputs) => flipBit(inputs, 1001 * 16 + 5)) },
    ...{ rung: "data", where: "inputs of row 17", step: null, says: /1 of 120,120.*1 ulp/ },
  },
  {
    plant: "a validation share",
    b: { ...base, data: { ...base.data, validation: 0.1 } },
    ...{ rung: "data", where: "split", step: null, says: /96 rows.*108.*data\.validation is 0\.2/ },
  },
  {
    plant: "rows that are not shuffled",
    b: training({ shuffle: false }),
    ...{ rung: "data", where: "order", step: 1, says: /step 1.*training\.shuffle is true/ },
  },
  {
    plant: "an order that does not follow the seed",
    b: seeding({ streams: ["init", "dropout", "noise"] }),
    ...{ rung: "data", where: "order", step: 1, says: /seeding\.streams/ },
  },
  {
    plant: "another batch",
    b: training({ batch: 16 }),
    ...{
      rung: "data",
      where: "order",
      step: 1,
      says: /20 rows with a, 16 rows with b.*training\.batch is 20/,
    },
  },
  // structure
  {
    plant: "a layer more",
    b: noisy(0.1),
    ...{ rung: "structure", where: "noise", step: null, says: /a has no noise/ },
  },
  {
    plant: "a layer less",
    b: layers(([hidden, , out]) => [hidden!, { ...out!, inputs: ["hidden"] }]),
    ...{ rung: "structure", where: "drop", step: null, says: /b has no drop/ },
  },
  {
    plant: "a wider layer",
    b: layer("hidden", { units: 9 }),
    ...{ rung: "structure", where: "hidden", step: null, says: /\[8\].*\[9\].*units is 8 with a/ },
  },
  {
    plant: "an activation",
    b: layer("hidden", { activation: "tanh" }),
    ...{ rung: "structure", where: "hidden", step: null, says: /relu.*tanh/ },
  },
  {
    plant: "a bias less",
    b: layer("out", { useBias: false }),
    ...{ rung: "structure", where: "out", step: null, says: /9 parameters.*8 parameters/ },
  },
  // initial weights
  {
    plant: "one bit of one weight",
    partsB: { tamper: flippedWeight("hidden", "kernel", 1234) },
    ...{ rung: "initial-weights", where: "hidden/kernel", step: null },
    says: /1 of 8,008 numbers differs, by at most 1 ulp/,
  },
  {
    plant: "one bit of a bias",
    partsB: { tamper: flippedWeight("out", "bias", 0) },
    ...{ rung: "initial-weights", where: "out/bias", step: null, says: /1 number differs/ },
  },
  {
    plant: "another initializer",
    b: layer("out", {
      kernelInitializer: { kind: "randomUniform", minval: -0.1, maxval: 0.1 },
    }),
    ...{ rung: "initial-weights", where: "out/kernel", step: null, says: /its initializer is/ },
  },
  {
    plant: "TensorFlow's op seed of a kernel",
    a: opSeeded(303, 5),
    b: opSeeded(7, 5),
    ...{ rung: "initial-weights", where: "hidden/kernel", step: null, says: /op seed.*303.*7/ },
  },
  {
    plant: "initial weights that do not follow the seed",
    b: seeding({ streams: ["dropout", "noise", "order"] }),
    ...{ rung: "initial-weights", where: "hidden/kernel", step: null, says: /stream "init"/ },
  },
  {
    plant: "a layer of another name",
    b: layers(([hidden, drop, out]) => [
      { ...hidden!, name: "first" },
      { ...drop!, inputs: ["first"] },
      out!,
    ]),
    ...{
      rung: "initial-weights",
      where: "hidden/kernel",
      step: null,
      says: /called hidden.*first/,
    },
  },
  {
    plant: "another seed",
    b: { ...base, seed: 8, training: { ...base.training, shuffle: false } },
    a: training({ shuffle: false }),
    ...{ rung: "initial-weights", where: "hidden/kernel", step: null, says: /the seed is 7.*8/ },
  },
  // initial predictions
  {
    plant: "a batch normalization's epsilon",
    a: normalized,
    b: layer("norm", { epsilon: 1e-5 }, normalized),
    ...{ rung: "initial-predictions", where: "prediction of row", step: null },
    says: /norm\.epsilon is 0\.001 with a/,
  },
  {
    plant: "a layer normalization's epsilon",
    a: layerNormalized(1e-3),
    b: layerNormalized(1e-6),
    ...{
      rung: "initial-predictions",
      where: "prediction of row",
      step: null,
      says: /norm\.epsilon/,
    },
  },
  {
    plant: "an engine that rounds otherwise",
    a: softsigned,
    b: softsigned,
    partsB: { engine: "tfjs-wasm", environment: { engine: "compiled/2-4", cpu: "one" } },
    ...{ rung: "gradients", where: "hidden/kernel", step: 1, says: /at most \d+ ulp: .*rounding/ },
  },
  // training flag and masks
  {
    plant: "a silent dropout, by call",
    b: droppingSpec({ dispatch: "call" }),
    ...{ rung: "training-flag", where: "drop", step: 1 },
    says: /with b, drop drops 0 of 160 units at step 1 where with a it drops \d+: its training flag is off/,
  },
  {
    plant: "a silent batch normalization",
    a: layers(
      ([hidden, norm, , out]) => [hidden!, norm!, { ...out!, inputs: ["norm"] }],
      normalized,
    ),
    b: layers(([hidden, norm, , out]) => [hidden!, norm!, { ...out!, inputs: ["norm"] }], {
      ...normalized,
      model: { ...normalized.model, dispatch: "call" },
    }),
    ...{ rung: "training-flag", where: "norm", step: 1, says: /norm is silent.*flag is off/ },
  },
  {
    plant: "a dropout rate",
    b: layer("drop", { rate: 0.2 }),
    ...{ rung: "training-flag", where: "drop", step: 1, says: /its rate is 0\.3 with a and 0\.2/ },
  },
  {
    plant: "TensorFlow's op seed of a dropout",
    a: opSeeded(1, 5),
    b: opSeeded(1, 6),
    ...{ rung: "training-flag", where: "drop", step: 1, says: /op seed for it is 5 with a and 6/ },
  },
  {
    plant: "masks that do not follow the seed",
    b: seeding({ streams: ["init", "noise", "order"] }),
    ...{ rung: "training-flag", where: "drop", step: 1, says: /stream "dropout"/ },
  },
  {
    plant: "a noise's deviation",
    a: noisy(0.1),
    b: noisy(0.2),
    ...{ rung: "training-flag", where: "noise", step: 1, says: /0\.1 with a and 0\.2 with b/ },
  },
  // first loss
  {
    plant: "a loss",
    b: training({ loss: "meanAbsoluteError" }),
    ...{ rung: "first-loss", where: "loss", step: 1, says: /training\.loss is meanSquaredError/ },
  },
  {
    plant: "a regularizer",
    b: layer("hidden", { kernelRegularizer: { l1: 0, l2: 0.01 } }),
    ...{ rung: "first-loss", where: "loss", step: 1, says: /kernelRegularizer is none with a/ },
  },
  // gradients
  {
    plant: "gradients clipped by their norm",
    b: droppingSpec({ optimizer: { name: "sgd", learningRate: 1e-4, clipNorm: 0.5 } }),
    ...{ rung: "gradients", where: "hidden/kernel", step: 1, says: /clipNorm is none with a/ },
  },
  {
    plant: "gradients cut to a value",
    b: droppingSpec({ optimizer: { name: "sgd", learningRate: 1e-4, clipValue: 0.1 } }),
    ...{ rung: "gradients", where: "hidden/kernel", step: 1, says: /clipValue is none with a/ },
  },
  // first update
  {
    plant: "an optimizer's epsilon",
    a: droppingSpec({ optimizer: adam }),
    b: droppingSpec({ optimizer: { ...adam, epsilon: 1e-3 } }),
    ...{ rung: "first-update", where: "hidden/kernel", step: 1, says: /epsilon is 1e-7 with a/ },
  },
  {
    plant: "a learning rate",
    b: droppingSpec({ optimizer: { name: "sgd", learningRate: 2e-4 } }),
    ...{ rung: "first-update", where: "hidden/kernel", step: 1, says: /learningRate is 0\.0001/ },
  },
  {
    plant: "a constraint",
    b: layer("out", { kernelConstraint: { kind: "nonNeg" } }),
    ...{ rung: "first-update", where: "out/kernel", step: 1, says: /kernelConstraint is none/ },
  },
  {
    plant: "a batch normalization's momentum",
    a: normalized,
    b: layer("norm", { momentum: 0.99 }, normalized),
    ...{ rung: "first-update", where: "norm/movingMean", step: 1, says: /momentum is 0\.9 with a/ },
  },
  {
    plant: "what the optimizer remembers, not yet seen in any weight",
    a: droppingSpec({ optimizer: { ...adam, learningRate: 0 } }),
    b: droppingSpec({ optimizer: { ...adam, learningRate: 0 } }),
    partsB: {
      tamper: (run) => {
        const state = run.state();
        state.slots[1]!.values[3] = 1;
        run.resume(state);
      },
    },
    ...{ rung: "first-update", where: "hidden/kernel", step: 1, says: /memory of hidden\/kernel/ },
  },
  {
    plant: "an engine that rounds the first update otherwise",
    partsB: { kernels: offAfter(1) },
    ...{ rung: "first-update", where: "hidden/kernel", step: 1, says: /1 ulp: .*rounding/ },
  },
  // later steps
  {
    plant: "a learning rate that is halved after 500 steps",
    a: long,
    b: droppingSpec({ epochs: 130, optimizer: { ...adam, learningRate: halved } }),
    ...{
      rung: "step",
      where: "learning rate",
      step: 501,
      says: /from step 501 on.*0\.001.*0\.0005/,
    },
  },
  {
    plant: "an engine whose updates are larger from step 500 on, which nothing declares",
    a: long,
    b: long,
    partsB: { kernels: rateTimes(1.5, 499) },
    ...{ rung: "step", where: "hidden/kernel", step: 500, says: /does not repeat/ },
  },
  {
    plant: "a frozen mask",
    partsB: { kernels: frozen },
    ...{
      rung: "step",
      where: "drop",
      step: 2,
      says: /with b, drop drops the very units of step 1 again at step 2.*frozen/,
    },
  },
  {
    plant: "an engine that rounds step 12 otherwise",
    partsB: { kernels: offAfter(12) },
    ...{ rung: "step", where: "hidden/kernel", step: 12, says: /after step 12.*1 ulp.*rounding/ },
  },
  {
    plant: "epochs",
    b: droppingSpec({ epochs: 4 }),
    ...{ rung: "step", where: "end", step: 15, says: /a trains 3 epochs, b 4 epochs/ },
  },
  {
    plant: "early stopping",
    b: training({
      earlyStopping: { metric: "loss", direction: "min", patience: 1, minDelta: 0 },
    }),
    ...{ rung: "step", where: "earlyStopping", step: 15, says: /earlyStopping is "none" with a/ },
  },
];

test(`${PLANTED.length} differences are planted, two or more on every rung`, () => {
  expect(PLANTED.length).toBeGreaterThanOrEqual(24);
  const counts = RUNGS.map((rung) => PLANTED.filter((planted) => planted.rung === rung).length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
});

describe("why names the rung, the place and the step of", () => {
  test.each(PLANTED)("$plant", async ({ a = base, b = a === base ? base : a, ...planted }) => {
    const armA = await armOf(a, { name: "a", ...planted.partsA });
    const armB = await armOf(b, { name: "b", ...planted.partsB });
    const found = why({ a: armA, b: armB, judge: "bits" });
    const { rung, where, step } = found.differs ?? {};
    expect({ rung, step }).toEqual({ rung: planted.rung, step: planted.step });
    expect(where!.startsWith(planted.where), `${where} is ${planted.where}`).toBe(true);
    expect(found.sentence).toMatch(planted.says);
    armA.run.close();
    armB.run.close();
  });
});

describe("why says that there is no difference between", () => {
  interface EqualPair extends Pick<Planted, "a" | "b" | "partsA" | "partsB"> {
    readonly pair: string;
    readonly judge?: "rounding";
  }
  const equal: readonly EqualPair[] = [
    { pair: "two runs of one variant" },
    { pair: "two runs that use Adam over 650 steps", a: long, b: long },
    {
      pair: "a static and a deferred build, seeded by names",
      b: {
        ...base,
        model: { ...base.model, build: "deferred" },
      },
    },
    { pair: "native and WASM kernels", partsB: { kernels: loadKernels("wasm") } },
    { pair: "native kernels and the specification", partsB: { kernels: loadKernels("reference") } },
    { pair: "metrics that are recorded and not", b: training({ metrics: [] }) },
    {
      pair: "two seeds that no stream follows",
      a: seeding({ streams: [] }),
      b: { ...seeding({ streams: [] }), seed: 99 },
    },
    {
      pair: "order streams where nothing is shuffled",
      a: training({ shuffle: false }),
      b: seeding({ streams: ["init", "dropout", "noise"] }, training({ shuffle: false })),
    },
    { pair: "two runs seeded as TensorFlow 1 is", a: opSeeded(1, 5), b: opSeeded(1, 5) },
    {
      pair: "two runs of tfjs-wasm",
      partsA: { engine: "tfjs-wasm" },
      partsB: { engine: "tfjs-wasm" },
    },
    { pair: "two batch normalizations", a: normalized, b: normalized },
    {
      pair: "the compiled engine and tfjs-wasm",
      partsB: { engine: "tfjs-wasm" },
      judge: "rounding",
    },
    { pair: "the compiled engine and tfjs-cpu", partsB: { engine: "tfjs-cpu" }, judge: "rounding" },
  ];

  test("ten pairs and more", () => expect(equal.length).toBeGreaterThanOrEqual(10));

  test.each(equal)("$pair", async ({ a = base, b = a, partsA, partsB, judge }) => {
    const armA = await armOf(a, { name: "a", ...partsA });
    const armB = await armOf(b, { name: "b", ...partsB });
    const { differs, sentence, passed } = why({ a: armA, b: armB, judge: judge ?? "bits" });
    expect(differs).toBeNull();
    expect(sentence).toMatch(/^no difference/);
    expect(passed).toHaveLength(10);
    armA.run.close();
    armB.run.close();
  });
});

describe("between two engines, what rounding does not explain is found:", () => {
  test("another learning rate", async () => {
    const a = await armOf(base, { name: "a" });
    const b = await armOf(droppingSpec({ optimizer: { name: "sgd", learningRate: 2e-4 } }), {
      engine: "tfjs-wasm",
    });
    const { differs } = why({ a, b, judge: "rounding" });
    expect(differs).toMatchObject({ rung: "first-update", where: "hidden/kernel", step: 1 });
    b.run.close();
  });

  test("updates that grow from step 500 on", async () => {
    const a = await armOf(long, { name: "a", engine: "tfjs-wasm" });
    const b = await armOf(long, { kernels: rateTimes(1.5, 499) });
    const { differs } = why({ a, b, judge: "rounding" });
    expect(differs).toMatchObject({ rung: "step", step: 500 });
    a.run.close();
  });
});

test("to find a part at two thirds of a course costs less than 2.2 runs", async () => {
  const steps = 3000;
  const spec = droppingSpec({ epochs: steps / 5, optimizer: adam });
  const a = await armOf(spec, { name: "a" });
  const b = await armOf(spec, { kernels: offAfter(1920) });
  const { differs, costInRuns } = why({ a, b, judge: "bits" });
  expect(differs).toMatchObject({ rung: "step", step: 1920 });
  expect(costInRuns).toBeLessThan(2.2);
  expect(DATASET.rowCount).toBe(120);
});
