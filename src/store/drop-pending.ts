import type Database from "better-sqlite3";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Forgets the runs of a sweep that were planned and turned out not to be needed.
 *
 * @param name the sweep's; nobody may be training it
 */
export function dropPending(store: Store, name: string): void {
  const { database } = store;
  inTransaction(store, () => {
    const runs = database
      .prepare<[string], { id: number }>(
        `SELECT runs.id FROM runs JOIN sweeps ON sweeps.id = sweep_id
         WHERE name = ? AND state = 'pending'`,
      )
      .all(name);
    removeRuns(
      database,
      runs.map(({ id }) => id),
    );
  });
}

/** Runs that never ended, with what was begun of them. */
export function removeRuns(database: Database.Database, ids: readonly number[]): void {
  for (const id of ids) {
    database.prepare("DELETE FROM epochs WHERE run_id = ?").run(id);
    database.prepare("DELETE FROM attempts WHERE run_id = ?").run(id);
    database.prepare("DELETE FROM runs WHERE id = ?").run(id);
  }
}
