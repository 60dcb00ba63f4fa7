import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import type { Config } from "../config/config.ts";
import { failConfig } from "../config/fail-config.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { DataConfig } from "../config/schema.ts";
import { dataShapes } from "../data/build-dataset.ts";
import { resolveData } from "../data/resolve-data.ts";
import { ENGINE_NAMES } from "../engine/engine.ts";
import { identifyEngine } from "../engine/load-engine.ts";
import { checkFit } from "../model/check-fit.ts";
import { makePlan, type ResolvedConfig } from "../plan/make-plan.ts";
import type { EngineName, Plan } from "../plan/run.ts";
import { printable } from "../report/printable.ts";
import { type ModuleAsker, moduleAsker } from "../run/modules/ask-modules.ts";
import { askedSeeds } from "./asked-seeds.ts";
import { DB_OPTION } from "./command.ts";
import { givenWeightsNotes } from "./given-weights-notes.ts";
import { resolveModels } from "./resolve-models.ts";
import { resolveModuleRows } from "./resolve-module-rows.ts";
import { tryOwnLayers } from "./try-own-layers.ts";

/** What `run` and `plan` have in common on the command line. */
export function withPlanOptions(yargs: Argv) {
  return yargs
    .positional("config", { type: "string", demandOption: true, describe: "a sweep's YAML file" })
    .options({
      ...DB_OPTION,
      engine: {
        choices: ["auto", ...ENGINE_NAMES] as const,
        describe: "in place of the config's",
      },
      threads: {
        type: "number",
        describe: "runs trained at the same time; default: one a core",
        requiresArg: true,
      },
      seeds: {
        type: "string",
        describe: "in place of the config's: 1..30, or from:REV, drawn from a commit's id",
        requiresArg: true,
      },
    });
}

export interface PlanOptions {
  db: string;
  config: string;
  engine?: EngineName | "auto" | undefined;
  seeds?: string | undefined;
  threads?: number | undefined;
  /** ends modules that are asked */
  signal?: AbortSignal | undefined;
}

/** More threads than this is a slip of the finger. */
const THREAD_COUNT_MAX = 1024;

export interface LoadedPlan {
  readonly config: Config;
  readonly plan: Plan;
  /** how a file of data is read, which seeds were drawn, one sentence each */
  readonly notes: readonly string[];
}

/**
 * Reads a config, and the files that it names, and lays it out, with everything checked that
 * can be without training.
 *
 * @throws SweepError USAGE, CONFIG_INVALID or ENGINE_UNAVAILABLE
 */
export async function loadPlan(options: PlanOptions): Promise<LoadedPlan> {
  const file = options.config;
  return layOut({ text: readConfig(file), file, folder: dirname(file) }, options);
}

/** A config's text. */
export interface ConfigText {
  readonly text: string;
  /** its name, for messages */
  readonly file: string;
  /** from which the paths in it start */
  readonly folder: string;
}

/** @throws SweepError as `loadPlan` */
export async function layOut(
  config: ConfigText,
  options: Pick<PlanOptions, "engine" | "seeds" | "signal">,
): Promise<LoadedPlan> {
  const modules = moduleAsker();
  const { signal } = options;
  signal?.addEventListener("abort", modules.close);
  try {
    return await layOutWith(modules, config, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", modules.close);
    modules.close();
  }
}

async function layOutWith(
  modules: ModuleAsker,
  { text, file, folder }: ConfigText,
  options: Pick<PlanOptions, "engine" | "seeds">,
): Promise<LoadedPlan> {
  const config = parseConfig(text, file);
  const { seeds, notes: seedNotes } = askedSeeds(options.seeds, config.seeds);
  const data = await resolveRows(config.data, folder, modules);
  if (data.problems) {
    const problems = data.problems.map(({ key, ...rest }) => ({ ...rest, path: ["data", ...key] }));
    return failConfig(config.text, file, problems);
  }
  const models = await resolveModels(config, { file, rows: dataShapes(data.spec), modules });
  const files = { ...data.files, ...models.files };
  const resolved = { ...config, data: data.spec, variants: models.variants, files };
  const plan = withReasons(data.warnings, () =>
    planConfig(resolved, options.engine ?? config.engine, seeds),
  );
  await tryOwnLayers(plan, modules);
  const warnings = [...data.warnings.map(printable), ...plan.warnings];
  const given = givenWeightsNotes(plan.variants);
  const notes = [...data.notes, ...models.notes, ...given, ...seedNotes];
  return { config, plan: { ...plan, warnings }, notes: notes.map(printable) };
}

/** Rows that are not what is meant are often why a model does not fit them. */
function withReasons<T>(warnings: readonly string[], make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof SweepError) || cause.code !== "CONFIG_INVALID") throw cause;
    if (warnings.length === 0) throw cause;
    const hints = [...(cause.hint === undefined ? [] : [cause.hint]), ...warnings.map(printable)];
    throw new SweepError(cause.code, cause.message, hints.join("; "), { cause });
  }
}

function resolveRows(data: DataConfig, folder: string, modules: ModuleAsker) {
  if (data.source === "module") return resolveModuleRows(data, folder, modules);
  return resolveData(data, folder);
}

/** @throws SweepError as `loadPlan`, but for the files */
export function planConfig(
  config: ResolvedConfig,
  engine: EngineName | "auto",
  seeds: readonly number[],
): Plan {
  const plan = planWith(config, engine, seeds);
  for (const { name, spec } of plan.variants) checkFit(name, spec, dataShapes(spec.data));
  return plan;
}

/** `auto`: compiled if every variant can be, else one engine that trains all of them. */
function planWith(
  config: ResolvedConfig,
  engine: EngineName | "auto",
  seeds: readonly number[],
): Plan {
  try {
    return makePlan(config, identifyEngine(engine), seeds);
  } catch (error) {
    const isTooMuch = error instanceof SweepError && error.code === "NOT_COMPILED";
    if (!isTooMuch || engine !== "auto") throw error;
    return makePlan(config, identifyEngine("tfjs-wasm"), seeds);
  }
}

/** @throws SweepError USAGE */
export function threadCount(threads: number | undefined): number {
  if (threads === undefined) return availableParallelism();
  if (Number.isInteger(threads) && threads >= 1 && threads <= THREAD_COUNT_MAX) return threads;
  const rule = `must be a whole number from 1 to ${THREAD_COUNT_MAX}`;
  throw new SweepError("USAGE", `--threads: ${rule}, got ${threads}`);
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const got = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : String(code);
    const hint = "`sweep init` writes one to start from";
    throw new SweepError("CONFIG_INVALID", `${file}: must be a file, got ${got}`, hint, { cause });
  }
}
