import { countOf } from "../../base/count-of.ts";
import { type Check, checked } from "./check.ts";
import type { LockedPackage } from "./packages-manifest.ts";

/** A package as it lies on the disk. */
export interface InstalledPackage {
  readonly version: string;
  /** SHA-256 by path, of covered files; undefined: not worth reading, as no tarball has it */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** binaries that were compiled on this machine */
  readonly built: readonly BuiltFile[];
}

export interface BuiltFile {
  /** in its package */
  readonly path: string;
  readonly sha256: string;
}

/** More than this many files at fault are counted, not named. */
const NAMED_MAX = 20;

const HINT = "npm ci installs what package-lock.json names";

/** Holds an installed package against the lock: each file that is not as locked is named. */
export function installedFilesCheck(
  locked: LockedPackage,
  installed: InstalledPackage | undefined,
): Check {
  const what = { topic: "files", name: locked.name } as const;
  if (installed === undefined) {
    const text = "not installed";
    if (locked.isOptional) return { ...what, state: "absent", text, faults: [] };
    return checked({ ...what, text }, [`${locked.name}: must be installed, got none`], HINT);
  }
  // Of a package.json that nobody can read, its digest tells.
  if (installed.version !== locked.version && installed.version !== "unknown") {
    const got = `${locked.name}: must have version ${locked.version}, got ${installed.version}`;
    return checked({ ...what, text: "another version is installed" }, [got], HINT);
  }
  const faults = fileFaults(locked, installed);
  const built = installed.built.length;
  const text =
    `${locked.version}, ` +
    (faults.length === 0
      ? `${countOf(locked.files.size, "file")} as locked`
      : `${countOf(faults.length, "file")} not as locked`) +
    (built === 0 ? "" : `, ${built} built here`);
  return checked({ ...what, text }, shorten(faults), HINT);
}

function fileFaults({ name, files }: LockedPackage, installed: InstalledPackage): string[] {
  const locked = [...files].flatMap(([path, sha256]) => {
    const where = `${name}/${path}`;
    if (!installed.files.has(path)) return [`${where}: must be there, got no such file`];
    const got = installed.files.get(path);
    if (got === sha256) return [];
    return [`${where}: must have SHA-256 ${short(sha256)}, got ${short(got!)}`];
  });
  const extra = [...installed.files.keys()].filter((path) => !files.has(path));
  return [
    ...locked,
    ...extra.map((path) => `${name}/${path}: must be in the tarball, got a file of nobody's`),
  ];
}

function shorten(faults: readonly string[]): string[] {
  const more = faults.length - NAMED_MAX;
  return more <= 0 ? [...faults] : [...faults.slice(0, NAMED_MAX), `and ${more} files more`];
}

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
