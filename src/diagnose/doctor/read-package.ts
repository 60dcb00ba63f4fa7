import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileSha256 } from "./file-sha256.ts";
import type { InstalledPackage } from "./installed-files.ts";
import { isCovered, type LockedPackage } from "./packages-manifest.ts";
import { readVersion } from "./read-json.ts";

/** What is compiled on this machine, so that no tarball has it. */
const BUILT_HERE: Readonly<Record<string, RegExp>> = {
  "@tensorflow/tfjs-node": /^(lib|deps|build[^/]*)$/,
  "better-sqlite3": /^build$/,
};

/**
 * Reads a package as Node would find it.
 *
 * @param from the folder to look from, upwards
 * @returns undefined where it is not installed
 */
export function readPackage(locked: LockedPackage, from: string): InstalledPackage | undefined {
  const folder = findPackage(locked.name, from);
  if (folder === undefined) return undefined;
  const built = BUILT_HERE[locked.name];
  const present = filesIn(folder, "", built).filter(isCovered);
  const digestOf = (path: string) => fileSha256(join(folder, path));
  return {
    version: readVersion(join(folder, "package.json")),
    files: new Map(
      present.map((path) => [path, locked.files.has(path) ? digestOf(path) : undefined]),
    ),
    built: built ? binariesIn(folder, built).map((path) => ({ path, sha256: digestOf(path) })) : [],
  };
}

/** The folder of the nearest package of that name, from a folder upwards. */
function findPackage(name: string, from: string): string | undefined {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  const above = dirname(from);
  return above === from ? undefined : findPackage(name, above);
}

/** Paths of files but for those of packages within; links count as files. */
function filesIn(folder: string, place: string, leftOut: RegExp | undefined): string[] {
  return readdirSync(join(folder, place), { withFileTypes: true }).flatMap((entry) => {
    const path = place === "" ? entry.name : `${place}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return entry.name === "node_modules" || leftOut?.test(path)
      ? []
      : filesIn(folder, path, leftOut);
  });
}

/** What Node can load of what was built, without the compiler's left-overs. */
function binariesIn(folder: string, built: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && built.test(entry.name))
    .flatMap(({ name }) => filesIn(folder, name, undefined))
    .filter((path) => path.endsWith(".node") && !path.includes("obj.target"));
}
