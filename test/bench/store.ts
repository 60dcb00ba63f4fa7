// `npm run bench:store` (options after --, for example --folder results): how many runs a second can
// be recorded (begin and result) if commits are grouped and if they are not, in interleaved rounds.
// The disk decides as much as the code, so the file system and the cost of one fsync are printed too;
// in memory (tmpfs) the figures mean nothing.
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { trainRuns } from "../../src/run/coordinator.ts";
import type { Dispatcher, RunEnd } from "../../src/run/dispatcher.ts";
import { finishRun } from "../../src/store/finish-run.ts";
import { type GroupCommit, groupCommit } from "../../src/store/group-commit.ts";
import { openStore } from "../../src/store/open-store.ts";
import { type RecordedRun, recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { beginAttempt, newAttempt } from "../../src/store/write-runs.ts";
import { CONTEXT, minute, samplePlan, sampleResult } from "../store/sample-plan.ts";
import { idleness, machine, print, spread } from "./machine.ts";

const { values: options } = parseArgs({
  options: {
    folder: { type: "string", default: tmpdir() },
    rounds: { type: "string", default: "7" },
    runs: { type: "string", default: "512" },
  },
});
const [roundCount, runCount] = [Number(options.rounds), Number(options.runs)];

const ONE_BY_ONE = { size: 1, waitMs: 20 };
const EPOCHS = [0.5, 0.4, 0.3, 0.2, 0.1];
const RESULT = sampleResult({ loss: EPOCHS, val_loss: EPOCHS, mae: EPOCHS, val_mae: EPOCHS });

type Way = (store: Store, runs: readonly RecordedRun[], commits: GroupCommit) => Promise<unknown>;

/** How many threads train at a time, and where. */
const WAYS: Readonly<Record<string, Way>> = {
  "2 threads here, runs of 0 ms": (...args) => trainHere(...args, 0),
  "2 threads here, runs of 1 ms": (...args) => trainHere(...args, 1),
  "8 threads elsewhere": (...args) => trainElsewhere(...args, 8),
  "64 threads elsewhere": (...args) => trainElsewhere(...args, 64),
};

print(`${machine()}; ${await idleness()}`);
print(`database on ${fileSystem(options.folder)}, synchronous=FULL; runs of 5 epochs, 4 metrics`);
print("\nruns/s (median of interleaved rounds)  in groups  one by one  ratio (min, median, max)");
for (const [name, way] of Object.entries(WAYS)) {
  const rates = { grouped: [] as number[], single: [] as number[] };
  for (let round = 0; round < roundCount; round++) {
    rates.grouped.push(await runsPerSecond(way));
    rates.single.push(await runsPerSecond(way, ONE_BY_ONE));
  }
  const ratios = rates.grouped.map((rate, round) => rate / rates.single[round]!);
  const cells = [rates.grouped, rates.single].map((each) => spread(each)[1].toFixed(0));
  const ratio = spread(ratios).map((each) => each.toFixed(1).padStart(6));
  print(name.padEnd(38) + cells[0]!.padStart(10) + cells[1]!.padStart(12) + ratio.join(""));
}
const lone = { grouped: [] as number[], single: [] as number[], fsync: [] as number[] };
for (let round = 0; round < roundCount; round++) {
  lone.grouped.push(await loneWriteMs());
  lone.single.push(await loneWriteMs(ONE_BY_ONE));
  lone.fsync.push(fsyncMs());
}
const [grouped, single, fsync] = Object.values(lone).map((ms) => spread(ms)[1].toFixed(2));
print(
  `\na begin that waits alone: ${grouped} ms in a group of its own, ${single} ms without groups`,
);
print(`one fsync of 16 KiB: ${fsync} ms`);

/** As `sweep run` records: the real coordinator, and a dispatcher whose runs take `trainingMs`. */
function trainHere(
  store: Store,
  runs: readonly RecordedRun[],
  commits: GroupCommit,
  trainingMs: number,
): Promise<unknown> {
  const end: RunEnd = { kind: "ended", result: RESULT };
  const dispatcher: Dispatcher = {
    open: async () => CONTEXT,
    train: () => (trainingMs > 0 ? setTimeout(trainingMs, end) : nextTurn(end)),
    timeSteps: async () => 0,
    outline: () => Promise.reject(new RangeError("not asked for here")),
    stop: () => {},
    close: () => {},
  };
  const ignore = () => {};
  const { data } = runs[0]!.spec;
  return trainRuns(runs, {
    ...{ store, dispatcher, commits },
    workload: { data, files: {}, engine: "tfjs-wasm", threads: 2 },
    listener: { onStart: ignore, onEpoch: ignore, onEnd: ignore },
    stop: new AbortController().signal,
  });
}

function nextTurn<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(resolve, value));
}

/** As a queue would: offers a run once its begin is on disk, acknowledges its result likewise. */
async function trainElsewhere(
  store: Store,
  runs: readonly RecordedRun[],
  commits: GroupCommit,
  threads: number,
): Promise<void> {
  const queue = runs.values();
  const onDisk = <T>(action: () => T) => {
    const written = commits.submit(action);
    commits.hurry();
    return written;
  };
  const trainInTurn = async () => {
    for (const run of queue) {
      const attempt = newAttempt(run);
      await onDisk(() => beginAttempt(store, attempt, "there", minute(1)));
      await onDisk(() => finishRun(store, attempt, RESULT, CONTEXT, minute(2)));
    }
  };
  await Promise.all(Array.from({ length: threads }, trainInTurn));
}

async function runsPerSecond(way: Way, limits?: typeof ONE_BY_ONE): Promise<number> {
  return withStore(async (store, runs) => {
    const startedAt = performance.now();
    await way(store, runs, groupCommit(store, limits));
    return (1000 * runs.length) / (performance.now() - startedAt);
  });
}

/** Latency of a commit while nothing else is written. */
async function loneWriteMs(limits?: typeof ONE_BY_ONE): Promise<number> {
  return withStore(async (store, runs) => {
    const commits = groupCommit(store, limits);
    const times: number[] = [];
    for (const run of runs.slice(0, 20)) {
      await setTimeout(25);
      const startedAt = performance.now();
      await commits.submit(() => beginAttempt(store, run, "here", minute(1)));
      times.push(performance.now() - startedAt);
    }
    return spread(times)[1];
  });
}

async function withStore<T>(
  action: (store: Store, runs: readonly RecordedRun[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(options.folder, "sweep-bench-"));
  const store = openStore(join(folder, "bench.db"), "write");
  try {
    const seeds = Array.from({ length: runCount / 2 }, (_, index) => index);
    return await action(store, recordPlan(store, samplePlan({ seeds }), minute(0)).toTrain);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Appended as to a write-ahead log; median of 50. */
function fsyncMs(): number {
  const folder = mkdtempSync(join(options.folder, "sweep-bench-"));
  const file = openSync(join(folder, "log"), "w");
  try {
    const times = Array.from({ length: 50 }, () => {
      writeSync(file, Buffer.alloc(16 * 1024));
      const startedAt = performance.now();
      fsyncSync(file);
      return performance.now() - startedAt;
    });
    return spread(times)[1];
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By the magic numbers of statfs(2). */
function fileSystem(folder: string): string {
  const names: Readonly<Record<number, string>> = {
    ...{ 61267: "ext4", 1481003842: "xfs", 2435016766: "btrfs", 2035054128: "overlayfs" },
    16914836: "tmpfs (in memory)",
  };
  const { type } = statfsSync(folder);
  return names[type] ?? `a file system of type 0x${type.toString(16)}`;
}
