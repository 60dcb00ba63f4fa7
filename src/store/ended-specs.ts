import type { Store } from "./store.ts";
import { inSnapshot } from "./transaction.ts";

/** The spec_sha256 of every run whose result is known, in any sweep: none is trained again. */
export function endedSpecs(store: Store): Set<string> {
  const rows = inSnapshot(store, () =>
    store.database
      .prepare<[], { specSha256: string }>(
        `SELECT DISTINCT spec_sha256 AS specSha256 FROM runs WHERE state IN ('done', 'diverged')`,
      )
      .all(),
  );
  return new Set(rows.map(({ specSha256 }) => specSha256));
}

/** The definition_sha256 of every variant of which a run has ended, in any sweep. */
export function endedDefinitions(store: Store): Set<string> {
  const rows = inSnapshot(store, () =>
    store.database
      .prepare<[], string>(
        `SELECT DISTINCT definition_sha256 FROM runs JOIN variants ON variants.id = variant_id
         WHERE state IN ('done', 'diverged')`,
      )
      .pluck()
      .all(),
  );
  return new Set(rows);
}
