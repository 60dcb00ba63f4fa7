import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { auditVariant } from "../../src/diagnose/audit.ts";
import type { AuditFinding } from "../../src/diagnose/audit-finding.ts";
import type { Engine, EngineName, RunSpec } from "../../src/engine/engine.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import { outlineRun } from "../../src/engine/outline-run.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import type { StreamName } from "../../src/random/streams.ts";
import { loadableBackends } from "../engine/backends.ts";
import { disguised, following, meddling, mistaking, toldOtherwise } from "./planted-engines.ts";
import { droppingSpec } from "./specs.ts";

const dataset = sineWindows({ rows: 120, seed: 1, shuffle: 1 });

/** The run "hidden -> drop -> out" with other layers in the place of "drop". */
function masking(...masks: readonly LayerSpec[]): RunSpec {
  const spec = droppingSpec();
  const [hidden, , out] = spec.model.layers;
  const chain = masks.map((mask, index): LayerSpec => {
    return { ...mask, inputs: [index === 0 ? "hidden" : masks[index - 1]!.name] };
  });
  const last: LayerSpec = { ...out!, inputs: [masks.at(-1)?.name ?? "hidden"] };
  return { ...spec, model: { ...spec.model, layers: [hidden!, ...chain, last] } };
}

const layer = (options: object) => ({ inputs: [], ...options }) as unknown as LayerSpec;
const dropout = (name: string, rate = 0.3, seed?: number) =>
  layer({ kind: "dropout", name, rate, ...(seed !== undefined && { seed }) });
const noise = layer({ kind: "gaussianNoise", name: "noise", stddev: 0.1 });

/** As TensorFlow 1 would: with op seeds, and dense layers of one shape after the first. */
function tf1Spec(kernelSeeds: readonly number[], maskSeeds: readonly number[] = [9]): RunSpec {
  const spec = masking(...maskSeeds.map((seed, index) => dropout(`drop${index}`, 0.3, seed)));
  const [hidden, ...others] = spec.model.layers;
  const seeded = (of: LayerSpec, seed: number, place: object) => {
    const { kernelInitializer, ...rest } = of as Extract<LayerSpec, { kind: "dense" }>;
    return { ...rest, kernelInitializer: { ...kernelInitializer, seed }, ...place } as LayerSpec;
  };
  const dense = kernelSeeds.map((seed, index) => {
    const inputs = [index === 0 ? "hidden" : `dense${index - 1}`];
    return seeded(hidden!, seed, { name: `dense${index}`, inputs });
  });
  const [mask, ...rest] = others.slice(0, -1);
  const layers = [
    seeded(hidden!, 50, {}),
    ...dense,
    { ...mask!, inputs: [dense.at(-1)!.name] },
    ...rest,
    seeded(others.at(-1)!, 51, {}),
  ];
  return { ...spec, model: { ...spec.model, layers }, seeding: { ...spec.seeding, rule: "tf1" } };
}

function holding(spec: RunSpec, ...streams: readonly StreamName[]): RunSpec {
  const kept = spec.seeding.streams.filter((stream) => !streams.includes(stream));
  return { ...spec, seeding: { ...spec.seeding, streams: kept } };
}

/** What the audit finds of a spec on an engine: with seed 1, once more, and with seed 2. */
function audit(engine: Engine, spec: RunSpec = droppingSpec()): AuditFinding[] {
  const outline = (seed: number) => outlineRun(engine, { ...spec, seed }, dataset, 3);
  const [first, again, other] = [outline(1), outline(1), outline(2)];
  return auditVariant("v", { spec, seed: 1, otherSeed: 2, first, again, other });
}

const texts = (findings: readonly AuditFinding[]) =>
  findings.map(({ severity, text }) => `${severity}: ${text}`);

const all: StreamName[] = ["init", "dropout", "noise", "order"];
const without = (...streams: StreamName[]) => all.filter((stream) => !streams.includes(stream));

const PLANTED: readonly [string, Engine, RunSpec, readonly string[]][] = [
  [
    "a mask that is frozen",
    toldOtherwise((stretch) => ({ ...stretch, step: 0 })),
    droppingSpec(),
    ["fault: drop has the very mask of step 1 again at step 2: it is frozen"],
  ],
  [
    "a mask of TensorFlow 1's that is frozen",
    toldOtherwise((stretch) => ({ ...stretch, rowsBefore: 0 })),
    tf1Spec([1]),
    ["fault: drop0 has the very mask of step 1 again at step 2: it is frozen"],
  ],
  [
    "a mask that comes every other step",
    toldOtherwise((stretch) => ({ ...stretch, step: stretch.step % 2 })),
    droppingSpec(),
    ["fault: drop has the very mask of step 1 again at step 3: it is frozen"],
  ],
  [
    "noise that is frozen",
    toldOtherwise((stretch) => ({ ...stretch, step: 0 })),
    masking(noise),
    ["fault: noise adds the very noise of step 1 again at step 2: it is frozen"],
  ],
  [
    "an order that is frozen",
    disguised((run) => ({ rowsOf: (step) => run.rowsOf(((step - 1) % run.stepsPerEpoch) + 1) })),
    droppingSpec(),
    ["fault: the rows come in epoch 2 in the very order of epoch 1: it is frozen"],
  ],
  [
    "initial weights that no seed moves",
    following(without("init")),
    droppingSpec(),
    [
      'fault: the stream "init" is dead: seed 1 and seed 2 give the same hidden/kernel and out/kernel',
    ],
  ],
  [
    "masks that no seed moves",
    toldOtherwise((stretch) => ({
      ...stretch,
      draws: stretch.draws.map((_, i) => (i === 6 ? 1 : 5)),
    })),
    droppingSpec(),
    ['fault: the stream "dropout" is dead: seed 1 and seed 2 give the same mask of drop'],
  ],
  [
    "noise that no seed moves",
    following(without("noise")),
    masking(noise),
    ['fault: the stream "noise" is dead: seed 1 and seed 2 give the same noise of noise'],
  ],
  [
    "an order that no seed moves",
    following(without("order")),
    droppingSpec(),
    ['fault: the stream "order" is dead: seed 1 and seed 2 give the same order of the rows'],
  ],
  [
    "a seed that is ignored",
    mistaking((spec) => ({ ...spec, seed: 0 })),
    droppingSpec(),
    ["init", "dropout", "order"].map((stream) => expect.stringContaining(`"${stream}" is dead`)),
  ],
  [
    "a stream that the config holds and that moves",
    following(all),
    holding(droppingSpec(), "init"),
    [
      'fault: the stream "init" is held, yet seed 1 and seed 2 give another hidden/kernel and out/kernel',
    ],
  ],
  [
    "kernels that are equal though their op seeds are not",
    mistaking(() => ({ ...tf1Spec([4, 4]), seed: 1 })),
    holding(tf1Spec([4, 5]), "init", "dropout", "order"),
    [
      expect.stringContaining("caution: seed 1 and seed 2 give the same run"),
      "fault: dense0/kernel and dense1/kernel start equal",
    ],
  ],
  [
    "two layers that drop the same units",
    toldOtherwise((stretch) => ({
      ...stretch,
      draws: stretch.draws.map((_, i) => stretch.draws[i % 9]!),
    })),
    masking(dropout("first"), dropout("second")),
    ["fault: first and second drop the same units"],
  ],
  [
    "initial weights that a run does not repeat",
    mistaking((spec, run) => ({ ...spec, seed: spec.seed + 10 * run })),
    droppingSpec(),
    ["fault: seed 1 twice does not repeat: hidden/kernel starts otherwise"],
  ],
  [
    "an order that a run does not repeat",
    disguised((run, number) => ({ rowsOf: (step) => run.rowsOf(step).fill(number, 0, 1) })),
    droppingSpec(),
    ["fault: seed 1 twice does not repeat: the rows of epoch 1 come in another order"],
  ],
  [
    "masks that a run does not repeat",
    toldOtherwise((stretch, run) => ({
      ...stretch,
      draws: stretch.draws.map((word, i) => (i === 0 ? word + run : word)),
    })),
    droppingSpec(),
    ["fault: seed 1 twice does not repeat: drop has another mask at step 1"],
  ],
  [
    "a loss that a run does not repeat",
    meddling(({ sums }, run) => {
      sums[0] = sums[0]! + run;
    }),
    droppingSpec(),
    [
      expect.stringMatching(
        /^fault: seed 1 twice does not repeat: the loss of step 1 is [\d.]+, then [\d.]+$/,
      ),
    ],
  ],
  [
    "an update that a run does not repeat",
    disguised((run, number) => ({
      state: () => {
        const state = run.state();
        if (run.step === 3) state.weights[0]!.values[0] = number;
        return state;
      },
    })),
    droppingSpec(),
    ["fault: seed 1 twice does not repeat: hidden/kernel is another one after step 3"],
  ],
];

describe("the audit names", () => {
  test.each(PLANTED)("%s", (_, engine, spec, expected) => {
    expect(texts(audit(engine, spec))).toEqual(expected);
  });

  test("the line of a user's file that asks what no seed decides", () => {
    const folder = mkdtempSync(join(tmpdir(), "sweep-audit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "my-model.cjs");
    writeFileSync(file, "exports.build = () => {\n  return Math.random();\n};\n");
    const user = createRequire(import.meta.url)(file) as { build(): number };
    const engine = mistaking((spec) => {
      user.build();
      return spec;
    });
    const [finding, ...others] = audit(engine);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      ...{ check: "unregistered-calls", severity: "fault", variant: "v", where: `${file}:2` },
      text: `${file}:2 calls Math.random, which no seed decides`,
    });
  });
});

const engineNames: EngineName[] = [
  "compiled",
  ...(await loadableBackends()).map((backend): EngineName => `tfjs-${backend}`),
];

describe.each(engineNames)("on the engine %s, the audit has nothing to say of", (name) => {
  const SOUND: readonly [string, RunSpec][] = [
    ["a model with dropout", droppingSpec()],
    ["one with batch normalization", droppingSpec({ normalizes: true })],
    ["one that is not told that it trains", droppingSpec({ dispatch: "call" })],
    ["a run of two steps", droppingSpec({ epochs: 1, batch: 48 })],
    ["one that diverges at once", droppingSpec({ optimizer: { name: "sgd", learningRate: 1e30 } })],
    ["dropout that drops nothing", masking(dropout("none", 0))],
    ["dropout that drops next to nothing", masking(dropout("rare", 0.002))],
    ["noise", masking(noise)],
    ["Gaussian dropout", masking(layer({ kind: "gaussianDropout", name: "g", rate: 0.2 }))],
    ["alpha dropout", masking(layer({ kind: "alphaDropout", name: "a", rate: 0.2 }))],
    ["two dropouts", masking(dropout("first"), dropout("second"))],
    ["initial weights that are held", holding(droppingSpec(), "init")],
    ["masks and order that are held", holding(droppingSpec(), "dropout", "order")],
    ["op seeds that differ", tf1Spec([4, 5], [6, 7])],
  ];
  test.each(SOUND)("%s", async (_, spec) => {
    expect(texts(audit(await loadEngine(name), spec))).toEqual([]);
  });
});

describe("the audit cautions", () => {
  test("of kernels that TensorFlow 1's op seeds make equal", async () => {
    const [finding, ...others] = audit(await loadEngine("compiled"), tf1Spec([1, 1, 1]));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      ...{ check: "kernels", severity: "caution" },
      text:
        "dense0/kernel, dense1/kernel and dense2/kernel start equal: all have TensorFlow 1's " +
        "op seed 1, and equal op seeds draw equally there",
    });
  });
  test("of masks that they make equal", async () => {
    const found = audit(await loadEngine("compiled"), tf1Spec([1], [3, 3]));
    expect(texts(found)).toEqual([
      "caution: drop0 and drop1 drop the same units: both have TensorFlow 1's op seed 3, and " +
        "equal op seeds draw equally there",
    ]);
  });
  test("of a seed that nothing follows", async () => {
    const held = holding(droppingSpec(), "init", "dropout", "order");
    expect(texts(audit(await loadEngine("compiled"), held))).toEqual([
      "caution: seed 1 and seed 2 give the same run: nothing that the model draws follows the seed",
    ]);
  });
});
