import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { SweepError } from "../base/error.ts";

/**
 * Writes a file that is whole or as it was before: beside it first, then in its place. What is no
 * regular file, such as a pipe, is written to as it is.
 *
 * @throws SweepError STORE_WRITE where it cannot be written
 */
export function writeWhole(file: string, pieces: Iterable<string | Uint8Array>): void {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) writeTo(openSync(file, "w"), pieces);
    else replace(found === undefined ? file : realpathSync(file), pieces);
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code;
    if (got === undefined || cause instanceof SweepError) throw cause;
    const rule = "must be a file that can be written";
    throw new SweepError("STORE_WRITE", `--out ${file}: ${rule}, got ${got}`, undefined, { cause });
  }
}

function replace(file: string, pieces: Iterable<string | Uint8Array>): void {
  const name = `.${basename(file).slice(0, 200)}.${randomUUID().slice(0, 8)}.tmp`;
  const temporary = join(dirname(file), name);
  try {
    writeTo(openSync(temporary, "wx"), pieces, fsyncSync);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeTo(
  descriptor: number,
  pieces: Iterable<string | Uint8Array>,
  finish: (descriptor: number) => void = () => {},
): void {
  try {
    for (const piece of pieces) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    }
    finish(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
