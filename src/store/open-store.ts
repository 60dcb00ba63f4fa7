import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type Database from "better-sqlite3";
import { SweepError } from "../base/error.ts";
import { sourceFile } from "../base/package-files.ts";
import { explainStoreError } from "./explain-store-error.ts";
import { sqlite } from "./sqlite.ts";
import type { Store, StoreMode } from "./store.ts";

/** As in schema.sql. */
const APPLICATION_ID = 1398228304;
const SCHEMA_VERSION = 5;

/** Our transactions take milliseconds; whoever waits longer waits for something stuck. */
const BUSY_TIMEOUT_MS = 5000;

/** The write-ahead log is cut back to this size once it has grown beyond. */
const WAL_SIZE_MAX = 64 * 2 ** 20;

/**
 * Opens a database; "write" makes the file and its folders where they are missing. Readers work
 * beside a writer of another process and never hold it up.
 *
 * @throws SweepError STORE_DAMAGED for a file that is not a database of this version of sweep,
 *   STORE_WRITE for one that cannot be written, USAGE for "read" where nothing was recorded yet
 */
export function openStore(file: string, mode: StoreMode): Store {
  try {
    return mode === "write" ? openForWriting(file) : openForReading(file);
  } catch (error) {
    throw explainStoreError(error, file, mode);
  }
}

function openForWriting(file: string): Store {
  const path = pathOf(file);
  mkdirSync(dirname(path), { recursive: true });
  const database = new (sqlite())(path, { timeout: BUSY_TIMEOUT_MS });
  return closedOnError(database, () => {
    requireOurs(database, file); // Before anything is written to what may be another program's.
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL"); // A lost power supply loses nothing that was reported.
    database.pragma(`journal_size_limit = ${WAL_SIZE_MAX}`);
    protect(database);
    const setUp = database.transaction(() => {
      if (isEmpty(database)) database.exec(readSql("schema.sql"));
      else migrate(database);
      // A write in any case: a file that is read-only is to fail now and not after hours.
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    });
    setUp.immediate();
    return { file, mode: "write", database, close: () => database.close() };
  });
}

function openForReading(file: string): Store {
  const path = pathOf(file);
  if (!statSync(path, { throwIfNoEntry: false })) throw nothingRecorded(file, "no such file");
  const database = new (sqlite())(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  return closedOnError(database, () => {
    requireOurs(database, file);
    if (isEmpty(database)) throw nothingRecorded(file, "an empty one");
    protect(database);
    return { file, mode: "read", database, close: () => database.close() };
  });
}

/** Absolute, so that SQLite does not take a name like ":memory:" for more than a name. */
function pathOf(file: string): string {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SweepError(
      "STORE_WRITE",
      `${file}: must be a file, got a folder`,
      `for example --db ${file.replace(/\/+$/, "")}/sweeps.db`,
    );
  }
  return path;
}

function closedOnError(database: Database.Database, open: () => Store): Store {
  try {
    return open();
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What a file made by others may not do to us. */
function protect(database: Database.Database): void {
  database.pragma("foreign_keys = ON");
  database.pragma("trusted_schema = OFF");
  database.pragma("cell_size_check = ON");
}

/** An empty database passes: a writer that died before the first commit leaves one behind. */
function requireOurs(database: Database.Database, file: string): void {
  const id = database.pragma("application_id", { simple: true }) as number;
  const version = database.pragma("user_version", { simple: true }) as number;
  if (id !== APPLICATION_ID && !(id === 0 && isEmpty(database))) {
    throw new SweepError(
      "STORE_DAMAGED",
      `${file}: must be a database of sweep, got the SQLite database of another program`,
      "name another file with --db",
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new SweepError(
      "STORE_DAMAGED",
      `${file}: must have schema version ${SCHEMA_VERSION} or older, got ${version}`,
      "a newer sweep wrote it: update sweep",
    );
  }
}

function isEmpty(database: Database.Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

/** Brings a database of an older version to this one, step by step. */
function migrate(database: Database.Database): void {
  const version = database.pragma("user_version", { simple: true }) as number;
  for (let next = version + 1; next <= SCHEMA_VERSION; next++) {
    database.exec(readSql(`migrations/${next}.sql`));
  }
}

function readSql(file: string): string {
  return readFileSync(sourceFile(`store/${file}`, import.meta.url), "utf8");
}

function nothingRecorded(file: string, got: string): SweepError {
  return new SweepError(
    "USAGE",
    `${file}: must be a database with recorded runs, got ${got}`,
    "record some first: `sweep run CONFIG`",
  );
}
