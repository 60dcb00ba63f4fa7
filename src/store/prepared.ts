import type Database from "better-sqlite3";

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/**
 * `database.prepare(sql)`, but compiled only once per database: for what is executed once a run,
 * as SQLite takes about as long to compile such a statement as to execute it.
 *
 * @param sql kept as long as the database, so of a constant number of texts; one that is read with
 *   `pluck` is always read so
 */
export function prepared<Parameters extends unknown[], Row = unknown>(
  database: Database.Database,
  sql: string,
): Database.Statement<Parameters, Row> {
  const known = statements.get(database) ?? new Map<string, Database.Statement>();
  statements.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement as Database.Statement<Parameters, Row>;
}
