import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Four tables of real data that Keras was trained on too: README.md, keras/real_data.py. */
export const REAL_DATA_NAMES = ["diabetes", "penguins", "wine", "breast-cancer"] as const;
export type RealDataName = (typeof REAL_DATA_NAMES)[number];

/** What Keras makes of a table. */
export interface KerasNumbers {
  /** from the weights of the files beside it, rows in order, nothing dropped */
  readonly exact: {
    readonly rows: number;
    readonly train_rows: number;
    readonly data_sha256: string;
    readonly initial_weights_sha256: string;
    readonly step_losses: readonly number[];
    readonly loss: readonly number[];
    readonly val_loss: readonly number[];
    /** by "layer/weight", in the order of the layers */
    readonly final_weights: Readonly<Record<string, readonly number[]>>;
  };
  /** by the variant of the sweep: ten seeds of Keras' own weights, order and masks */
  readonly seeds: Readonly<Record<string, KerasSeeds>>;
}

export interface KerasSeeds {
  readonly last_val_loss: readonly number[];
  readonly mean: number;
  /** with n - 1 */
  readonly sd: number;
}

/** A file of that table's folder. */
export function realDataFile(name: RealDataName, file: string): string {
  return fileURLToPath(new URL(`keras/${name}/${file}`, import.meta.url));
}

export function kerasNumbers(name: RealDataName): KerasNumbers {
  return JSON.parse(readFileSync(realDataFile(name, "numbers.json"), "utf8"));
}

/** The weights that Keras began with, by "layer/weight". */
export function kerasInitialWeights(name: RealDataName): ReadonlyMap<string, Float32Array> {
  const bytes = readFileSync(realDataFile(name, "initial.safetensors"));
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(
    bytes.toString("utf8", 8, start),
  );
  return new Map(
    Object.entries(header).map(([key, { data_offsets }]) => {
      const [first, end] = data_offsets.map((offset) => start + offset);
      return [key, new Float32Array(Uint8Array.from(bytes.subarray(first, end)).buffer)];
    }),
  );
}
