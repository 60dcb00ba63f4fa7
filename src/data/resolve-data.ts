import { isAbsolute, join, resolve } from "node:path";
import type { FilePlaces } from "../base/file-places.ts";
import { resolveCsv } from "./csv/resolve-csv.ts";
import { type DataFile, type FileKind, readDataFile } from "./data-file.ts";
import type { DataProblem } from "./data-problem.ts";
import type { DataSpec, IrisSpec, SineWindowsSpec } from "./dataset.ts";
import type { ArrayOptions } from "./npy/array-options.ts";
import { arrayNames, noArray, openArchived } from "./npy/find-arrays.ts";
import { openNpy } from "./npy/npy-array.ts";
import { resolveArrays, sourceOf } from "./npy/resolve-npy.ts";
import { isZip } from "./npy/zip-entries.ts";
import type { TableOptions } from "./table/table-options.ts";

/** A config's `data`, defaults written out; rows of a module are asked for elsewhere. */
export type DataOptions = SineWindowsSpec | IrisSpec | TableOptions | ArrayOptions;

/** Rows as a spec, and beside it what is no part of it. */
export interface ResolvedData {
  readonly spec: DataSpec;
  /** where the files lie that the spec names */
  readonly files: FilePlaces;
  /** how the file is read, one sentence each */
  readonly notes: readonly string[];
  /** what may not be meant, one sentence each */
  readonly warnings: readonly string[];
  readonly problems?: undefined;
}

interface Problems {
  readonly problems: readonly DataProblem[];
}

/**
 * Turns what a config says of its rows into a spec that says it without a place on a disk.
 *
 * @param folder the config's, to which paths are relative
 * @returns or the rules that the config breaks, as its file shows
 * @throws SweepError CONFIG_INVALID naming every rule that the file breaks, with its lines
 */
export async function resolveData(
  options: DataOptions,
  folder: string,
): Promise<ResolvedData | Problems> {
  switch (options.source) {
    case "csv":
    case "parquet":
      return resolveTable(options, folder);
    case "npy":
      return resolveNpy(options, folder);
    default:
      return { spec: options, files: {}, notes: [], warnings: [] };
  }
}

async function resolveTable(
  options: TableOptions,
  folder: string,
): Promise<ResolvedData | Problems> {
  const file = findFile("path", options.path, folder, options.source);
  if ("problems" in file) return file;
  const { name } = file;
  const resolved =
    options.source === "csv"
      ? await resolveCsv(file, name, options)
      : (await parquet()).resolveParquet(file, name, options);
  return resolved.problems ? resolved : { ...resolved, files: placesOf(file) };
}

/** What inflates its pages takes time to load. */
function parquet() {
  return import("./parquet/resolve-parquet.ts");
}

/** One archive with both arrays, or a file for each. */
function resolveNpy(options: ArrayOptions, folder: string): ResolvedData | Problems {
  const file = findFile("path", options.path, folder, "npy");
  if ("problems" in file) return file;
  if (isZip(file.bytes)) return resolveArchive(file, options);
  if (options.inputs !== undefined) {
    const rule = `must be left out, as ${file.name} is one array and no archive`;
    return { problems: [{ key: ["inputs"], rule }] };
  }
  const targetFile = findFile("targets", options.targets, folder, "npy");
  if ("problems" in targetFile) return targetFile;
  const inputs = { array: openNpy(file.bytes, file.name), source: sourceOf(file) };
  const array = openNpy(targetFile.bytes, targetFile.name);
  const targets = { array, source: sourceOf(targetFile) };
  const resolved = resolveArrays({ inputs, targets }, options);
  const files = { ...placesOf(file), ...placesOf(targetFile) };
  return resolved.problems ? resolved : { ...resolved, files };
}

function resolveArchive(file: FoundFile, options: ArrayOptions): ResolvedData | Problems {
  const { bytes, name } = file;
  const names = arrayNames(bytes, name);
  const problems = (["inputs", "targets"] as const).flatMap((key) =>
    noArray(key, options[key], names, name),
  );
  if (problems.length > 0) return { problems };
  const found = (array: string) => {
    return { array: openArchived(bytes, name, array), source: sourceOf(file, array) };
  };
  const arrays = { inputs: found(options.inputs!), targets: found(options.targets) };
  const resolved = resolveArrays(arrays, options);
  return resolved.problems ? resolved : { ...resolved, files: placesOf(file) };
}

interface FoundFile extends DataFile {
  /** as messages call it */
  readonly name: string;
}

/** @param key of the config that names it */
function findFile(
  key: "path" | "targets",
  path: string,
  folder: string,
  kind: FileKind,
): FoundFile | Problems {
  const name = isAbsolute(path) ? path : join(folder, path);
  const read = readDataFile(name, kind);
  if (!("rule" in read)) return { ...read, name };
  const hint = isAbsolute(path) ? undefined : `looked for it as ${name}, beside the config`;
  return { problems: [{ key: [key], ...read, ...(hint !== undefined && { hint }) }] };
}

function placesOf({ sha256, name }: FoundFile): FilePlaces {
  return { [sha256]: resolve(name) };
}
