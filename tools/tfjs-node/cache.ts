/** Where libtensorflow is kept, so that `npm ci`, which empties node_modules, costs no download. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { napiVersion, readPackageFile } from "./package-file.ts";

const MACHINE = `${process.platform}-${process.arch}`;
const WORK_PREFIX = "partial-";
const WORK_AGE_MAX_MS = 24 * 3600 * 1000;

/** One unpacked libtensorflow, and the bindings built on it. */
export interface Libraries {
  readonly version: string;
  /** holds `lib` and `include`, as tfjs-node expects them in its `deps` */
  readonly folder: string;
  /** the file, there or not yet, for the tfjs-node in the given folder */
  readonly bindingFor: (packageFolder: string) => string;
}

/** `$XDG_CACHE_HOME/sweep`, else `~/.cache/sweep`. */
export function cacheFolder(): string {
  return resolve(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "sweep");
}

/** All libraries kept for this kind of machine, or those of one version; the newest first. */
export function cachedLibraries(version?: string): readonly Libraries[] {
  if (!existsSync(cacheFolder())) return [];
  return readdirSync(cacheFolder())
    .flatMap((name) => /^libtensorflow-(.+)$/.exec(name)?.[1] ?? [])
    .filter((found) => version === undefined || found === version)
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map(librariesOf)
    .filter(({ folder }) => existsSync(folder));
}

/** Moves a finished folder to its place at once, so that no half of it is ever found there. */
export function keepLibraries(finishedFolder: string, version: string): Libraries {
  const libraries = librariesOf(version);
  mkdirSync(dirname(libraries.folder), { recursive: true });
  try {
    renameSync(finishedFolder, libraries.folder);
  } catch (error) {
    // Another run of this tool was faster: its folder is as good.
    if (!existsSync(libraries.folder)) throw error;
  }
  return libraries;
}

/** Gives the work an empty folder on the cache's disk; removes it however this process ends. */
export async function withWorkFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  mkdirSync(cacheFolder(), { recursive: true });
  removeForgotten();
  const folder = mkdtempSync(join(cacheFolder(), WORK_PREFIX));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await work(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

function librariesOf(version: string): Libraries {
  const folder = join(cacheFolder(), `libtensorflow-${version}`, MACHINE);
  return {
    version,
    folder,
    bindingFor: (packageFolder) => {
      const file = readPackageFile(packageFolder);
      return join(folder, `tfjs_binding-${file.version}-napi-v${napiVersion(file)}.node`);
    },
  };
}

/** A SIGKILL or a power cut can leave 800 MB behind. */
function removeForgotten(): void {
  for (const name of readdirSync(cacheFolder())) {
    if (!name.startsWith(WORK_PREFIX)) continue;
    const path = join(cacheFolder(), name);
    const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - touchedMs < WORK_AGE_MAX_MS) continue;
    rmSync(path, { recursive: true, force: true });
  }
}
