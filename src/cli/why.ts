import pc from "picocolors";
import type { Argv } from "yargs";
import { closestWord } from "../base/closest-word.ts";
import { sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import { buildDataset } from "../data/build-dataset.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Arm } from "../diagnose/arm.ts";
import { why } from "../diagnose/why.ts";
import { ENGINE_NAMES, type EngineName } from "../engine/engine.ts";
import { identifyEngine, loadEngine } from "../engine/load-engine.ts";
import { loadOwnModules } from "../engine/load-own-modules.ts";
import { buildOwnLayers, explainingOwnFaults, type OwnModules } from "../engine/own-layers.ts";
import { rowsOfRun } from "../engine/run-rows.ts";
import { aside } from "../module/call-module.ts";
import type { RunSpec, VariantSpec } from "../plan/run.ts";
import { NO_COLORS } from "../report/colors.ts";
import { renderJson } from "../report/json.ts";
import { renderLadderText } from "../report/ladder-text.ts";
import { renderWhyText, type WhyTextOptions } from "../report/why-text.ts";
import { describeEnvironment } from "../run/local/describe-environment.ts";
import { ONE_THREAD_SETTINGS } from "../run/local/one-thread-settings.ts";
import { isImported } from "../stats/is-imported.ts";
import { findSweep } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { readSweep, type SweepRuns, type VariantRecord } from "../store/read-runs.ts";
import { loadGivenWeights } from "../weights/load-given-weights.ts";
import { type Command, DB_OPTION, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { engineOf, specOfDefinition } from "./definition-spec.ts";
import { climbLadder } from "./why-ladder.ts";
import { weighedModels } from "./workload.ts";

interface WhyOptions {
  db: string;
  a: string;
  b?: string | undefined;
  sweep?: string | undefined;
  seed?: number | undefined;
  engine?: string | undefined;
  ladder: boolean;
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
        ladder: {
          type: "boolean",
          default: false,
          describe: "train the variants between the two: which single change carries the gap",
        },
      }) as unknown as Argv<WhyOptions>,

  async run(options, io) {
    const sweep = readVariants(options);
    return options.ladder ? await climb(sweep, options, io) : await part(sweep, options, io);
  },
};

/** Where the two part. */
async function part(sweep: ReadVariants, options: WhyOptions, io: Io): Promise<ExitCode> {
  const { a: recordA, b: recordB, runs } = sweep;
  const seed = options.seed ?? firstSeed(recordA, recordB);
  requireSeed(seed);
  const [engineA, engineB] = askedEngines(options);
  Object.assign(process.env, ONE_THREAD_SETTINGS);
  const definitions = [recordA, recordB].map(definitionOf);
  const modules = await loadOwnModules(
    definitions.map(({ model }) => model),
    sweep.files,
  );
  const openArm = armOpener(runs, seed, { files: sweep.files, modules });
  // Code of the user's may run here, in layers and in what makes the rows.
  const found = await aside(async () => {
    const a = await openArm(recordA, engineA);
    const b = await openArm(recordB, engineB);
    const judge = a.spec.engine === b.spec.engine ? "bits" : "rounding";
    const own = a.spec.model.module ? a.spec : b.spec;
    try {
      return await explainingOwnFaults(own, modules, async () => why({ a, b, judge }));
    } finally {
      a.run.close();
      b.run.close();
    }
  });
  io.out(options.json ? renderJson(jsonOf(found)) : renderWhyText(found, shownOn(io)));
  return ExitCode.ok;
}

function definitionOf({ definition }: VariantRecord): VariantSpec {
  return JSON.parse(definition) as VariantSpec;
}

/** Which change carries the gap. */
async function climb(
  { a, b, config, name, files }: ReadVariants,
  options: WhyOptions,
  io: Io,
): Promise<ExitCode> {
  const seeds = endedOnBoth(a, b);
  if (seeds.length < SEED_COUNT_MIN) {
    const rule = `needs ${SEED_COUNT_MIN} seeds that ${a.name} and ${b.name} have ended`;
    const hint = `\`sweep run\` of ${name} trains them`;
    throw new SweepError("USAGE", `--ladder: ${rule}, got ${seeds.length}`, hint);
  }
  const definition = definitionOf(a);
  const engine = askedEngines(options)[0] ?? engineOf(definition);
  const { data } = definition;
  const configFile = files[sha256(config)];
  const ends = { a: a.name, b: b.name, config, configFile, data, files, seeds, engine };
  const result = await climbLadder(ends, options.db, io);
  if (!result) return ExitCode.stopped;
  io.out(options.json ? renderJson(result) : renderLadderText(result, shownOn(io)));
  return ExitCode.ok;
}

/** Below three pairs nothing can be inferred. */
const SEED_COUNT_MIN = 3;

function endedOnBoth(a: VariantRecord, b: VariantRecord): number[] {
  const ended = ({ runs }: VariantRecord) =>
    runs.flatMap(({ seed, state }) => (state === "done" || state === "diverged" ? [seed] : []));
  const others = new Set(ended(b));
  return ended(a).filter((seed) => others.has(seed));
}

/** Opens a variant's run; the rows are made once. */
function armOpener(
  runs: SweepRuns,
  seed: number,
  { files, modules }: { readonly files: FilePlaces; readonly modules: OwnModules },
) {
  const datasets = new Map<string, Dataset>();
  return async (record: VariantRecord, engine: EngineName | undefined): Promise<Arm> => {
    const definition = definitionOf(record);
    const name = engine ?? engineOf(definition);
    const key = JSON.stringify(definition.data);
    const rows = datasets.get(key) ?? (await buildDataset(definition.data, files));
    datasets.set(key, rows);
    const identity = identifyEngine(name);
    const spec = specOfDefinition(definition, identity, seed);
    const dataset = rowsOfRun(spec, rows);
    const weighed = weighedModels([definition]);
    const given = await loadGivenWeights(weighed, dataset.inputShape, files);
    const trainer = await loadEngine(name);
    const run = await explainingOwnFaults(spec, modules, async () =>
      trainer.inspect(spec, dataset, given, await buildOwnLayers(spec, modules)),
    );
    const here = () => describeEnvironment(identity, 1);
    const environment = environmentOf(record, spec, runs) ?? here();
    return { name: record.name, spec, dataset, environment, run };
  };
}

function shownOn({ outIsTty, columns }: Io): WhyTextOptions {
  return { width: columns, colors: outIsTty ? pc.createColors(true) : NO_COLORS };
}

/** The contract's form: passed rungs by their names. */
function jsonOf(found: ReturnType<typeof why>): object {
  return { ...found, passed: found.passed.map(({ rung }) => rung) };
}

interface ReadVariants {
  readonly a: VariantRecord;
  readonly b: VariantRecord;
  readonly runs: SweepRuns;
  /** of the sweep, and its YAML */
  readonly name: string;
  readonly config: string;
  readonly files: FilePlaces;
}

function readVariants(options: WhyOptions): ReadVariants {
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
    const { name, config, files } = sweep;
    const [a, b] = [called(options.a), called(options.b ?? options.a)];
    return { a, b, runs, name, config, files };
  } finally {
    store.close();
  }
}

/** What was trained elsewhere has no definition that could be trained again. */
function requireTrainable(variant: VariantRecord, sweep: string): VariantRecord {
  const { engine } = JSON.parse(variant.definition) as Partial<VariantSpec>;
  if (engine !== undefined && !isImported(engine)) return variant;
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
