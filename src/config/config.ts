import type { LayerSpec } from "../model/model-spec.ts";
import type { Problem } from "./problem.ts";
import type { CompareConfig, DataConfig, SeedingConfig } from "./schema.ts";
import type { TrainConfig } from "./train-schema.ts";

/** A sweep as its file asks for it, checked, defaults written out. */
export interface Config {
  readonly name: string;
  /** in their order; where they end when decided, all that may be needed */
  readonly seeds: readonly number[];
  /** seeds before the first look, where they end when decided */
  readonly firstLook: number | undefined;
  /** the streams that follow the seed; undefined: all of them */
  readonly streams: readonly ("init" | "dropout" | "noise" | "order" | "split")[] | undefined;
  readonly seeding: SeedingConfig;
  readonly engine: "auto" | "compiled" | "tfjs-node" | "tfjs-wasm" | "tfjs-cpu";
  readonly data: DataConfig;
  readonly variants: readonly Variant[];
  readonly compare: CompareConfig;
  /** the file, to the letter */
  readonly text: string;
}

/** One way to build and train the model: the base with this variant's changes made. */
export interface Variant {
  readonly name: string;
  readonly build: "static" | "deferred";
  readonly dispatch: "fit" | "call";
  /** the streams that follow the seed; undefined: those of the sweep */
  readonly streams: Config["streams"];
  readonly layers: readonly LayerSpec[];
  /** names of the layers that were named in the file, so that their ordinal does not matter */
  readonly named: ReadonlySet<string>;
  readonly train: TrainConfig;
}

/** What can be known of a variant, even if some of it breaks rules. */
export interface ReadVariant {
  readonly name: string;
  readonly train: Partial<TrainConfig>;
  /** undefined if a rule is broken, by the variant or by the base it changes */
  readonly variant: Variant | undefined;
  readonly problems: readonly Problem[];
}
