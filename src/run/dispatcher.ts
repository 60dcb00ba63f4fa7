import type { FilePlaces } from "../base/file-places.ts";
import type { RunOutline } from "../engine/outline-run.ts";
import type { EngineName, Environment, EpochValues, RunResult, RunSpec } from "../plan/run.ts";

/** How one try at a run ended. */
export type RunEnd =
  | { readonly kind: "ended"; readonly result: RunResult }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "stopped" };

/** What every run of a sweep shares. */
export interface Workload {
  readonly data: RunSpec["data"];
  readonly files: FilePlaces;
  /** of the runs, those whose initial weights are given; default: none */
  readonly weighed?: readonly RunSpec["model"][];
  /** of the runs, those with layers of the user's own; default: none */
  readonly moduled?: readonly RunSpec["model"][];
  readonly engine: EngineName;
  /** runs trained at the same time */
  readonly threads: number;
}

/** What trains, as it introduces itself. */
export interface HostInfo {
  readonly dataSha256: string;
  readonly environment: Environment;
}

/**
 * Where runs are sent to be trained. The coordinator holds no engine and no native code but
 * SQLite; whatever can crash or hang lies behind this seam.
 */
export interface Dispatcher {
  /**
   * Builds the data set and gets the engine ready.
   *
   * @throws SweepError as data and engine throw it, WORKER_DIED if the host does not come up
   */
  open(workload: Workload): Promise<HostInfo>;
  /** Trains one run; never rejects. At most `threads` at a time make progress. */
  train(spec: RunSpec, onEpoch: (values: EpochValues) => void): Promise<RunEnd>;
  /** Milliseconds per step, from so many steps of a run that is not recorded. */
  timeSteps(spec: RunSpec, stepCount: number): Promise<number>;
  /**
   * The beginning of a run that is not recorded, in digests.
   *
   * @param times how often it is begun, one after another in one thread; told is the last time
   * @throws SweepError WORKER_DIED where it cannot be begun, with the reason
   */
  outline(spec: RunSpec, stepCount: number, times?: number): Promise<RunOutline>;
  /** Asks the runs under way to end where they are; they end as "stopped". */
  stop(): void;
  /** Ends the host at once. */
  close(): void;
}
