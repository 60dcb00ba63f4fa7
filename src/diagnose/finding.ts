import type { DeclaredDifference } from "./declared-differences.ts";

/** What is compared, in the order in which it is climbed. */
export const RUNGS = [
  "environment",
  "data",
  "structure",
  "initial-weights",
  "initial-predictions",
  "training-flag",
  "first-loss",
  "gradients",
  "first-update",
  "step",
] as const;
export type Rung = (typeof RUNGS)[number];

/** The first thing in which two runs differ. */
export interface Difference {
  readonly rung: Rung;
  /** the layer, tensor or rule, for example "dense_1/kernel" */
  readonly where: string;
  /** the training step, from 1; null: before any */
  readonly step: number | null;
  /** what each of them has there */
  readonly a: string;
  readonly b: string;
  /** one line about it */
  readonly text: string;
  /** further lines, for example of the other tensors that differ */
  readonly details: readonly string[];
  /** why, as a clause that goes on after the text; undefined: nothing declared explains it */
  readonly cause?: string;
}

/** A rung on which two runs are the same. */
export interface PassedRung {
  readonly rung: Rung;
  /** one line: what was compared */
  readonly text: string;
}

/** The answer of `sweep why`. */
export interface Why {
  readonly a: string;
  readonly b: string;
  readonly seed: number;
  readonly engines: readonly [a: string, b: string];
  readonly declared: readonly DeclaredDifference[];
  readonly passed: readonly PassedRung[];
  readonly differs: Difference | null;
  readonly sentence: string;
  /** steps that were trained in all, as a share of those of one run of the longer arm */
  readonly costInRuns: number;
}
