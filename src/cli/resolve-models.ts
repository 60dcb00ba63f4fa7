import { resolve } from "node:path";
import { sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import { lastIdProblems } from "../config/check-meaning.ts";
import type { Config, FileName, ModelSource, Variant, WrittenModel } from "../config/config.ts";
import { leaveOut } from "../config/leave-out.ts";
import { givenWeightsSha256 } from "../model/given-weights.ts";
import { type LayerShapes, modelShapes } from "../model/model-shapes.ts";
import type { GivenWeightsSpec, LayerSpec } from "../model/model-spec.ts";
import type { ResolvedVariant } from "../plan/make-plan.ts";
import { matchWeights } from "../weights/match-weights.ts";
import { readWeightsFile } from "../weights/read-weights-file.ts";
import { changed, lookedForAs, ModelFindings } from "./model-findings.ts";
import {
  once,
  placeOf,
  type ReadModel,
  readModelSource,
  type SourceSurroundings,
} from "./read-model-source.ts";

/** A sweep's models, wherever they come from, and beside them what is no part of any spec. */
export interface ResolvedModels {
  readonly variants: readonly ResolvedVariant[];
  /** places of the files that were read, and of the config that names them */
  readonly files: FilePlaces;
  /** how files are read, one sentence each */
  readonly notes: readonly string[];
}

/**
 * Reads the files of models and weights that a config names.
 *
 * @throws SweepError CONFIG_INVALID naming every mistake, in the config or in a file
 */
export async function resolveModels(
  config: Config,
  surroundings: Omit<SourceSurroundings, "found" | "built">,
): Promise<ResolvedModels> {
  const found = new ModelFindings();
  const shared = { sources: new Map(), weights: new Map(), built: new Map() };
  const variants: ResolvedVariant[] = [];
  for (const variant of config.variants) {
    const resolved = await resolveVariant(variant, { ...surroundings, ...shared, config, found });
    if (resolved) variants.push(resolved);
  }
  found.throwIfAny(config.text, surroundings.file);
  const namesFiles = config.variants.some(({ source, weights }) => source ?? weights);
  if (namesFiles) found.files[sha256(config.text)] = resolve(surroundings.file);
  return { variants, files: found.files, notes: [...found.notes] };
}

interface Resolving extends SourceSurroundings {
  readonly config: Config;
  /** what has been read, by where the config names it: variants share a base */
  readonly sources: Map<string, ReturnType<typeof readModelSource>>;
  /** the same of weights, by where they lie */
  readonly weights: Map<string, ReturnType<typeof readWeightsFile>>;
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
  const model = await once(resolving.sources, String(source.at), () =>
    readModelSource(source, resolving),
  );
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
  name: FileName,
  { layers, removed }: WrittenModel,
  shapes: readonly LayerShapes[],
  surroundings: Resolving,
): Promise<GivenWeightsSpec | undefined> {
  const { found, recorded } = surroundings;
  const { path, at } = name;
  const place = placeOf(name, surroundings);
  const reading = once(surroundings.weights, place, () => readWeightsFile(place, place));
  const read = await reading.catch((error: unknown) => {
    if (!(error instanceof SweepError)) throw error;
    found.mistake(error.message, error.hint);
  });
  if (!read) return undefined;
  if ("rule" in read) {
    found.problem({ path: at, ...read, ...lookedForAs(path, place, read.got) });
    return undefined;
  }
  const matched = matchWeights(read, layers, shapes, (layer) => removed.has(layer));
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

type FiledVariant = Extract<Variant, { source: ModelSource }>;
