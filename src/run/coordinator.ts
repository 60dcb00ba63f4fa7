import { hostname } from "node:os";
import type { EpochValues } from "../plan/run.ts";
import { finishRun } from "../store/finish-run.ts";
import type { RecordedRun } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { beginAttempt, failRun, recordEpochs, releaseRun } from "../store/write-runs.ts";
import type { Dispatcher, HostInfo, RunEnd, Workload } from "./dispatcher.ts";
import { epochBuffer } from "./epoch-buffer.ts";

/** What happens while a sweep runs, told after it is on disk. */
export interface Listener {
  onStart(run: RecordedRun): void;
  onEpoch(run: RecordedRun, values: EpochValues): void;
  onEnd(run: RecordedRun, end: RunEnd): void;
}

export interface Coordination {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly workload: Workload;
  /** of a dispatcher that is open already */
  readonly host?: HostInfo;
  readonly listener: Listener;
  /** asked before each run begins: whether it is still of use; runs that are not are passed over */
  readonly isWanted?: (run: RecordedRun) => boolean;
  /** aborted when no more runs are to begin and those under way are to end */
  readonly stop: AbortSignal;
}

/** How many runs ended in which way. */
export type Tally = Record<RunEnd["kind"] | "diverged", number>;

/**
 * Trains the runs in their order, as many at a time as there are threads, and records whatever
 * comes back. The only writer of the database.
 *
 * @throws SweepError where host or database fail as a whole; runs under way are to do again then
 */
export async function trainRuns(
  runs: readonly RecordedRun[],
  coordination: Coordination,
): Promise<Tally> {
  const { dispatcher, workload, stop, isWanted = () => true } = coordination;
  const tally: Tally = { ended: 0, diverged: 0, failed: 0, stopped: 0 };
  if (runs.length === 0 || stop.aborted) return tally;
  const opening = coordination.host ?? dispatcher.open(workload);
  const info = await Promise.resolve(opening).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  if (!info) return tally; // killed while it was opening
  const stopRuns = () => dispatcher.stop();
  stop.addEventListener("abort", stopRuns);
  const queue = runs.values();
  let isBroken = false;
  const giveUp = () => {
    isBroken = true;
    dispatcher.stop();
  };
  const trainInTurn = async () => {
    for (const run of queue) {
      if (stop.aborted || isBroken) return;
      if (!isWanted(run)) continue;
      const end = await trainRun(run, info, coordination, giveUp);
      const diverged = end.kind === "ended" && end.result.outcome === "diverged";
      tally[diverged ? "diverged" : end.kind]++;
    }
  };
  try {
    await Promise.all(Array.from({ length: workload.threads }, trainInTurn));
  } finally {
    stop.removeEventListener("abort", stopRuns);
  }
  return tally;
}

async function trainRun(
  run: RecordedRun,
  { dataSha256, environment }: HostInfo,
  { store, dispatcher, listener, stop }: Coordination,
  giveUp: () => void,
): Promise<RunEnd> {
  const attempt = beginAttempt(store, run, hostname(), now());
  listener.onStart(run);
  let writeError: unknown;
  const epochs = epochBuffer((waiting) => {
    try {
      if (!recordEpochs(store, attempt, waiting)) return;
      for (const values of waiting) listener.onEpoch(run, values);
    } catch (error) {
      writeError ??= error;
      giveUp();
    }
  });
  const answer = await dispatcher.train(run.spec, epochs.add);
  const untold = answer.kind === "ended" ? epochs.take() : []; // a result has all of them
  epochs.flush();
  if (writeError !== undefined) throw writeError;
  // A host that had to be killed to stop in time is no fault of the run.
  const end: RunEnd = answer.kind === "failed" && stop.aborted ? { kind: "stopped" } : answer;
  if (end.kind === "ended") {
    const context = { engine: run.spec.engine, dataSha256, environment };
    finishRun(store, attempt, end.result, context, now());
    for (const values of untold) listener.onEpoch(run, values);
  } else if (end.kind === "failed") {
    failRun(store, attempt, end.reason, now());
  } else {
    releaseRun(store, attempt, "stopped by the user", now());
  }
  listener.onEnd(run, end);
  return end;
}

function now(): string {
  return new Date().toISOString();
}
