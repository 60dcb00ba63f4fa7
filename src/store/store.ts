import type Database from "better-sqlite3";

export type StoreMode = "write" | "read";

/** An open database. Only the modules of this folder look inside. */
export interface Store {
  /** as it was given, for messages */
  readonly file: string;
  readonly mode: StoreMode;
  readonly database: Database.Database;
  readonly close: () => void;
}
