import type { EpochValues } from "../plan/run.ts";
import type { RecordedRun } from "../store/record-plan.ts";
import type { RunEnd } from "./dispatcher.ts";

/** What happens while a sweep runs, told after it is on disk. */
export interface Listener {
  onStart(run: RecordedRun): void;
  onEpoch(run: RecordedRun, values: EpochValues): void;
  onEnd(run: RecordedRun, end: RunEnd): void;
}
