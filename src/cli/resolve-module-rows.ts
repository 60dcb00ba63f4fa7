import { isAbsolute, join, resolve } from "node:path";
import { countOf } from "../base/count-of.ts";
import type { DataConfig } from "../config/schema.ts";
import { checkSplit } from "../data/check-split.ts";
import type { ModuleRowsSpec } from "../data/dataset.ts";
import type { resolveData } from "../data/resolve-data.ts";
import { MODULE_FILE, whatIsThere } from "../module/bundle-module.ts";
import { placeText } from "../module/module-place.ts";
import type { ModuleAsker } from "../run/modules/ask-modules.ts";

/** What a config says of rows that a module makes. */
export type ModuleRowsOptions = Extract<DataConfig, { source: "module" }>;

/**
 * Has the config's module make its rows, in a process of its own, and tells what they are.
 *
 * @param folder the config's, to which paths are relative
 * @returns or the rules that the config breaks
 * @throws SweepError CONFIG_INVALID where the module does not make rows, or others each time
 */
export async function resolveModuleRows(
  { path, export: name, shuffle, validation }: ModuleRowsOptions,
  folder: string,
  modules: ModuleAsker,
): ReturnType<typeof resolveData> {
  const shownFile = isAbsolute(path) ? path : join(folder, path);
  const got = whatIsThere(shownFile);
  if (got !== undefined) {
    const hint = isAbsolute(path) ? undefined : `looked for it as ${shownFile}, beside the config`;
    return { problems: [{ key: ["path"], rule: MODULE_FILE, got, ...(hint && { hint }) }] };
  }
  const file = resolve(shownFile);
  const made = await modules.ask({ kind: "rows", file, shownFile, export: name });
  const { rowCount: rows, inputShape, targetShape, classes, sha256 } = made;
  const problems = checkSplit({ rows, validation }, shownFile);
  if (problems.length > 0) return { problems };
  const spec: ModuleRowsSpec = {
    ...{ source: "module", sha256, rows, inputShape, targetShape },
    ...(classes !== undefined && { classes }),
    ...(shuffle !== undefined && { shuffle }),
    validation,
  };
  const note = inShort(spec, shownFile);
  return { spec, files: { [sha256]: placeText(file, name) }, notes: [note], warnings: [] };
}

/** For example `rows.ts: 300 rows; inputs of [13], targets of [1], 3 classes`. */
function inShort({ rows, inputShape, targetShape, classes }: ModuleRowsSpec, file: string): string {
  const shapes = `inputs of [${inputShape.join(", ")}], targets of [${targetShape.join(", ")}]`;
  const told = classes === undefined ? "" : `, ${classes} ${classes === 1 ? "class" : "classes"}`;
  return `${file}: ${countOf(rows, "row")}; ${shapes}${told}`;
}
