// What the coordinator that is killed trains, for it and for the test that reads what it leaves.

import type { EpochValues, Plan } from "../../src/plan/run.ts";
import type { RunEnd } from "../../src/run/dispatcher.ts";
import { samplePlan } from "./sample-plan.ts";

/** What its listener heard. */
export type Told =
  | { readonly kind: "start"; readonly runId: number }
  | {
      readonly kind: "epoch";
      readonly runId: number;
      readonly epoch: number;
      readonly loss: number;
    }
  | { readonly kind: "end"; readonly runId: number; readonly how: RunEnd["kind"] };

export const ENDLESS_SEED = 0;

export function dyingPlan(): Plan {
  const seeds = Array.from({ length: 400 }, (_, seed) => ENDLESS_SEED + seed);
  return samplePlan({ variants: { plain: 1 }, seeds });
}

/** A run's loss after each of its three epochs. */
export function lossOf(seed: number): number[] {
  return [1, 2, 3].map((epoch) => lossAt(seed, epoch));
}

export function epochOf(seed: number, epoch: number): EpochValues {
  return { epoch, values: { loss: lossAt(seed, epoch) } };
}

function lossAt(seed: number, epoch: number): number {
  return (seed + 1) / epoch;
}
