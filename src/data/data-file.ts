import { readFileSync, statSync } from "node:fs";
import { sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";

/** A file as it lies on the disk. */
export interface DataFile {
  readonly bytes: Buffer;
  /** of the bytes */
  readonly sha256: string;
}

/** Why a file cannot be read. */
export interface Unreadable {
  readonly rule: string;
  readonly got: string;
}

/** Node reads no larger file at once; of a CSV file V8 holds less in one text. */
const SIZE_MAX_MB = { csv: 500, parquet: 2000, npy: 2000, weights: 2000, model: 500 } as const;

/** What a file holds. */
export type FileKind = keyof typeof SIZE_MAX_MB;

/** Reads a file whole, so that what is digested is what is read. */
export function readDataFile(file: string, kind: FileKind): DataFile | Unreadable {
  try {
    const status = statSync(file);
    if (status.isDirectory()) return { rule: "must be a file", got: "a folder" };
    // A pipe or a device would be read once, or for ever.
    if (!status.isFile()) return { rule: "must be a file", got: "a pipe or device" };
    if (status.size > SIZE_MAX_MB[kind] * 1e6) {
      const got = `${Math.ceil(status.size / 1e6)} MB`;
      return { rule: `must be at most ${SIZE_MAX_MB[kind]} MB`, got };
    }
    const bytes = readFileSync(file);
    return { bytes, sha256: sha256(bytes) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { rule: "must be a file", got: FAILURES[code ?? ""] ?? String(code) };
  }
}

const FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  ENAMETOOLONG: "too long a name",
  EACCES: "a file that may not be read",
  EPERM: "a file that may not be read",
};

/**
 * The bytes that a spec names, from where they lie now.
 *
 * @throws SweepError CONFIG_INVALID where they are gone or others
 */
export function readKnownFile(
  sha256: string,
  files: FilePlaces,
  kind: FileKind,
): { readonly bytes: Buffer; readonly name: string } {
  const file = files[sha256];
  if (file === undefined) {
    const message = "data: the sweep's file must be known, got no record of where it lies";
    throw new SweepError("CONFIG_INVALID", message, "`sweep run CONFIG` records it");
  }
  const read = readDataFile(file, kind);
  if ("rule" in read) {
    const hint = "put the sweep's data back, or `sweep run` a config that says where it lies now";
    throw new SweepError("CONFIG_INVALID", `${file}: ${read.rule}, got ${read.got}`, hint);
  }
  if (read.sha256 !== sha256) {
    const message = `${file}: must have SHA-256 ${sha256}, got ${read.sha256}`;
    const hint = "the file has changed; `sweep run CONFIG` takes it as it is now, as other runs";
    throw new SweepError("CONFIG_INVALID", message, hint);
  }
  return { bytes: read.bytes, name: file };
}
