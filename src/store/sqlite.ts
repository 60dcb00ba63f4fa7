import { createRequire } from "node:module";
import type Database from "better-sqlite3";

/**
 * better-sqlite3, loaded at its first use: what asks no database starts without it, and
 * `sweep doctor` can say that it is broken.
 */
export function sqlite(): typeof Database {
  return createRequire(import.meta.url)("better-sqlite3") as typeof Database;
}
