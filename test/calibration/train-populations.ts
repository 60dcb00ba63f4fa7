import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../src/base/digest.ts";
import { identifyEngine } from "../../src/engine/load-engine.ts";
import type { Comparison } from "./comparisons.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sweep.js", import.meta.url));

/** All runs of a comparison, as `sweep export` writes them. */
export interface TrainedPopulation {
  readonly comparison: Comparison;
  /** the path of the Parquet file: a row an epoch, variants as in the config, by seed */
  readonly parquet: string;
  readonly digests: Digests;
}

/** What tells whether two people have the same runs. */
export interface Digests {
  /** SHA-256 of the config's text */
  readonly config: string;
  /** with its version */
  readonly engine: string;
  /** SHA-256 of the Parquet file */
  readonly parquet: string;
}

export interface TrainingOptions {
  /** where databases and Parquet files are kept */
  readonly folder: string;
  /** in place of the config's, as `sweep run --seeds` takes them */
  readonly seeds?: string;
  /** told before each comparison that is not there yet */
  readonly onTraining?: (name: string) => void;
}

/**
 * Trains what is missing, with `sweep run`, and exports it. Whatever ends it, the next call goes on
 * from the last run recorded; a config or an engine that changed is trained anew.
 */
export function trainPopulation(
  comparison: Comparison,
  { folder, seeds, onTraining }: TrainingOptions,
): TrainedPopulation {
  const { name, config } = comparison;
  mkdirSync(folder, { recursive: true });
  const configSha256 = sha256(readFileSync(config));
  const engine = identifyEngine("compiled").numerics;
  const stem = `${name}-${sha256(configSha256, engine, seeds ?? "").slice(0, 8)}`;
  const parquet = join(folder, `${stem}.parquet`);
  if (!existsSync(parquet)) {
    onTraining?.(name);
    const db = join(folder, `${stem}.db`);
    const more = seeds === undefined ? [] : ["--seeds", seeds];
    sweep(["run", config, "--db", db, "--engine", "compiled", ...more]);
    const unfinished = join(folder, `${stem}.unfinished.parquet`);
    sweep(["export", name, "--db", db, "--out", unfinished]);
    renameSync(unfinished, parquet);
  }
  const digests = { config: configSha256, engine, parquet: sha256(readFileSync(parquet)) };
  return { comparison, parquet, digests };
}

/** @throws Error with what the program said, if it ends with another code than 0 */
function sweep(args: readonly string[]): void {
  const stdio = ["ignore", "ignore", "pipe"] as const;
  execFileSync(process.execPath, [PROGRAM, ...args], { stdio: [...stdio] });
}
