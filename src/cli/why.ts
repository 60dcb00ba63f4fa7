import pc from "picocolors";
import type { Argv } from "yargs";
import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import { buildDataset } from "../data/build-dataset.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Arm } from "../diagnose/arm.ts";
import { why } from "../diagnose/why.ts";
import { ENGINE_NAMES, type EngineName } from "../engine/engine.ts";
import { identifyEngine, loadEngine } from "../engine/load-engine.ts";
import type { RunSpec, VariantSpec } from "../plan/run.ts";
import { NO_COLORS } from "../report/colors.ts";
import { renderJson } from "../report/json.ts";
import { renderWhyText } from "../report/why-text.ts";
import { describeEnvironment } from "../run/local/describe-environment.ts";
import { ONE_THREAD_SETTINGS } from "../run/local/one-thread-settings.ts";
import { findSweep } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { readSweep, type SweepRuns, type VariantRecord } from "../store/read-runs.ts";
import { type Command, DB_OPTION, ExitCode, type Io, JSON_OPTION } from "./command.ts";

interface WhyOptions {
  db: string;
  a: string;
  b?: string | undefined;
  sweep?: string | undefined;
  seed?: number | undefined;
  engine?: string | undefined;
  json: boolean;
}

/** Where two variants first part. */
export const whyCommand: Command<WhyOptions> = {
  usage: "why <a> [b]",
  summary: "the first place where two variants part: data, weights, masks, gradients, a later step",
  example: "sweep why with-input-shape without-input-shape --seed 1",
  options: (yargs: Argv) =>
    yargs
      .positional("a", { type: "string", demandOption: true, describe: "a variant" })
      .positional("b", { type: "string", describe: "another; without it: two runs of the first" })
      .options({
        ...DB_OPTION,
        ...JSON_OPTION,
        sweep: { type: "string", describe: "default: the sweep run last", requiresArg: true },
        seed: { type: "number", describe: "default: the first one recorded", requiresArg: true },
        engine: {
          type: "string",
          describe: "train both on this engine, or each on one of two: compiled,tfjs-wasm",
          requiresArg: true,
        },
      }) as unknown as Argv<WhyOptions>,

  async run(options, io) {
    const [recordA, recordB, runs] = readVariants(options);
    const seed = options.seed ?? firstSeed(recordA, recordB);
    requireSeed(seed);
    const engines = askedEngines(options);
    Object.assign(process.env, ONE_THREAD_SETTINGS);
    const datasets = new Map<string, Dataset>();
    const openArm = async (record: VariantRecord, engine: EngineName | undefined): Promise<Arm> => {
      const definition = JSON.parse(record.definition) as VariantSpec;
      const name = engine ?? engineOf(definition);
      const key = JSON.stringify(definition.data);
      const dataset = datasets.get(key) ?? buildDataset(definition.data);
      datasets.set(key, dataset);
      const spec = specFor(definition, name, seed);
      const run = (await loadEngine(name)).inspect(spec, dataset);
      const environment =
        environmentOf(record, spec, runs) ?? describeEnvironment(identifyEngine(name), 1);
      return { name: record.name, spec, dataset, environment, run };
    };
    const a = await openArm(recordA, engines[0]);
    const b = await openArm(recordB, engines[1]);
    try {
      const found = why({ a, b, judge: a.spec.engine === b.spec.engine ? "bits" : "rounding" });
      io.out(options.json ? renderJson(jsonOf(found)) : textOf(found, io));
      return ExitCode.ok;
    } finally {
      a.run.close();
      b.run.close();
    }
  },
};

function textOf(found: Parameters<typeof renderWhyText>[0], io: Io): string {
  const colors = io.outIsTty ? pc.createColors(true) : NO_COLORS;
  return renderWhyText(found, { width: io.columns, colors });
}

/** The contract's form: passed rungs by their names. */
function jsonOf(found: ReturnType<typeof why>): object {
  return { ...found, passed: found.passed.map(({ rung }) => rung) };
}

function readVariants(options: WhyOptions): [VariantRecord, VariantRecord, SweepRuns] {
  const store = openStore(options.db, "read");
  try {
    const sweep = findSweep(store, options.sweep);
    const runs = readSweep(store, sweep);
    const called = (name: string) => {
      const names = runs.variants.map((variant) => variant.name);
      const variant = runs.variants.find((known) => known.name === name);
      if (variant) return requireTrainable(variant, sweep.name);
      const closest = closestWord(name, names);
      throw new SweepError(
        "USAGE",
        `why: a variant of ${sweep.name} must be one of ${names.join(", ")}, got "${name}"`,
        closest === undefined ? "--sweep NAME names another sweep" : `did you mean ${closest}?`,
      );
    };
    return [called(options.a), called(options.b ?? options.a), runs];
  } finally {
    store.close();
  }
}

/** What was trained elsewhere has no definition that could be trained again. */
function requireTrainable(variant: VariantRecord, sweep: string): VariantRecord {
  const { engine } = JSON.parse(variant.definition) as Partial<VariantSpec>;
  if (engine !== undefined && engine !== "external") return variant;
  throw new SweepError("USAGE", `why: needs runs that are trained here, got the imported ${sweep}`);
}

function firstSeed(a: VariantRecord, b: VariantRecord): number {
  const seeds = new Set(a.runs.map(({ seed }) => seed));
  return b.runs.find(({ seed }) => seeds.has(seed))?.seed ?? a.runs[0]?.seed ?? 1;
}

function requireSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new SweepError("USAGE", `--seed: must be a whole number from 0 on, got ${seed}`);
}

/** @throws SweepError USAGE for words that are no engines, or two engines and two variants */
function askedEngines({ engine, a, b = a }: WhyOptions): [EngineName?, EngineName?] {
  if (engine === undefined) return [];
  const words = engine.split(",").map((word) => word.trim());
  for (const word of words) {
    if (!(ENGINE_NAMES as readonly string[]).includes(word)) {
      const rule = `must be one or two of ${ENGINE_NAMES.join(", ")}`;
      throw new SweepError("USAGE", `--engine: ${rule}, got "${word}"`);
    }
  }
  if (words.length > 2 || (words.length === 2 && words[0] !== words[1] && a !== b)) {
    const rule = "two engines are held against each other on one variant";
    throw new SweepError(
      "USAGE",
      `--engine: ${rule}, got ${a} and ${b}`,
      `sweep why ${a} --engine ${engine}`,
    );
  }
  return [words[0] as EngineName, words.at(-1) as EngineName];
}

function engineOf({ engine }: VariantSpec): EngineName {
  return engine.split("/", 1)[0] as EngineName;
}

/** The variant as it is trained by this version of the engine. */
function specFor(definition: VariantSpec, name: EngineName, seed: number): RunSpec {
  const identity = identifyEngine(name);
  const { program: _, ...rest } = definition;
  const program = identity.programOf?.(definition);
  return { ...rest, engine: identity.numerics, ...(program !== undefined && { program }), seed };
}

/** Where the very run was trained, if it was. */
function environmentOf(
  { runs }: VariantRecord,
  { seed, engine }: RunSpec,
  { environments }: SweepRuns,
): Arm["environment"] | undefined {
  const run = runs.find((recorded) => recorded.seed === seed);
  if (!run || run.environmentId === null || run.engine.split("/")[0] !== engine.split("/")[0]) {
    return undefined;
  }
  return environments.get(run.environmentId) as Arm["environment"] | undefined;
}
