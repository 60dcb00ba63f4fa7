import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RunSpec } from "../../src/engine/engine.ts";
import { localDispatcher } from "../../src/run/local/local-dispatcher.ts";

const spec: RunSpec = {
  data: { source: "sine-windows", rows: 400, seed: 1, validation: 0 },
  model: {
    layers: [
      {
        kind: "dense",
        name: "out",
        inputs: ["input"],
        units: 1,
        activation: "linear",
        useBias: true,
        kernelInitializer: { kind: "zeros" },
        biasInitializer: { kind: "zeros" },
      },
    ],
    build: "static",
    dispatch: "fit",
  },
  training: {
    epochs: 2,
    batch: 32,
    loss: "meanSquaredError",
    metrics: [],
    optimizer: { name: "sgd", learningRate: 1e-5 },
    shuffle: false,
  },
  seeding: { rule: "named", streams: ["init"] },
  engine: "test",
  seed: 1,
};
const endless: RunSpec = { ...spec, training: { ...spec.training, epochs: 1_000_000 } };
const workload = { data: spec.data, files: {}, engine: "tfjs-wasm", threads: 2 } as const;

let dispatcher = localDispatcher();
beforeEach(() => {
  dispatcher = localDispatcher();
});
afterEach(() => dispatcher.close());

/** The host is this process's only child that runs host.js. */
function hostPids(): number[] {
  const list = execFileSync("ps", ["-o", "pid=,args=", "--ppid", `${process.pid}`], {
    encoding: "utf8",
  });
  return list
    .split("\n")
    .filter((line) => line.includes("run/local/host.js"))
    .map((line) => Number.parseInt(line, 10));
}

test("a host introduces itself by its data and its engine, and trains", async () => {
  const info = await dispatcher.open(workload);
  expect(info.dataSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(info.environment).toMatchObject({ engine: expect.stringMatching(/^tfjs-wasm\//) });
  const epochs: number[] = [];
  const end = await dispatcher.train(spec, ({ epoch }) => epochs.push(epoch));
  expect(end).toMatchObject({ kind: "ended", result: { outcome: "done" } });
  expect(epochs).toEqual([1, 2]);
});

test("every epoch is told before its run ends, however short the run", async () => {
  await dispatcher.open(workload);
  const brief: RunSpec = { ...spec, training: { ...spec.training, epochs: 5, batch: 400 } };
  for (let repeat = 0; repeat < 40; repeat++) {
    const epochs: number[] = [];
    await dispatcher.train(brief, ({ epoch }) => epochs.push(epoch));
    expect(epochs).toEqual([1, 2, 3, 4, 5]);
  }
});

test("a killed host fails the runs it had under way, and the next run gets a new host", async () => {
  await dispatcher.open(workload);
  const [pid] = hostPids();
  let begun: () => void;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const lost = [dispatcher.train(endless, () => begun()), dispatcher.train(endless, () => {})];
  await beginning;
  process.kill(pid!, "SIGKILL");
  for (const end of await Promise.all(lost)) {
    expect(end).toEqual({ kind: "failed", reason: "the host process ended (SIGKILL)" });
  }
  expect(await dispatcher.train(spec, () => {})).toMatchObject({ kind: "ended" });
  expect(hostPids()).not.toContain(pid);
});

test("a run sent to a host that has just died fails, and nothing else does", async () => {
  await dispatcher.open(workload);
  process.kill(hostPids()[0]!, "SIGKILL");
  expect(await dispatcher.train(spec, () => {})).toMatchObject({ kind: "failed" });
  expect(await dispatcher.train(spec, () => {})).toMatchObject({ kind: "ended" });
});

test("closed while it opens, it says so, and starts no other host", async () => {
  const opening = dispatcher.open(workload);
  dispatcher.close();
  await expect(opening).rejects.toMatchObject({ code: "WORKER_DIED" });
  expect(await dispatcher.train(spec, () => {})).toMatchObject({ kind: "failed" });
  expect(hostPids()).toEqual([]);
});

test("told to stop, runs end as stopped", async () => {
  await dispatcher.open(workload);
  const end = await dispatcher.train(endless, () => dispatcher.stop());
  expect(end).toEqual({ kind: "stopped" });
});

test("a run the engine cannot train fails alone, with a reason of one line", async () => {
  await dispatcher.open(workload);
  const [layer] = spec.model.layers;
  const broken = { ...layer!, inputs: ["nowhere"] } as typeof layer;
  const model = { ...spec.model, layers: [broken!] };
  const end = await dispatcher.train({ ...spec, model }, () => {});
  expect(end).toMatchObject({ kind: "failed", reason: expect.stringMatching(/^[^\n]+$/) });
  expect(await dispatcher.train(spec, () => {})).toMatchObject({ kind: "ended" });
});

test("tells how a run begins, and why one that cannot be begun is not", async () => {
  await dispatcher.open(workload);
  const outline = await dispatcher.outline(spec, 3);
  expect(outline).toMatchObject({
    weights: [
      { layer: "out", name: "kernel", shape: [1001, 1], isRandom: false },
      { name: "bias" },
    ],
    ...{ masks: [], losses: [expect.any(Number), expect.any(Number), expect.any(Number)] },
    calls: [],
  });
  expect(await dispatcher.outline(spec, 3)).toEqual(outline);
  const [layer] = spec.model.layers;
  const model = {
    ...spec.model,
    layers: [{ ...layer!, inputs: ["nowhere"] } as typeof layer & {}],
  };
  await expect(dispatcher.outline({ ...spec, model }, 3)).rejects.toMatchObject({
    ...{ name: "SweepError", code: "WORKER_DIED" },
    message: expect.stringMatching(/^outline: a run must begin, got "[^\n]+"$/),
  });
});

test("an engine that does not load is refused by name", async () => {
  vi.stubEnv("SWEEP_KERNELS", "abacus");
  const opening = dispatcher.open({ ...workload, engine: "compiled" });
  await expect(opening).rejects.toMatchObject({ name: "SweepError", code: "ENGINE_UNAVAILABLE" });
  vi.unstubAllEnvs();
});

test("closing ends the host", async () => {
  await dispatcher.open(workload);
  const [pid] = hostPids();
  expect(pid).toBeGreaterThan(0);
  dispatcher.close();
  await expect.poll(hostPids).toEqual([]);
});
