import type { DataSpec, Dataset } from "../data/dataset.ts";
import type { ConstantScores } from "../model/constant-scores.ts";
import type { ModelSpec } from "../model/model-spec.ts";
import type { SeedingSpec } from "../model/run-draws.ts";
import type { TrainingSpec } from "../model/training-spec.ts";
import type { InspectedRun } from "./inspection.ts";

/** Names of engines as the config and the database spell them. */
export const ENGINE_NAMES = ["compiled", "tfjs-node", "tfjs-wasm", "tfjs-cpu"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** An engine and everything about it that can move a bit of its results. */
export interface EngineIdentity {
  readonly name: EngineName;
  /** for example "tfjs-wasm/4.22.0"; part of a run's digest */
  readonly numerics: string;
  /** digest of what a spec is compiled to, where that is part of a run's digest */
  programOf?(spec: Pick<RunSpec, "data" | "model" | "training">): string;
}

/** Everything that decides a run's numbers: equal specs give equal series, to the bit. */
export interface RunSpec {
  readonly data: DataSpec;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
  readonly seeding: SeedingSpec;
  /** EngineIdentity.numerics */
  readonly engine: string;
  /** EngineIdentity.programOf */
  readonly program?: string;
  readonly seed: number;
}

/** What a run left behind, once it ended by itself. */
export interface RunResult {
  readonly outcome: "done" | "diverged";
  /** one value per epoch trained; float64, every bit kept */
  readonly series: Readonly<Record<string, Float64Array>>;
  readonly initialWeightsSha256: string;
  readonly initialPredictionsSha256: string;
  readonly finalWeightsSha256: string;
  /** diverged: where, for example "loss is NaN in epoch 3" */
  readonly reason?: string;
  readonly durationMs: number;
  /** what the L1 and L2 of the last weights add to its loss; absent: not known */
  readonly penalty?: number;
  /** what a constant answer scores on its rows; absent: nobody counted */
  readonly constantScores?: ConstantScores;
}

/**
 * Initial weights that files gave, by the digests that specs name them with: all weights of a
 * model, one after another. In shared memory where threads share them; none may write them.
 */
export type GivenWeights = ReadonlyMap<string, Float32Array>;

export const NO_GIVEN_WEIGHTS: GivenWeights = new Map();

/** One epoch's metrics, as they stand when it ends. */
export interface EpochValues {
  /** from 1 */
  readonly epoch: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Layers of tfjs that only the user's code can build, by their names in the spec. */
export type OwnLayers = ReadonlyMap<string, object>;

/** What an engine tells and asks while it trains. */
export interface Observer {
  onEpoch(values: EpochValues): void;
  /** the mean loss of a step's rows, before the step */
  onStep?(loss: number): void;
  /** asked before each step, or every few tens of milliseconds; true ends the run */
  shouldStop(): boolean;
}

/**
 * What trains. An engine runs one run at a time in its thread and keeps nothing from one run to
 * the next: the same spec and rows give the same result, alone or beside others, first or last.
 */
export interface Engine {
  /**
   * @param given with the weights that the spec names; default: it names none
   * @param own the user's own layers, built for this run; default: the spec has none
   * @returns undefined if it was told to stop
   */
  train(
    spec: RunSpec,
    dataset: Dataset,
    observer: Observer,
    given?: GivenWeights,
    own?: OwnLayers,
  ): Promise<RunResult | undefined>;
  /** Opens a run before its first step, to be looked into. */
  inspect(spec: RunSpec, dataset: Dataset, given?: GivenWeights, own?: OwnLayers): InspectedRun;
}
