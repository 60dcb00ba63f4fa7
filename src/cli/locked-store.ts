import { lockStore } from "../store/lock-store.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";

/**
 * Writes to a database as its one writer.
 *
 * @throws SweepError STORE_WRITE where another writes to it, STORE_DAMAGED
 */
export function withLockedStore<T>(db: string, action: (store: Store) => T): T {
  const store = openStore(db, "write");
  let unlock: (() => void) | undefined;
  try {
    unlock = lockStore(db);
    return action(store);
  } finally {
    unlock?.();
    store.close();
  }
}
