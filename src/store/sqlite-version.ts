import { sqlite } from "./sqlite.ts";

/**
 * Of the SQLite that better-sqlite3 was built with, for example "3.53.2".
 *
 * @throws what Node throws where better-sqlite3 is not whole
 */
export function sqliteVersion(): string {
  const database = new (sqlite())(":memory:");
  try {
    return database.prepare("SELECT sqlite_version()").pluck().get() as string;
  } finally {
    database.close();
  }
}
