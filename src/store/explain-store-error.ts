import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { type ErrorCode, SweepError } from "../base/error.ts";
import type { StoreMode } from "./store.ts";

interface Explanation {
  readonly code: ErrorCode;
  /** `<rule>, got <value>` */
  readonly text: string;
  readonly hint: string;
}

const RESUME = "then repeat the same `sweep run`: it goes on where it stopped";

/**
 * Words a failure of SQLite or of the file system for the person who can do something about it.
 *
 * @returns a SweepError with the failure as its cause; any other error as it is, for it is a bug
 */
export function explainStoreError(error: unknown, file: string, mode: StoreMode): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const explanation = explain(String(error.code), file, mode);
  if (!explanation) return error;
  const { code, text, hint } = explanation;
  return new SweepError(code, `${file}: ${text}`, hint, { cause: error });
}

/** @param code SQLite's (extended) result code or Node's errno */
function explain(code: string, file: string, mode: StoreMode): Explanation | undefined {
  if (code === "SQLITE_NOTADB") {
    return {
      code: "STORE_DAMAGED",
      text: "must be a database of sweep, got a file that is not SQLite",
      hint: "name another file with --db",
    };
  }
  if (/^SQLITE_CORRUPT|^SQLITE_IOERR_(READ|SHORT_READ|CORRUPTFS)/.test(code)) {
    return {
      code: "STORE_DAMAGED",
      text: `must be whole, got damage that SQLite cannot read across (${code})`,
      hint: "restore a copy, or name another file with --db and train again",
    };
  }
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code)) {
    return {
      code: "STORE_WRITE",
      text: `must have room to grow, got a full disk (${freeSpace(file)} free)`,
      hint: `free some space, ${RESUME}`,
    };
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return {
      code: "STORE_WRITE",
      text: "must be free for writing, got another process that is writing to it",
      hint: `wait for the other process, ${RESUME}`,
    };
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)|^E(ACCES|PERM|ROFS|EXIST|NOTDIR)$/.test(code)) {
    return noAccess(mode);
  }
  if (code.startsWith("SQLITE_IOERR") || code === "EIO") {
    return {
      code: "STORE_WRITE",
      text: `must be on a disk that takes writes, got an error of the disk (${code})`,
      hint: `check the disk, ${RESUME}`,
    };
  }
  return undefined;
}

function noAccess(mode: StoreMode): Explanation {
  if (mode === "write") {
    return {
      code: "STORE_WRITE",
      text: "must be writable, and its folder too, got no permission",
      hint: "change the permissions or name another file with --db",
    };
  }
  // A reader too has to lock, and SQLite keeps the locks in a file beside the database.
  return {
    code: "STORE_DAMAGED",
    text: "must be readable, and its folder writable, got no permission",
    hint: "copy the file to a folder of your own and name the copy with --db",
  };
}

function freeSpace(file: string): string {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return `${Math.floor((bavail * bsize) / 2 ** 20)} MiB`;
  } catch {
    return "an unknown amount"; // The message must not fail where the disk already has.
  }
}
