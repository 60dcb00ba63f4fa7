import type { RunOutline } from "../../engine/outline-run.ts";
import type { EpochValues, RunSpec } from "../../plan/run.ts";
import type { HostInfo, RunEnd, Workload } from "../dispatcher.ts";

/** What the coordinator says to its host process. */
export type ToHost =
  | { readonly kind: "warm"; readonly threads: number }
  | { readonly kind: "open"; readonly workload: Workload }
  | { readonly kind: "train"; readonly ticket: number; readonly spec: RunSpec }
  | {
      readonly kind: "time";
      readonly ticket: number;
      readonly spec: RunSpec;
      readonly steps: number;
    }
  | {
      readonly kind: "outline";
      readonly ticket: number;
      readonly spec: RunSpec;
      readonly steps: number;
      readonly times: number;
    }
  | { readonly kind: "stop" };

/** What the host says to its coordinator; a ticket names the request that is answered. */
export type FromHost =
  | { readonly kind: "ready"; readonly info: HostInfo }
  | { readonly kind: "refused"; readonly error: ErrorParts }
  | { readonly kind: "epoch"; readonly ticket: number; readonly values: EpochValues }
  | { readonly kind: "end"; readonly ticket: number; readonly end: RunEnd }
  | { readonly kind: "timed"; readonly ticket: number; readonly msPerStep: number }
  | { readonly kind: "outlined"; readonly ticket: number; readonly outline: RunOutline };

/** A SweepError on its way between processes, which keep no classes. */
export interface ErrorParts {
  readonly code?: string;
  readonly message: string;
  readonly hint?: string;
}
