import type Database from "better-sqlite3";
import { SweepError } from "../base/error.ts";
import { sqlite } from "./sqlite.ts";

/** An INTEGER beyond the safe ones is a bigint, a BLOB a Uint8Array. */
export type QueryValue = null | number | bigint | string | Uint8Array;

export interface QueryResult {
  /** in the query's order; names may repeat */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly QueryValue[])[];
}

/** What a result may take in memory and on the way to the asking process. */
export interface ResultLimits {
  readonly rowCountMax: number;
  readonly sizeBytesMax: number;
}

/** `PRAGMA name` or `PRAGMA name(argument)`; the third form, with `=`, is for setting. */
const PRAGMA = /^pragma\s+(\w+)\s*(\(\s*["']?\w+["']?\s*\))?\s*;?\s*$/i;

/** Pragmas that only tell in the form without an argument, and those that do with one. */
const TELLING = ["table_list", "database_list", "user_version", "application_id"];
const TELLING_OF = ["table_info", "table_xinfo", "index_list", "index_info", "foreign_key_list"];

const SQL_ERROR = /^SQLITE_(ERROR|AUTH|TOOBIG|NOMEM|MISMATCH|RANGE)/;

/** What may stand before the word that says what a statement does. */
const BEFORE_STATEMENT = /^(?:[\s;]+|--[^\n]*|\/\*[\s\S]*?\*\/|(?:explain|query|plan)\b)/i;

/**
 * Runs one statement that does nothing but read. A read-only connection alone is not enough: on
 * one, VACUUM INTO writes files and ATTACH reads others.
 *
 * @throws SweepError USAGE, in words for the one who wrote the SQL
 */
export function guardedQuery(
  database: Database.Database,
  sql: string,
  limits: ResultLimits,
): QueryResult {
  requireHarmless(sql); // Some pragmas act while they are prepared.
  try {
    const statement = database.prepare<[], QueryValue[]>(sql);
    if (!statement.reader || !statement.readonly) throw notReadOnly(firstWord(sql));
    const columns = statement.columns().map(({ name }) => name);
    const rows = takeRows(statement.safeIntegers().raw().iterate(), limits);
    return { columns, rows };
  } catch (error) {
    throw explainQueryError(error);
  }
}

function requireHarmless(sql: string): void {
  const statement = withoutPrefix(sql);
  if (!/^pragma\b/i.test(statement)) return;
  const [, name = "", argument] = PRAGMA.exec(statement) ?? [];
  if ((argument ? TELLING_OF : TELLING).includes(name.toLowerCase())) return;
  throw new SweepError(
    "USAGE",
    `query: must not be a PRAGMA that could change something, got ${firstLine(statement)}`,
    "these are allowed: table_list, table_info(NAME), index_list(NAME), user_version",
  );
}

function withoutPrefix(sql: string): string {
  let rest = sql;
  for (;;) {
    const shorter = rest.replace(BEFORE_STATEMENT, "");
    if (shorter === rest) return rest;
    rest = shorter;
  }
}

function takeRows(
  rows: Iterable<QueryValue[]>,
  { rowCountMax, sizeBytesMax }: ResultLimits,
): QueryValue[][] {
  const taken: QueryValue[][] = [];
  let sizeBytes = 0;
  for (const row of rows) {
    if (taken.length === rowCountMax) throw tooLarge(`${rowCountMax} rows`);
    for (const value of row) sizeBytes += sizeOf(value);
    if (sizeBytes > sizeBytesMax) throw tooLarge(`${sizeBytesMax} bytes`);
    taken.push(row.map(narrow));
  }
  return taken;
}

function sizeOf(value: QueryValue): number {
  if (typeof value === "string") return 2 * value.length;
  return value instanceof Uint8Array ? value.byteLength : 8;
}

function narrow(value: QueryValue): QueryValue {
  const isSafe = typeof value === "bigint" && Number.isSafeInteger(Number(value));
  return isSafe ? Number(value) : value;
}

function tooLarge(limit: string): SweepError {
  return new SweepError(
    "USAGE",
    `query: must give at most ${limit}, got more`,
    "add a LIMIT or a WHERE, or let SQL count and average",
  );
}

function notReadOnly(got: string): SweepError {
  return new SweepError(
    "USAGE",
    `query: must be a statement that only reads, got ${got}`,
    "SELECT from run_results, epoch_summary, sweeps, variants, runs, attempts, epochs",
  );
}

/** What SQLite or better-sqlite3 has against the SQL; a failure of the file passes as it is. */
function explainQueryError(error: unknown): unknown {
  const ofSql =
    error instanceof RangeError ||
    (error instanceof sqlite().SqliteError && SQL_ERROR.test(error.code));
  if (!ofSql) return error;
  return new SweepError(
    "USAGE",
    `query: must be one statement that SQLite can run, got the error: ${firstLine(error.message)}`,
    '`sweep query "PRAGMA table_list"` lists the tables and views',
    { cause: error },
  );
}

function firstWord(sql: string): string {
  return (/^\w+/.exec(withoutPrefix(sql))?.[0] ?? "something else").toUpperCase();
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.slice(0, 200);
}
