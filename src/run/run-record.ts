import type { EpochValues } from "../plan/run.ts";
import { finishRun } from "../store/finish-run.ts";
import type { GroupCommit } from "../store/group-commit.ts";
import type { RecordedRun } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import {
  type Attempt,
  beginAttempt,
  failRun,
  newAttempt,
  recordEpochs,
  releaseRun,
} from "../store/write-runs.ts";
import type { HostInfo, RunEnd } from "./dispatcher.ts";
import { epochBuffer } from "./epoch-buffer.ts";
import type { Listener } from "./listener.ts";

/** What is recorded of one attempt at a run. */
export interface RunRecord {
  /** for whoever trains the run */
  onEpoch(values: EpochValues): void;
  /** Has the end of the attempt written. @returns once that is on disk and shown */
  end(end: RunEnd): Promise<void>;
}

export interface Recording {
  readonly store: Store;
  readonly commits: GroupCommit;
  /** what trains */
  readonly info: HostInfo;
  /** name of the machine that trains */
  readonly host: string;
  readonly listener: Listener;
  /** hears why the begin or epochs could not be written, or what the listener threw at them */
  readonly onError: (error: unknown) => void;
}

/**
 * Begins an attempt at a run. Begin, epochs and end are committed in this order, together with
 * whatever else waits; the listener hears of each once it is on disk.
 */
export function runRecord(run: RecordedRun, recording: Recording): RunRecord {
  const { store, commits, host, listener, onError } = recording;
  const attempt = newAttempt(run);
  const startedAt = now();
  const tellEpochs = (epochs: readonly EpochValues[]) => {
    for (const values of epochs) listener.onEpoch(run, values);
  };
  commits
    .submit(() => beginAttempt(store, attempt, host, startedAt))
    .then(() => listener.onStart(run))
    .catch(onError);
  const epochs = epochBuffer((waiting) => {
    commits
      .submit(() => recordEpochs(store, attempt, waiting))
      .then((isCurrent) => isCurrent && tellEpochs(waiting))
      .catch(onError);
  });
  return {
    onEpoch: epochs.add,
    async end(end) {
      const unwrittenEpochs = epochs.take();
      const ending = { end, unwrittenEpochs, endedAt: now() };
      const hasEpochs = await commits.submit(() => writeEnd(run, attempt, ending, recording));
      if (hasEpochs) tellEpochs(unwrittenEpochs);
      listener.onEnd(run, end);
    },
  };
}

interface Ending {
  readonly end: RunEnd;
  /** a result has all epochs, and a stopped run leaves none */
  readonly unwrittenEpochs: readonly EpochValues[];
  /** UTC, ISO 8601 */
  readonly endedAt: string;
}

/** @returns whether the epochs that were not written yet are on record with it */
function writeEnd(
  run: RecordedRun,
  attempt: Attempt,
  { end, unwrittenEpochs, endedAt }: Ending,
  { store, info }: Recording,
): boolean {
  switch (end.kind) {
    case "ended": {
      const context = { engine: run.spec.engine, ...info };
      finishRun(store, attempt, end.result, context, endedAt);
      return true;
    }
    case "failed": {
      const isCurrent = recordEpochs(store, attempt, unwrittenEpochs);
      failRun(store, attempt, end.reason, endedAt);
      return isCurrent;
    }
    case "stopped":
      releaseRun(store, attempt, "stopped by the user", endedAt);
      return false;
    default:
      return end satisfies never;
  }
}

function now(): string {
  return new Date().toISOString();
}
