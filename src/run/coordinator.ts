import { hostname } from "node:os";
import { type GroupCommit, groupCommit } from "../store/group-commit.ts";
import type { RecordedRun } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import type { Dispatcher, HostInfo, RunEnd, Workload } from "./dispatcher.ts";
import type { Listener } from "./listener.ts";
import { runRecord } from "./run-record.ts";

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
  /** commits what is recorded; default: a group commit of its own */
  readonly commits?: GroupCommit;
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
  const { dispatcher, workload, stop } = coordination;
  const tally: Tally = { ended: 0, diverged: 0, failed: 0, stopped: 0 };
  if (runs.length === 0 || stop.aborted) return tally;
  const opening = coordination.host ?? dispatcher.open(workload);
  const info = await Promise.resolve(opening).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  if (!info) return tally; // killed while it was opening
  const stopRuns = () => dispatcher.stop();
  stop.addEventListener("abort", stopRuns);
  try {
    await trainAll(runs, info, coordination, (end) => {
      const diverged = end.kind === "ended" && end.result.outcome === "diverged";
      tally[diverged ? "diverged" : end.kind]++;
    });
  } finally {
    stop.removeEventListener("abort", stopRuns);
  }
  return tally;
}

/** @param count is called with the end of each run once it is on disk */
async function trainAll(
  runs: readonly RecordedRun[],
  info: HostInfo,
  { store, dispatcher, workload, listener, stop, isWanted, ...given }: Coordination,
  count: (end: RunEnd) => void,
): Promise<void> {
  const { commits = groupCommit(store) } = given;
  const queue = runs.values();
  const errors: unknown[] = [];
  const giveUp = (error: unknown) => {
    if (errors.push(error) === 1) dispatcher.stop();
  };
  const recording = { store, commits, info, host: hostname(), listener, onError: giveUp };
  const trainInTurn = async () => {
    let recorded = Promise.resolve();
    const allRecorded = () => {
      commits.hurry();
      return recorded;
    };
    for (const run of queue) {
      if (isWanted) await allRecorded(); // It decides from what is on record.
      if (stop.aborted || errors.length > 0) break;
      if (isWanted && !isWanted(run)) continue;
      const record = runRecord(run, recording);
      const answer = await dispatcher.train(run.spec, record.onEpoch);
      // A host that had to be killed to stop in time is no fault of the run.
      const end: RunEnd = answer.kind === "failed" && stop.aborted ? { kind: "stopped" } : answer;
      recorded = record.end(end).then(() => count(end), giveUp);
    }
    await allRecorded();
  };
  const threads = Array.from({ length: workload.threads }, () => trainInTurn().catch(giveUp));
  await Promise.all(threads);
  if (errors.length > 0) throw errors[0];
}
