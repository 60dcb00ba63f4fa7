import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import { columnOrNull } from "./column-or-null.ts";
import type { Store } from "./store.ts";
import { inSnapshot } from "./transaction.ts";

export interface SweepRecord {
  readonly id: number;
  readonly name: string;
  /** the YAML file as it was run last */
  readonly config: string;
  readonly configSha256: string;
  /** UTC, ISO 8601 */
  readonly createdAt: string;
  readonly lastRunAt: string;
  /** where the files that its definitions name lay then */
  readonly files: FilePlaces;
}

/**
 * The sweep of that name; without one the sweep run last.
 *
 * @throws SweepError USAGE if there is none
 */
export function findSweep(store: Store, name?: string): SweepRecord {
  const sweeps = listSweeps(store);
  const sweep = name === undefined ? sweeps[0] : sweeps.find((known) => known.name === name);
  if (sweep) return sweep;
  const names = sweeps.map((known) => known.name);
  if (name === undefined || names.length === 0) {
    throw new SweepError(
      "USAGE",
      `${store.file}: must hold a sweep, got none`,
      "record one first: `sweep run CONFIG`",
    );
  }
  const closest = closestWord(name, names);
  throw new SweepError(
    "USAGE",
    `${store.file}: the sweep must be one of ${names.join(", ")}, got "${name}"`,
    closest === undefined
      ? "without a name the sweep run last is meant"
      : `did you mean ${closest}?`,
  );
}

/** All sweeps, the one run last first. */
export function listSweeps(store: Store): SweepRecord[] {
  return inSnapshot(store, () =>
    store.database
      .prepare<[], Omit<SweepRecord, "files"> & { readonly files: string | null }>(
        `SELECT id, name, config, config_sha256 AS configSha256, created_at AS createdAt,
           last_run_at AS lastRunAt, ${columnOrNull(store.database, "sweeps", "files")}
         FROM sweeps ORDER BY last_run_at DESC, id DESC`,
      )
      .all()
      .map((row) => ({ ...row, files: JSON.parse(row.files ?? "{}") as FilePlaces })),
  );
}
