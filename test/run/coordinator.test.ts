import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EpochValues, RunResult } from "../../src/plan/run.ts";
import { type Coordination, trainRuns } from "../../src/run/coordinator.ts";
import type { Dispatcher, RunEnd } from "../../src/run/dispatcher.ts";
import { findSweep } from "../../src/store/find-sweep.ts";
import { openStore } from "../../src/store/open-store.ts";
import { runStates } from "../../src/store/read-states.ts";
import { type RecordedRun, recordPlan } from "../../src/store/record-plan.ts";
import { temporaryFolder } from "../cli/program.ts";
import { samplePlan } from "../store/sample-plan.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const RESULT: RunResult = {
  outcome: "done",
  series: { loss: Float64Array.of(1) },
  initialWeightsSha256: "a",
  initialPredictionsSha256: "b",
  finalWeightsSha256: "c",
  durationMs: 1,
};

/** A dispatcher whose runs end as the test says, without any process. */
function scripted(train: (tell: (values: EpochValues) => void) => Promise<RunEnd>) {
  const calls = { stops: 0, trained: 0 };
  const dispatcher: Dispatcher = {
    open: async () => ({ dataSha256: "d", environment: {} }),
    train: async (_, onEpoch) => {
      calls.trained++;
      return train(onEpoch);
    },
    timeSteps: async () => 0,
    outline: () => Promise.reject(new RangeError("not asked for here")),
    stop: () => {
      calls.stops++;
    },
    close: () => {},
  };
  return { dispatcher, calls };
}

function coordination(dispatcher: Dispatcher, stop = new AbortController().signal) {
  const store = openStore(join(temporaryFolder(), "a.db"), "write");
  onTestFinished(() => store.close());
  const plan = samplePlan();
  const told: string[] = [];
  const on = (what: string) => (run: RecordedRun) =>
    void told.push(`${what} ${run.variant} ${run.seed}`);
  const given: Coordination = {
    store,
    dispatcher,
    workload: {
      data: plan.variants[0]!.spec.data,
      files: {},
      engine: plan.engine.name,
      threads: 1,
    },
    listener: { onStart: on("start"), onEpoch: on("epoch"), onEnd: on("end") },
    stop,
  };
  return { given, told, runs: recordPlan(store, plan, NOW).toTrain };
}

const ended = async (): Promise<RunEnd> => ({ kind: "ended", result: RESULT });

describe("the coordinator", () => {
  test("trains in the plan's order and counts how runs ended", async () => {
    const ends: RunEnd[] = [
      { kind: "failed", reason: "out of memory" },
      {
        kind: "ended",
        result: { ...RESULT, outcome: "diverged", reason: "loss is NaN in epoch 1" },
      },
    ];
    const { dispatcher } = scripted(async () => ends.shift() ?? ended());
    const { given, told, runs } = coordination(dispatcher);
    const tally = await trainRuns(runs, given);
    expect(tally).toEqual({ ended: runs.length - 2, diverged: 1, failed: 1, stopped: 0 });
    expect(told.filter((line) => line.startsWith("start"))).toEqual(
      runs.map(({ variant, seed }) => `start ${variant} ${seed}`),
    );
  });

  test("a write that fails stops the runs and is what the caller hears of", async () => {
    const { dispatcher, calls } = scripted(async (tell) => {
      tell({ epoch: 0, values: { loss: 1 } }); // epochs count from 1: the database refuses it
      return { kind: "stopped" };
    });
    const { given, runs } = coordination(dispatcher);
    await expect(trainRuns(runs, given)).rejects.toThrow(/epoch/);
    expect(calls).toEqual({ stops: 1, trained: 1 });
  });

  test("told to stop, it begins no more runs and leaves those under way to do again", async () => {
    const controller = new AbortController();
    const { dispatcher, calls } = scripted(async () => {
      controller.abort();
      return { kind: "stopped" };
    });
    const { given, runs } = coordination(dispatcher, controller.signal);
    const tally = await trainRuns(runs, given);
    expect(tally).toMatchObject({ stopped: 1, ended: 0 });
    expect(calls).toEqual({ stops: 1, trained: 1 });
    const states = runStates(given.store, findSweep(given.store));
    expect(states.every(({ counts }) => counts.running === 0 && counts.done === 0)).toBe(true);
  });

  test("a host killed because it would not stop makes no failed run", async () => {
    const controller = new AbortController();
    const { dispatcher } = scripted(async () => {
      controller.abort();
      return { kind: "failed", reason: "the host process was ended" };
    });
    const { given, runs } = coordination(dispatcher, controller.signal);
    expect(await trainRuns(runs, given)).toMatchObject({ stopped: 1, failed: 0 });
  });

  test("with nothing to train it starts no host", async () => {
    const { dispatcher } = scripted(ended);
    const opened = { ...dispatcher, open: () => Promise.reject(new Error("opened")) };
    const { given } = coordination(opened);
    expect(await trainRuns([], given)).toMatchObject({ ended: 0 });
  });
});
