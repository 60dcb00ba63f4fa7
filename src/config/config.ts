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
  readonly streams: readonly ("init" | "dropout" | "noise" | "order")[] | undefined;
  readonly seeding: SeedingConfig;
  readonly engine: "auto" | "compiled" | "tfjs-node" | "tfjs-wasm" | "tfjs-cpu";
  readonly data: DataConfig;
  readonly variants: readonly Variant[];
  readonly compare: CompareConfig;
  /** the file, to the letter */
  readonly text: string;
}

/** One way to build and train the model: the base with this variant's changes made. */
export type Variant = TrainedVariant & VariantModel;

/** What every variant says, wherever its model comes from. */
export interface TrainedVariant {
  readonly name: string;
  readonly build: "static" | "deferred";
  readonly dispatch: "fit" | "call";
  /** the streams that follow the seed; undefined: those of the sweep */
  readonly streams: Config["streams"];
  readonly train: TrainConfig;
}

/** A model that is written in the config, or comes from a file. */
export type VariantModel = (WrittenModel | FiledModel) & {
  /** the file of its initial weights; undefined: they are drawn, or come with the model */
  readonly weights?: FileName | undefined;
};

export interface WrittenModel {
  readonly source?: undefined;
  readonly layers: readonly LayerSpec[];
  /** names of the layers that were named in the file, so that their ordinal does not matter */
  readonly named: ReadonlySet<string>;
  /** names of the layers that `without` took out */
  readonly removed: ReadonlySet<string>;
}

/** A model whose layers are known once its file is read. */
export interface FiledModel {
  readonly source: ModelSource;
  /** names or kinds of layers to leave out, once they are known */
  readonly without: readonly string[];
  readonly layers?: undefined;
}

export type ModelSource =
  /** what Keras' `to_json` wrote */
  | ({ readonly kind: "keras" } & FileName)
  /** a TypeScript or JavaScript module, and the name of its export; undefined: the default one */
  | ({ readonly kind: "module"; readonly export?: string | undefined } & FileName);

/** A file that a config names. */
export interface FileName {
  /** absolute, or relative to the config */
  readonly path: string;
  /** where the config names it, for messages */
  readonly at: readonly PropertyKey[];
}

/** What can be known of a variant, even if some of it breaks rules. */
export interface ReadVariant {
  readonly name: string;
  readonly train: Partial<TrainConfig>;
  /** undefined if a rule is broken, by the variant or by the base it changes */
  readonly variant: Variant | undefined;
  readonly problems: readonly Problem[];
}
