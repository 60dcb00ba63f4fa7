import { readFileSync } from "node:fs";

/** What TensorFlow 2.21 put out; the fields are explained in /reference/README-tensorflow.md. */
export interface TensorflowReference {
  readonly get_seed: readonly {
    readonly graph_seed: number | null;
    readonly op_seed: number | null;
    readonly get_seed: readonly [number | null, number | null];
  }[];
  readonly cases: readonly StatefulCase[];
  readonly op_seed_None: readonly {
    readonly rule: string;
    readonly graph_seed: number | null;
    readonly [threeOps]: readonly {
      readonly op: string;
      readonly seed: number;
      readonly seed2: number;
      readonly ops_created_before_this_op: number;
    }[];
    readonly first_value_bits: readonly string[] | "not deterministic";
  }[];
  readonly same_seed_two_ops: {
    readonly "two ops, both (1,1): session.run 1 and 2, [a,b]": readonly (readonly string[][])[];
    readonly "new session (kernel state reset)": readonly string[][];
  };
  readonly "threads_sha256_(1,1)_(1001,64)": {
    readonly [threadCount: string]: { readonly random_uniform: string };
  };
  readonly glorot_uniform: readonly GlorotCase[];
  readonly dropout_stream: readonly DropoutStep[];
  readonly stateless: readonly StatelessCase[];
  readonly stateless_key_counter: readonly {
    readonly seed: readonly [number, number];
    readonly key_u64_hex: readonly [string];
    readonly counter_u64_hex: readonly [string, string];
  }[];
}

export const threeOps =
  "three ops made: random_uniform([4]), random_uniform([4],-1.,1.), random_normal([4])";

/** The ends of an array, and the whole of it where it is too long to be recorded. */
export interface ArrayRecord {
  readonly first8_bits: readonly string[];
  readonly last8_bits?: readonly string[];
  readonly sha256?: string;
}

export type StatefulOp = "random_uniform" | "random_normal" | "truncated_normal";

export interface StatefulCase extends Partial<ArrayRecord> {
  readonly graph_seed: number;
  readonly op_seed: number;
  readonly op: StatefulOp;
  readonly attr_seed_seed2: readonly [number, number];
  readonly shape: readonly number[];
  readonly runs_1_2_3_bits?: readonly (readonly string[])[];
  readonly session_run?: number;
  readonly mean?: number;
  readonly std?: number;
}

export interface GlorotCase {
  readonly fan_in: number;
  readonly fan_out: number;
  readonly limit_f64: number;
  readonly limit_f32_bits: string;
  readonly init: { readonly [seeds: string]: Required<ArrayRecord> };
}

export interface DropoutStep {
  readonly graph_seed: number;
  readonly op_seed: number;
  readonly step: number;
  readonly shape: readonly number[];
  readonly first8_u_bits: readonly string[];
  readonly u_sha256: string;
  readonly "mask_tf112 floor(f32(0.95)+u) dropped"?: number;
  readonly dropped_flat_index_first10?: readonly number[];
  readonly mask_as_u8_sha256?: string;
}

export interface StatelessCase extends ArrayRecord {
  readonly seed: readonly [number, number];
  readonly op: "stateless_uniform" | "stateless_normal" | "stateless_truncated_normal";
  readonly shape: readonly number[];
}

export const tensorflow: TensorflowReference = JSON.parse(
  readFileSync(new URL("../reference/philox.json", import.meta.url), "utf8"),
);

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
