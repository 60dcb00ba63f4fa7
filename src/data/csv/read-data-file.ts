import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { sha256 } from "../../base/digest.ts";
import { type Csv, openCsv } from "../../external/csv-rows.ts";
import { MistakeList } from "../../external/mistake-list.ts";

/** A longer text is more than V8 holds in one string. */
const SIZE_MAX_MB = 500;

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

/** Reads a file of data whole, so that what is digested is what is read. */
export function readDataFile(file: string): DataFile | Unreadable {
  try {
    const status = statSync(file);
    if (status.isDirectory()) return { rule: "must be a file", got: "a folder" };
    // A pipe or a device would be read once, or for ever.
    if (!status.isFile()) return { rule: "must be a file", got: "a pipe or device" };
    if (status.size > SIZE_MAX_MB * 1e6) {
      const got = `${Math.ceil(status.size / 1e6)} MB`;
      return { rule: `must be at most ${SIZE_MAX_MB} MB`, got };
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
 * The text of a file's bytes.
 *
 * @param name of the file, for messages
 * @throws SweepError CONFIG_INVALID with the place of the first byte that is no UTF-8
 */
export function decodeCsv(bytes: Buffer, name: string): Csv {
  const csv = openCsv(bytes.toString("utf8"));
  if (isUtf8(bytes)) return csv;
  const before = csv.text.slice(0, csv.text.indexOf("\uFFFD"));
  const line = before.split("\n").length;
  const cell = before.slice(before.lastIndexOf("\n") + 1).split(csv.delimiter).length - 1;
  const mistakes = new MistakeList();
  const message = "text: must be UTF-8, got other bytes";
  mistakes.add({ line, cell, message, hint: "save it as CSV in UTF-8" });
  mistakes.throwIfAny(csv, name);
  return csv;
}
