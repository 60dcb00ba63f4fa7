import { closestWord } from "../../base/closest-word.ts";
import { quoted } from "../../external/mistake-list.ts";
import type { DataProblem } from "../data-problem.ts";
import { type NpyArray, openNpy } from "./npy-array.ts";
import { readEntry, zipEntries } from "./zip-entries.ts";

const SUFFIX = ".npy";
const NAMES_SHOWN_MAX = 12;

/** The names of an archive's arrays. @param file its name, for messages */
export function arrayNames(bytes: Buffer, file: string): string[] {
  return zipEntries(bytes, file).flatMap(({ name }) =>
    name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length)] : [],
  );
}

/** An array of an archive. @param name one of `arrayNames` */
export function openArchived(bytes: Buffer, file: string, name: string): NpyArray {
  const entry = zipEntries(bytes, file).find((one) => one.name === `${name}${SUFFIX}`);
  if (!entry) throw new RangeError(`openArchived: ${file} has no array ${name}`);
  const where = `${file}: array ${quoted(name)}`;
  return openNpy(readEntry(bytes, entry, where), where);
}

/** The problem with a name that none of an archive's arrays has. */
export function noArray(
  key: "inputs" | "targets",
  name: string | undefined,
  names: readonly string[],
  file: string,
): DataProblem[] {
  if (name !== undefined && names.includes(name)) return [];
  const meant = name === undefined ? undefined : closestWord(name, names);
  const shown = names.slice(0, NAMES_SHOWN_MAX).join(", ");
  const more = names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : "";
  const known = names.length === 0 ? "it has none" : `its arrays: ${shown}${more}`;
  const hint = meant === undefined ? known : `did you mean ${quoted(meant)}?`;
  const got = name === undefined ? "nothing" : quoted(name);
  return [{ key: [key], rule: `must be an array of ${file}`, got, hint }];
}
