import type Database from "better-sqlite3";

/**
 * A column as a term of a SELECT: NULL where the database is of an older version, not yet brought
 * to this one, and has no such column.
 */
export function columnOrNull(database: Database.Database, table: string, column: string): string {
  const known = database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
  const term = known.get(table, column) === undefined ? "NULL" : `${table}.${column}`;
  return `${term} AS ${column}`;
}
