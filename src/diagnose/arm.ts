import type { Dataset } from "../data/dataset.ts";
import type { RunSpec } from "../engine/engine.ts";
import type { InspectedRun } from "../engine/inspection.ts";
import type { Environment } from "../plan/run.ts";

/** One of the two runs that are held against each other. */
export interface Arm {
  readonly name: string;
  readonly spec: RunSpec;
  readonly dataset: Dataset;
  /** as its run was recorded with, else as it is trained with now */
  readonly environment: Environment;
  /** before its first step */
  readonly run: InspectedRun;
}

/** Two arms, and when numbers of theirs count as different. */
export interface Pair {
  readonly a: Arm;
  readonly b: Arm;
  /** bits: any bit counts; rounding: two engines, which may round differently */
  readonly judge: "bits" | "rounding";
}
