import type { Plan } from "../plan/run.ts";
import { type Tally, trainRuns } from "../run/coordinator.ts";
import type { Dispatcher } from "../run/dispatcher.ts";
import type { Listener } from "../run/listener.ts";
import type { SummaryOptions } from "../stats/summarize.ts";
import type { RecordedPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { openAudited, variantsToAudit } from "./audit-first.ts";
import { type DecisionWatch, watchDecisions } from "./until-decided.ts";
import { workloadOf } from "./workload.ts";

export interface RecordedTraining {
  readonly store: Store;
  readonly plan: Plan;
  readonly recorded: RecordedPlan;
  /** closed when all is trained */
  readonly dispatcher: Dispatcher;
  readonly threads: number;
  readonly listener: Listener;
  /** for a person: what the audit and each look at the verdict say, one line each */
  readonly say: (line: string) => void;
  /** aborted when no more runs are to begin and those under way are to end */
  readonly stop: AbortSignal;
  /** the sweep's file, where it is to be audited before its first run */
  readonly audited?: string | undefined;
  /** the question whose answer ends the training; undefined: train all there is */
  readonly asked?: SummaryOptions | undefined;
}

/**
 * Trains what a recorded plan still lacks.
 *
 * @throws SweepError AUDIT_FAILED, WORKER_DIED, or as data, engine and database throw it
 */
export async function trainRecorded(training: RecordedTraining): Promise<Tally> {
  const { store, plan, dispatcher, listener, asked, audited, say, stop } = training;
  const { toTrain } = training.recorded;
  const threads = Math.min(training.threads, toTrain.length);
  const watch = asked && watchDecisions({ store, sweep: plan.sweep, asked, threads, say });
  try {
    const workload = workloadOf(plan, threads);
    const untrained = audited === undefined ? [] : variantsToAudit(store, plan, toTrain);
    const auditing = { dispatcher, workload, config: audited ?? "", say, stop };
    const host = untrained.length > 0 ? await openAudited(plan, untrained, auditing) : undefined;
    // Looks go by ascending seed, so that is the order in which runs are of use.
    const runs = asked ? [...toTrain].sort((a, b) => a.seed - b.seed) : toTrain;
    return await trainRuns(runs, {
      ...{ store, dispatcher, workload, ...(host && { host }) },
      listener: watch ? { ...listener, onEnd: tellingBoth(listener, watch) } : listener,
      ...(watch && { isWanted: watch.isWanted }),
      stop,
    });
  } finally {
    dispatcher.close();
  }
}

function tellingBoth(listener: Listener, watch: DecisionWatch): Listener["onEnd"] {
  return (run, end) => {
    listener.onEnd(run, end);
    watch.onEnd(end.kind === "ended" ? end.result.durationMs : null);
  };
}
