import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EpochValues, RunResult, RunSpec } from "../../src/plan/run.ts";
import { type Coordination, trainRuns } from "../../src/run/coordinator.ts";
import type { Dispatcher, RunEnd } from "../../src/run/dispatcher.ts";
import type { Listener } from "../../src/run/listener.ts";
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
function scripted(train: (tell: (values: EpochValues) => void, spec: RunSpec) => Promise<RunEnd>) {
  const calls = { stops: 0, trained: 0 };
  let stopRuns: (end: RunEnd) => void = () => {};
  /** for a run that goes on until it is stopped */
  const stopped = new Promise<RunEnd>((resolve) => {
    stopRuns = resolve;
  });
  const dispatcher: Dispatcher = {
    open: async () => ({ dataSha256: "d", environment: {} }),
    train: async (spec, onEpoch) => {
      calls.trained++;
      return train(onEpoch, spec);
    },
    timeSteps: async () => 0,
    outline: () => Promise.reject(new RangeError("not asked for here")),
    stop: () => {
      calls.stops++;
      stopRuns({ kind: "stopped" });
    },
    close: () => {},
  };
  return { dispatcher, calls, stopped };
}

interface Given {
  readonly stop?: AbortSignal;
  readonly threads?: number;
}

function coordination(dispatcher: Dispatcher, { stop, threads = 1 }: Given = {}) {
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
      threads,
    },
    listener: { onStart: on("start"), onEpoch: on("epoch"), onEnd: on("end") },
    stop: stop ?? new AbortController().signal,
  };
  return { given, told, runs: recordPlan(store, plan, NOW).toTrain };
}

/** What another process would find of a run: only what is on disk. */
function onDisk({ store }: Coordination) {
  const reader = openStore(store.file, "read");
  onTestFinished(() => reader.close());
  const ask = (sql: string) => {
    const statement = reader.database.prepare<[number], unknown>(sql).pluck();
    return ({ runId }: RecordedRun) => statement.get(runId);
  };
  return {
    state: ask("SELECT state FROM runs WHERE id = ?"),
    attempts: ask("SELECT count(*) FROM attempts WHERE run_id = ?"),
    epochs: ask("SELECT count(DISTINCT epoch) FROM epochs WHERE run_id = ?"),
  };
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
    const { dispatcher, calls, stopped } = scripted(async (tell) => {
      if (calls.trained > 1) return stopped;
      tell({ epoch: 0, values: { loss: 1 } }); // epochs count from 1: the database refuses it
      return { kind: "failed", reason: "out of memory" };
    });
    const { given, runs } = coordination(dispatcher);
    await expect(trainRuns(runs, given)).rejects.toThrow(/epoch/);
    expect(calls).toEqual({ stops: 1, trained: 2 }); // The second was handed out by then.
  });

  test("whatever is told is on disk by then", async () => {
    const { dispatcher } = scripted(async (tell) => {
      for (const epoch of [1, 2]) tell({ epoch, values: { loss: 1 } });
      return { kind: "ended", result: { ...RESULT, series: { loss: Float64Array.of(1, 1) } } };
    });
    const { given, runs } = coordination(dispatcher, { threads: 2 });
    const { attempts, epochs, state } = onDisk(given);
    const found: unknown[] = [];
    const listener: Listener = {
      onStart: (run) => found.push(attempts(run)),
      onEpoch: (run, { epoch }) => found.push((epochs(run) as number) >= epoch),
      onEnd: (run) => found.push(state(run)),
    };
    await trainRuns(runs, { ...given, listener });
    const count = (what: unknown) => found.filter((each) => each === what).length;
    expect([count(1), count(true), count("done")]).toEqual([4, 8, 4]);
    expect(found).toHaveLength(16);
  });

  test("a run is handed out before the end of the last one is on disk", async () => {
    let look: () => void = () => {};
    const { dispatcher } = scripted(async () => {
      look();
      await setImmediate(); // The begin is on disk after the turn in which it was handed out.
      return ended();
    });
    const { given, runs } = coordination(dispatcher);
    const { state } = onDisk(given);
    const states: unknown[] = [];
    look = () => states.push(runs.map(state).join(" "));
    await trainRuns(runs, given);
    expect(states[0]).toBe("pending pending pending pending");
    expect(states[1]).toBe("running pending pending pending");
    expect(runs.map(state).join(" ")).toBe("done done done done");
  });

  test("whether a run is wanted is asked when all that ended is on disk", async () => {
    const { dispatcher, calls } = scripted(ended);
    const { given, told, runs } = coordination(dispatcher, { threads: 2 });
    const { state } = onDisk(given);
    const asked: string[] = [];
    const isWanted = (run: RecordedRun) => {
      const done = runs.filter((each) => state(each) === "done");
      expect(told.filter((line) => line.startsWith("end"))).toHaveLength(done.length);
      asked.push(`${run.variant} ${run.seed} after ${done.length}`);
      return run.seed === 1;
    };
    await trainRuns(runs, { ...given, isWanted });
    expect(asked.slice(0, 2)).toEqual(["plain 1 after 0", "wide 1 after 0"]);
    expect(asked.at(-1)).toBe("wide 2 after 2");
    expect(calls.trained).toBe(2);
  });

  test("a disk that is full ends the sweep with nothing told that is not recorded", async () => {
    const { dispatcher, calls } = scripted(async () => {
      await setImmediate();
      const pages = given.store.database.pragma("page_count", { simple: true });
      given.store.database.pragma(`max_page_count = ${pages}`);
      const loss = new Float64Array(100_000).fill(1);
      return { kind: "ended", result: { ...RESULT, series: { loss } } };
    });
    const { given, told, runs } = coordination(dispatcher, { threads: 2 });
    const { state } = onDisk(given);
    await expect(trainRuns(runs, given)).rejects.toMatchObject({ code: "STORE_WRITE" });
    expect(told).toEqual(["start plain 1", "start wide 1"]);
    expect(runs.map(state)).toEqual(["running", "running", "pending", "pending"]);
    expect(calls.stops).toBe(1);
  });

  test("a result that cannot be written leaves those that waited with it on record", async () => {
    const { dispatcher } = scripted(async (tell, { seed, data }) => {
      if (seed === 1 && data.source === "sine-windows" && data.rows === 10) return ended();
      tell({ epoch: 0, values: { loss: 1 } });
      return { kind: "failed", reason: "out of memory" };
    });
    const { given, told, runs } = coordination(dispatcher, { threads: 2 });
    await expect(trainRuns(runs, given)).rejects.toThrow(/epoch/);
    expect(onDisk(given).state(runs[0]!)).toBe("done");
    expect(told.filter((line) => line.startsWith("end"))).toEqual(["end plain 1"]);
  });

  test("a listener that throws ends the sweep with its error", async () => {
    const { dispatcher, calls } = scripted(ended);
    const { given, runs } = coordination(dispatcher);
    const onStart = () => {
      throw new Error("not interested");
    };
    const listener = { ...given.listener, onStart };
    await expect(trainRuns(runs, { ...given, listener })).rejects.toThrow("not interested");
    expect(calls.stops).toBe(1);
  });

  test("told to stop, it begins no more runs and leaves those under way to do again", async () => {
    const controller = new AbortController();
    const { dispatcher, calls } = scripted(async () => {
      controller.abort();
      return { kind: "stopped" };
    });
    const { given, runs } = coordination(dispatcher, { stop: controller.signal });
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
    const { given, runs } = coordination(dispatcher, { stop: controller.signal });
    expect(await trainRuns(runs, given)).toMatchObject({ stopped: 1, failed: 0 });
  });

  test("with nothing to train it starts no host", async () => {
    const { dispatcher } = scripted(ended);
    const opened = { ...dispatcher, open: () => Promise.reject(new Error("opened")) };
    const { given } = coordination(opened);
    expect(await trainRuns([], given)).toMatchObject({ ended: 0 });
  });
});
