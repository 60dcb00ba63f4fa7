import Database from "better-sqlite3";

/** Of the SQLite that better-sqlite3 was built with, for example "3.53.2". */
export function sqliteVersion(): string {
  const database = new Database(":memory:");
  try {
    return database.prepare("SELECT sqlite_version()").pluck().get() as string;
  } finally {
    database.close();
  }
}
