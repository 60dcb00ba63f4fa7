import { existsSync, realpathSync } from "node:fs";
import type Database from "better-sqlite3";
import { SweepError } from "../base/error.ts";
import { explainStoreError } from "./explain-store-error.ts";
import { sqlite } from "./sqlite.ts";

/**
 * Keeps a second coordinator from writing the same database. The lock is the kernel's, on a file
 * of its own, so it ends with the process however that ends.
 *
 * @returns gives the lock back
 * @throws SweepError STORE_WRITE where another process holds it, or its file cannot be written
 */
export function lockStore(file: string): () => void {
  const lockFile = `${existsSync(file) ? realpathSync(file) : file}.lock`;
  let lock: Database.Database | undefined;
  try {
    lock = new (sqlite())(lockFile, { timeout: 0 });
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    throw isHeld(error) ? secondWriter(file, error) : explainStoreError(error, lockFile, "write");
  }
  const held = lock;
  return () => held.close();
}

function isHeld(error: unknown): boolean {
  return error instanceof sqlite().SqliteError && error.code.startsWith("SQLITE_BUSY");
}

function secondWriter(file: string, cause: unknown): SweepError {
  return new SweepError(
    "STORE_WRITE",
    `${file}: one sweep at a time may write, got a second`,
    "wait for the other `sweep run`, or give this one its own --db FILE",
    { cause },
  );
}
