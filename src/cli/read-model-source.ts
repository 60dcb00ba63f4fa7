import { dirname, isAbsolute, join, resolve } from "node:path";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import type { FileName, ModelSource } from "../config/config.ts";
import { leaveOut } from "../config/leave-out.ts";
import { readDataFile } from "../data/data-file.ts";
import type { RowOutline } from "../data/dataset.ts";
import type { OutlinedModel } from "../engine/outline-model.ts";
import { parseJson } from "../model/keras/parse-json.ts";
import { readKerasModel } from "../model/keras/read-keras-model.ts";
import type { LayerSpec, ModuleSpec } from "../model/model-spec.ts";
import { MODULE_FILE, whatIsThere } from "../module/bundle-module.ts";
import { placeText } from "../module/module-place.ts";
import type { ModuleAsker } from "../run/modules/ask-modules.ts";
import { changed, lookedForAs, type ModelFindings } from "./model-findings.ts";

/** A model whose file has been read, before anything is left out. */
export interface ReadModel {
  readonly layers: readonly LayerSpec[];
  /** names that were given, not counted */
  readonly named: ReadonlySet<string>;
  /** the module that it comes from */
  readonly module?: ModuleSpec;
}

/** What a model's file is read with. */
export interface SourceSurroundings {
  /** the config's file, to which paths are relative */
  readonly file: string;
  readonly rows: RowOutline;
  readonly modules: ModuleAsker;
  /** places of a recorded sweep's files, where no others may be read; undefined: any may */
  readonly recorded?: FilePlaces;
  readonly found: ModelFindings;
  /** what modules answered, by place and export: variants that share one ask once */
  readonly built: Map<string, Promise<OutlinedModel | undefined>>;
}

/**
 * Reads a model from its file.
 *
 * @returns undefined where there is a mistake, which is told to `found`
 */
export async function readModelSource(
  source: ModelSource,
  surroundings: SourceSurroundings,
): Promise<ReadModel | undefined> {
  switch (source.kind) {
    case "keras":
      return readKeras(source, surroundings);
    case "module":
      return readModule(source, surroundings);
    default:
      return source satisfies never;
  }
}

/** What is known by a key, made where it is not known yet. */
export function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Where a file lies that a config names. */
export function placeOf({ path }: FileName, { file }: Pick<SourceSurroundings, "file">): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

function readKeras(source: FileName, surroundings: SourceSurroundings): ReadModel | undefined {
  const { found, recorded, rows } = surroundings;
  const place = placeOf(source, surroundings);
  const read = readDataFile(place, "model");
  if ("rule" in read) {
    found.problem({ path: source.at, ...read, ...lookedForAs(source.path, place, read.got) });
    return undefined;
  }
  if (recorded && recorded[read.sha256] === undefined) found.mistake(changed(place));
  found.files[read.sha256] = resolve(place);
  const parsed = parseJson(read.bytes.toString("utf8").replace(/^\uFEFF/, ""));
  if (parsed.problem) {
    const { line, column, rule, got } = parsed.problem;
    found.mistake(`${place}:${line}:${column}: ${rule}, got ${got}`);
    return undefined;
  }
  const model = readKerasModel(parsed.value, rows.inputShape);
  const mistakes = model.mistakes ?? wiringMistakes(model.layers);
  for (const mistake of mistakes) found.mistake(`${place}: ${mistake}`);
  if (model.mistakes || mistakes.length > 0) return undefined;
  for (const note of model.notes) found.notes.add(`${source.path}: ${note}`);
  return model;
}

/** Has a module build its model, in a process of its own. */
async function readModule(
  source: Extract<ModelSource, { kind: "module" }>,
  surroundings: SourceSurroundings,
): Promise<ReadModel | undefined> {
  const { found, recorded, modules } = surroundings;
  const shownFile = placeOf(source, surroundings);
  const got = whatIsThere(shownFile);
  if (got !== undefined) {
    const hint = lookedForAs(source.path, shownFile, got);
    found.problem({ path: source.at, rule: MODULE_FILE, got, ...hint });
    return undefined;
  }
  const { inputShape, targetShape, classCount } = surroundings.rows;
  const rows = { inputShape, targetShape, classCount };
  const module = { file: resolve(shownFile), shownFile, export: source.export };
  const ask = async () => {
    try {
      return await modules.ask({ kind: "model", ...module, rows });
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      found.refusal(error);
      return undefined;
    }
  };
  const place = placeText(module.file, source.export);
  const built = await once(surroundings.built, place, ask);
  if (!built) return undefined;
  const { layers, named, sha256 } = built;
  if (recorded && recorded[sha256] === undefined) found.mistake(changed(shownFile));
  found.files[sha256] = place;
  return { layers, named: new Set(named), module: { sha256 } };
}

/** A file may name layers that read too much, too little, or are read by nobody. */
function wiringMistakes(layers: readonly LayerSpec[]): string[] {
  const wired = leaveOut(layers, []);
  return "problems" in wired
    ? wired.problems.map(({ rule }) => rule.replace(/^then model\./, ""))
    : [];
}
