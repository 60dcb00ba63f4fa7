import { describe, expect, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { stateDigest } from "../../src/diagnose/first-step.ts";
import type { EngineName, RunSpec } from "../../src/engine/engine.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import { weightsSha256 } from "../../src/model/initialize.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import { makeOptimizer } from "../../src/model/optimizer.ts";
import { droppingSpec } from "../diagnose/specs.ts";
import { loadableBackends } from "../engine/backends.ts";

/** What every engine owes those who look into a run. */
const engineNames: EngineName[] = [
  "compiled",
  ...(await loadableBackends()).map((backend): EngineName => `tfjs-${backend}`),
];

const dataset = sineWindows({ rows: 120, seed: 1, shuffle: 1 });
const spec = droppingSpec({ epochs: 2 });
const SILENT = { onEpoch: () => {}, shouldStop: () => false };

describe.each(engineNames)("a run of %s that is looked into", (name) => {
  const open = async (of: RunSpec = spec) => (await loadEngine(name)).inspect(of, dataset);

  test("comes to the bits of the run that is trained", async () => {
    const run = await open();
    const trained = (await (await loadEngine(name)).train(spec, dataset, SILENT))!;
    expect(weightsSha256(run.state().weights)).toBe(trained.initialWeightsSha256);
    run.advanceTo(run.stepCount);
    expect(weightsSha256(run.state().weights)).toBe(trained.finalWeightsSha256);
    run.close();
  });

  test("takes the same steps whether it is looked at or not", async () => {
    const [looked, plain] = [await open(), await open()];
    const losses: number[] = [];
    for (let step = 0; step < 7; step++) losses.push(looked.inspectStep().loss);
    plain.advanceTo(7);
    expect(stateDigest(looked.state())).toBe(stateDigest(plain.state()));
    const told: number[] = [];
    const observer = { ...SILENT, onStep: (loss: number) => told.push(loss) };
    await (await loadEngine(name)).train(spec, dataset, observer);
    expect(losses).toEqual(told.slice(0, 7));
    looked.close();
    plain.close();
  });

  test("goes on from where it was, with all that its optimizer remembers", async () => {
    const adam = {
      name: "adam",
      ...{ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    } as const;
    const run = await open(droppingSpec({ epochs: 2, optimizer: adam }));
    run.advanceTo(3);
    const third = run.state();
    run.advanceTo(9);
    const ninth = stateDigest(run.state());
    run.resume(third);
    expect(run.step).toBe(3);
    run.advanceTo(9);
    expect(stateDigest(run.state())).toBe(ninth);
    run.close();
  });

  test("tells the gradients that its optimizer takes", async () => {
    const optimizer = { name: "sgd", learningRate: 1e-3, clipNorm: 0.5, clipValue: 0.2 } as const;
    const layers = spec.model.layers.map(
      (layer): LayerSpec =>
        layer.kind === "dense" ? { ...layer, kernelRegularizer: { l1: 0.01, l2: 0.1 } } : layer,
    );
    const clipped = droppingSpec({ optimizer });
    const run = await open({ ...clipped, model: { ...clipped.model, layers } });
    const before = run.state().weights;
    const { gradients } = run.inspectStep();
    const values = before.map((weight) => weight.values.slice());
    const shapes = before.map(({ shape }) => shape);
    makeOptimizer({ name: "sgd", learningRate: 1e-3 }, shapes).step(
      values,
      gradients.map((gradient) => gradient.values.slice()),
    );
    expect(gradients.map(({ layer, name: of }) => `${layer}/${of}`)).toEqual(
      before.map(({ layer, name: of }) => `${layer}/${of}`),
    );
    expect(run.state().weights.map((weight) => weight.values)).toEqual(values);
    run.close();
  });

  test("tells what dropout dropped, and that it is silent when nothing is told to it", async () => {
    const told = await open();
    const [first] = told.inspectStep().switched;
    expect(first).toMatchObject({ layer: "drop", kind: "dropout", training: true });
    expect(first!.elementCount).toBe(20 * 8);
    expect(first!.droppedCount).toBeGreaterThan(20);
    expect(first!.droppedCount).toBe(first!.multiply!.filter((factor) => factor === 0).length);
    const [second] = told.inspectStep().switched;
    expect(second!.multiply).not.toEqual(first!.multiply);
    const silent = await open(droppingSpec({ dispatch: "call" }));
    const [nothing] = silent.inspectStep().switched;
    expect(nothing).toEqual({
      ...{ layer: "drop", kind: "dropout", training: false },
      ...{ elementCount: 160, droppedCount: 0 },
    });
    told.close();
    silent.close();
  });

  test("a deferred model tells the layers and the steps of the static one", async () => {
    const model = { ...spec.model, build: "deferred" } as const;
    const [deferred, built] = [await open({ ...spec, model }), await open()];
    expect(deferred.layers).toEqual(built.layers);
    expect(deferred.inspectStep()).toEqual(built.inspectStep());
    expect(stateDigest(deferred.state())).toBe(stateDigest(built.state()));
    deferred.close();
    built.close();
  });

  test("a batch normalization tells its flag, and looking moves none of its means", async () => {
    const normalized = droppingSpec({ normalizes: true });
    const [looked, plain] = [await open(normalized), await open(normalized)];
    const { switched } = looked.inspectStep();
    expect(switched.map(({ layer, training }) => [layer, training])).toContainEqual(["norm", true]);
    plain.advanceTo(1);
    expect(stateDigest(looked.state())).toBe(stateDigest(plain.state()));
    looked.close();
    plain.close();
  });

  test("tells the rows of each step, and its layers as they are built", async () => {
    const run = await open();
    expect(run.stepsPerEpoch).toBe(5);
    const epoch = [1, 2, 3, 4, 5].flatMap((step) => [...run.rowsOf(step)]);
    expect(epoch.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 96 }, (_, row) => row));
    expect([...run.rowsOf(6)]).not.toEqual([...run.rowsOf(1)]);
    expect([...run.inspectStep().rows]).toEqual([...run.rowsOf(1)]);
    expect(
      run.layers.map(({ kind, outputShape, parameterCount, activation }) => {
        return [kind, outputShape, parameterCount, activation];
      }),
    ).toEqual([
      ["dense", [8], 1001 * 8 + 8, "relu"],
      ["dropout", [8], 0, null],
      ["dense", [1], 9, "linear"],
    ]);
    run.close();
  });
});

test("a state of one engine goes on in another, within rounding", async () => {
  const [compiled, wasm] = [await loadEngine("compiled"), await loadEngine("tfjs-wasm")];
  const [a, b] = [compiled.inspect(spec, dataset), wasm.inspect(spec, dataset)];
  a.advanceTo(6);
  b.resume(a.state());
  const [x, y] = [a.inspectStep(), b.inspectStep()];
  expect(y.loss).toBeCloseTo(x.loss, 4);
  expect(y.switched).toEqual(x.switched);
  b.close();
});

test("two backends of tfjs compute side by side, each with its own bits", async () => {
  const [wasm, cpu] = [await loadEngine("tfjs-wasm"), await loadEngine("tfjs-cpu")];
  const alone = async (name: EngineName) => {
    const run = (await loadEngine(name)).inspect(spec, dataset);
    run.advanceTo(6);
    const digest = stateDigest(run.state());
    run.close();
    return digest;
  };
  const [a, b] = [wasm.inspect(spec, dataset), cpu.inspect(spec, dataset)];
  for (let step = 1; step <= 6; step++) {
    a.advanceTo(step);
    b.advanceTo(step);
  }
  const [ofWasm, ofCpu] = [stateDigest(a.state()), stateDigest(b.state())];
  a.close();
  b.close();
  expect(ofWasm).not.toBe(ofCpu);
  expect(ofWasm).toBe(await alone("tfjs-wasm"));
  expect(ofCpu).toBe(await alone("tfjs-cpu"));
});
