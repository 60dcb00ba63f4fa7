import { isAbsolute, join, resolve } from "node:path";
import type { FilePlaces } from "../base/file-places.ts";
import type { CsvOptions, DataProblem } from "./csv/choose-columns.ts";
import { readDataFile } from "./csv/read-data-file.ts";
import { resolveCsv } from "./csv/resolve-csv.ts";
import type { DataSpec, IrisSpec, SineWindowsSpec } from "./dataset.ts";

/** A config's `data`, defaults written out; rows of a module are asked for elsewhere. */
export type DataOptions = SineWindowsSpec | IrisSpec | CsvOptions;

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
): Promise<ResolvedData | { readonly problems: readonly DataProblem[] }> {
  if (options.source !== "csv") return { spec: options, files: {}, notes: [], warnings: [] };
  const { path } = options;
  const name = isAbsolute(path) ? path : join(folder, path);
  const read = readDataFile(name);
  if ("rule" in read) {
    const hint = isAbsolute(path) ? undefined : `looked for it as ${name}, beside the config`;
    return { problems: [{ key: ["path"], ...read, ...(hint !== undefined && { hint }) }] };
  }
  const resolved = await resolveCsv(read, name, options);
  return resolved.problems ? resolved : { ...resolved, files: { [read.sha256]: resolve(name) } };
}
