/** Options by their names in the config, checked when the sweep is run, all mistakes at once. */
export type ConfigPart = Readonly<Record<string, unknown>>;

/** What trains; auto: what every variant can be trained with. */
export type SweepEngine = "auto" | "compiled" | "tfjs-node" | "tfjs-wasm" | "tfjs-cpu";

/**
 * A sweep as an object: what its YAML file would say, key by key. Types go as far as the names of
 * the parts; what stands in them is checked when the sweep is run.
 */
export interface SweepConfig {
  /** the sweep's name in the database */
  readonly name: string;
  /** `"1..10"`, a list, or as many as it takes */
  readonly seeds:
    | string
    | readonly number[]
    | { readonly first: number; readonly count: number }
    | {
        readonly first: number;
        readonly min?: number;
        readonly max: number;
        readonly until: "decided";
      };
  /** relative paths start from the process's working folder */
  readonly data: ConfigPart & { readonly source: string };
  readonly train: ConfigPart & { readonly epochs: number };
  /** layers, or a file that has them; left out where each variant brings its own */
  readonly model?: ConfigPart;
  /** in their order */
  readonly variants: Readonly<Record<string, ConfigPart>>;
  readonly compare?: ConfigPart;
  readonly engine?: SweepEngine;
  readonly seeding?: string | ConfigPart;
  readonly streams?: readonly string[];
}
