import type { Json } from "../base/digest.ts";
import type { FilePlaces } from "../base/file-places.ts";
import type {
  EngineIdentity,
  EngineName,
  EpochValues,
  RunResult,
  RunSpec,
} from "../engine/engine.ts";

// The nouns of training belong to the engine's seam; the rest of the house reads them here.
export type { EngineIdentity, EngineName, EpochValues, RunResult, RunSpec };

/** Everything that decides a run's numbers but its seed. */
export type VariantSpec = Omit<RunSpec, "seed">;

/** One (variant, seed) training to do; its id is the digest of its spec. */
export interface Run {
  readonly id: string;
  readonly variant: string;
  readonly seed: number;
  readonly spec: RunSpec;
}

/** A sweep laid out: what `sweep run` will do, in order. */
export interface Plan {
  readonly sweep: string;
  readonly configText: string;
  readonly engine: EngineIdentity;
  readonly seeds: readonly number[];
  readonly variants: readonly PlannedVariant[];
  /** seed by seed, variants side by side: a sweep cut short holds whole pairs */
  readonly runs: readonly Run[];
  readonly warnings: readonly string[];
  readonly files: FilePlaces;
}

export interface PlannedVariant {
  readonly name: string;
  readonly spec: VariantSpec;
  /** digest of the spec */
  readonly id: string;
}

/** The machine and software a run was trained with. */
export type Environment = Readonly<Record<string, Json>>;
