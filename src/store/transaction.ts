import { explainStoreError } from "./explain-store-error.ts";
import type { Store } from "./store.ts";

/**
 * Runs `action` as one transaction: all of it is on disk when this returns, or none of it ever.
 * Within another transaction it is a savepoint of that one: on disk when that is, and undone by
 * itself if it throws.
 *
 * @throws SweepError STORE_WRITE or STORE_DAMAGED where the database cannot be written
 */
export function inTransaction<T>(store: Store, action: () => T): T {
  return explained(store, () => store.database.transaction(action).immediate());
}

/**
 * Runs `action` on one snapshot: what another process commits meanwhile is not seen.
 *
 * @throws SweepError STORE_DAMAGED where the database cannot be read
 */
export function inSnapshot<T>(store: Store, action: () => T): T {
  return explained(store, () => store.database.transaction(action).deferred());
}

function explained<T>({ file, mode }: Store, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw explainStoreError(error, file, mode);
  }
}
