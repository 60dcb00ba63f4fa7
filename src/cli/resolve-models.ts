import { dirname, isAbsolute, join, resolve } from "node:path";
import { sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import { lastIdProblems } from "../config/check-meaning.ts";
import type { Config, FileName, ModelSource, Variant, WrittenModel } from "../config/config.ts";
import { failConfig } from "../config/fail-config.ts";
import { leaveOut } from "../config/leave-out.ts";
import type { Problem } from "../config/problem.ts";
import type { RowOutline } from "../data/dataset.ts";
import { givenWeightsSha256 } from "../model/given-weights.ts";
import { type LayerShapes, modelShapes } from "../model/model-shapes.ts";
import type { GivenWeightsSpec, LayerSpec, ModuleSpec } from "../model/model-spec.ts";
import { MODULE_FILE, whatIsThere } from "../module/bundle-module.ts";
import { placeText } from "../module/module-place.ts";
import type { ResolvedVariant } from "../plan/make-plan.ts";
import type { ModuleAsker } from "../run/modules/ask-modules.ts";
import { matchWeights } from "../weights/match-weights.ts";
import { readWeightsFile } from "../weights/read-weights-file.ts";

/** A sweep's models, wherever they come from, and beside them what is no part of any spec. */
export interface ResolvedModels {
  readonly variants: readonly ResolvedVariant[];
  /** places of the files that were read, and of the config that names them */
  readonly files: FilePlaces;
  /** how files are read, one sentence each */
  readonly notes: readonly string[];
}

export interface ModelSurroundings {
  /** the config's file, to which paths are relative */
  readonly file: string;
  readonly rows: RowOutline;
  readonly modules: ModuleAsker;
  /** places of a recorded sweep's files, where no others may be read; undefined: any may */
  readonly recorded?: FilePlaces;
}

/**
 * Reads the files of models and weights that a config names.
 *
 * @throws SweepError CONFIG_INVALID naming every mistake, in the config or in a file
 */
export async function resolveModels(
  config: Config,
  surroundings: ModelSurroundings,
): Promise<ResolvedModels> {
  const found = new Findings();
  const variants: ResolvedVariant[] = [];
  for (const variant of config.variants) {
    const resolved = await resolveVariant(variant, { ...surroundings, config, found });
    if (resolved) variants.push(resolved);
  }
  found.throwIfAny(config.text, surroundings.file);
  const namesFiles = config.variants.some(({ source, weights }) => source ?? weights);
  if (namesFiles) found.files[sha256(config.text)] = resolve(surroundings.file);
  return { variants, files: found.files, notes: [...found.notes] };
}

/** What is found while files are read; a mistake that several variants share is told once. */
class Findings {
  readonly files: Record<string, string> = {};
  readonly notes = new Set<string>();
  readonly #problems = new Map<string, Problem>();
  readonly #mistakes = new Set<string>();

  /** in the config */
  problem(problem: Problem): void {
    this.#problems.set(JSON.stringify([problem.path, problem.rule, problem.got]), problem);
  }

  /** in a file, named already */
  mistake(mistake: string): void {
    this.#mistakes.add(mistake);
  }

  /** @throws SweepError CONFIG_INVALID */
  throwIfAny(text: string, file: string): void {
    const mistakes = [...this.#mistakes];
    if (this.#problems.size > 0) failConfig(text, file, [...this.#problems.values()], mistakes);
    if (mistakes.length > 0) throw new SweepError("CONFIG_INVALID", mistakes.join("\n"));
  }
}

interface Resolving extends ModelSurroundings {
  readonly config: Config;
  readonly found: Findings;
}

/** @returns undefined where there is a mistake */
async function resolveVariant(
  variant: Variant,
  resolving: Resolving,
): Promise<ResolvedVariant | undefined> {
  const { name, build, dispatch, streams, train } = variant;
  const own = { name, build, dispatch, streams, train };
  const model = variant.source ? await readModel(variant, resolving) : variant;
  if (!model) return undefined;
  const { layers, named } = model;
  if (variant.source && !isCountable(layers, resolving)) return undefined;
  const isOwn = "module" in model && layers.some(({ kind }) => kind === "own");
  const whole = { ...own, layers, named, ...(isOwn && { module: model.module }) };
  if (!variant.weights) return whole;
  const shapes = shapesOf(name, model, resolving);
  const initialWeights = shapes && (await readWeights(variant.weights, model, shapes, resolving));
  return initialWeights && { ...whole, initialWeights };
}

/** The layers of a model that comes from a file, without those that the variant leaves out. */
async function readModel(
  { name, source, without }: FiledVariant,
  resolving: Resolving,
): Promise<(WrittenModel & Pick<ReadModel, "module">) | undefined> {
  const model = await readSource(source, resolving);
  if (!model) return undefined;
  const left = leaveOut(model.layers, without);
  if (!("problems" in left)) return { ...model, ...left };
  for (const problem of left.problems) {
    resolving.found.problem({ ...problem, path: ["variants", name, ...problem.path] });
  }
  return undefined;
}

/** Where op seeds are counted on, they have to stay in their range; told of the rule. */
function isCountable(layers: readonly LayerSpec[], { config, found }: Resolving): boolean {
  const { seeding } = config;
  const problems = seeding.rule === "tf1-graph" ? lastIdProblems(seeding, layers.length) : [];
  for (const problem of problems) found.problem(problem);
  return problems.length === 0;
}

/** undefined where layers do not fit each other, or the rows. */
function shapesOf(
  variant: string,
  { layers }: WrittenModel,
  { rows: { inputShape }, found }: Resolving,
): readonly LayerShapes[] | undefined {
  try {
    return modelShapes(layers, inputShape);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    found.mistake(`variants.${variant}: ${error.message}`);
    return undefined;
  }
}

async function readWeights(
  { path, at }: FileName,
  { removed }: WrittenModel,
  shapes: readonly LayerShapes[],
  { file, found, recorded }: Resolving,
): Promise<GivenWeightsSpec | undefined> {
  const place = isAbsolute(path) ? path : join(dirname(file), path);
  const read = await readWeightsFile(place, place).catch((error: unknown) => {
    if (!(error instanceof SweepError)) throw error;
    found.mistake(error.message);
  });
  if (!read) return undefined;
  if ("rule" in read) {
    found.problem({ path: at, ...read, ...lookedForAs(path, place) });
    return undefined;
  }
  const matched = matchWeights(read, shapes, (layer) => removed.has(layer));
  if (matched.mistakes) {
    for (const mistake of matched.mistakes) found.mistake(`${place}: ${mistake}`);
    return undefined;
  }
  const digest = givenWeightsSha256(shapes, matched.values);
  if (recorded && recorded[digest] === undefined) found.mistake(changed(place));
  found.files[digest] = resolve(place);
  if (read.converted.length > 0) {
    found.notes.add(`${path}: ${read.converted.join(" and ")} numbers are rounded to float32`);
  }
  return { sha256: digest };
}

function changed(place: string): string {
  return `${place}: must be as the sweep was recorded with it, got another one`;
}

function lookedForAs(path: string, place: string): Pick<Problem, "hint"> {
  return isAbsolute(path) ? {} : { hint: `looked for it as ${place}, beside the config` };
}

type FiledVariant = Extract<Variant, { source: ModelSource }>;

/** A model whose file has been read, before anything is left out. */
interface ReadModel {
  readonly layers: readonly LayerSpec[];
  /** names that were given, not counted */
  readonly named: ReadonlySet<string>;
  /** the module that it comes from */
  readonly module?: ModuleSpec;
}

async function readSource(
  source: ModelSource,
  resolving: Resolving,
): Promise<ReadModel | undefined> {
  const { found } = resolving;
  switch (source.kind) {
    case "module":
      return readModule(source, resolving);
    case "keras":
      found.problem({ path: source.at, rule: "is planned but not built yet" });
      return undefined;
    default:
      return source satisfies never;
  }
}

/** Has a module build its model, in a process of its own. */
async function readModule(
  { path, export: name, at }: Extract<ModelSource, { kind: "module" }>,
  { file: config, rows, modules, found, recorded }: Resolving,
): Promise<ReadModel | undefined> {
  const shownFile = isAbsolute(path) ? path : join(dirname(config), path);
  const got = whatIsThere(shownFile);
  if (got !== undefined) {
    found.problem({ path: at, rule: MODULE_FILE, got, ...lookedForAs(path, shownFile) });
    return undefined;
  }
  const file = resolve(shownFile);
  const { inputShape, targetShape, classCount } = rows;
  const built = await modules
    .ask({
      kind: "model",
      file,
      shownFile,
      export: name,
      rows: { inputShape, targetShape, classCount },
    })
    .catch((error: unknown) => {
      if (!(error instanceof SweepError)) throw error;
      found.mistake(error.hint ? `${error.message}\nhint: ${error.hint}` : error.message);
    });
  if (!built) return undefined;
  const { layers, named, sha256: digest } = built;
  if (recorded && recorded[digest] === undefined) found.mistake(changed(shownFile));
  found.files[digest] = placeText(file, name);
  return { layers, named: new Set(named), module: { sha256: digest } };
}
