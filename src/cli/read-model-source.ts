import { dirname, isAbsolute, join, resolve } from "node:path";
import type { FilePlaces } from "../base/file-places.ts";
import type { FileName, ModelSource } from "../config/config.ts";
import { leaveOut } from "../config/leave-out.ts";
import { readDataFile } from "../data/data-file.ts";
import { parseJson } from "../model/keras/parse-json.ts";
import { readKerasModel } from "../model/keras/read-keras-model.ts";
import type { LayerSpec } from "../model/model-spec.ts";
import { changed, lookedForAs, type ModelFindings } from "./model-findings.ts";

/** A model whose file has been read, before anything is left out. */
export interface ReadModel {
  readonly layers: readonly LayerSpec[];
  /** names that were given, not counted */
  readonly named: ReadonlySet<string>;
}

/** What a model's file is read with. */
export interface SourceSurroundings {
  /** the config's file, to which paths are relative */
  readonly file: string;
  /** shape of a row */
  readonly inputShape: readonly number[];
  /** places of a recorded sweep's files, where no others may be read; undefined: any may */
  readonly recorded?: FilePlaces;
  readonly found: ModelFindings;
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
      surroundings.found.problem({ path: source.at, rule: "is planned but not built yet" });
      return undefined;
    default:
      return source satisfies never;
  }
}

/** Where a file lies that a config names. */
export function placeOf({ path }: FileName, { file }: Pick<SourceSurroundings, "file">): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

function readKeras(source: FileName, surroundings: SourceSurroundings): ReadModel | undefined {
  const { found, recorded, inputShape } = surroundings;
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
  const model = readKerasModel(parsed.value, inputShape);
  const mistakes = model.mistakes ?? wiringMistakes(model.layers);
  for (const mistake of mistakes) found.mistake(`${place}: ${mistake}`);
  if (model.mistakes || mistakes.length > 0) return undefined;
  for (const note of model.notes) found.notes.add(`${source.path}: ${note}`);
  return model;
}

/** A file may name layers that read too much, too little, or are read by nobody. */
function wiringMistakes(layers: readonly LayerSpec[]): string[] {
  const wired = leaveOut(layers, []);
  return "problems" in wired
    ? wired.problems.map(({ rule }) => rule.replace(/^then model\./, ""))
    : [];
}
