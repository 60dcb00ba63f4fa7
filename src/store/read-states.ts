import type { SweepRecord } from "./find-sweep.ts";
import type { RunState } from "./read-runs.ts";
import type { Store } from "./store.ts";
import { inSnapshot } from "./transaction.ts";

/** How far one variant of the last config is. */
export interface VariantStates {
  readonly variant: string;
  readonly counts: Readonly<Record<RunState, number>>;
  /** of the runs that diverged or failed, by seed; the reason's first line */
  readonly problems: readonly RunProblem[];
}

export interface RunProblem {
  readonly seed: number;
  readonly state: "diverged" | "failed";
  readonly reason: string;
}

/** How far a sweep is, without reading a series: cheap enough for a display that refreshes. */
export function runStates(store: Store, { id }: SweepRecord): VariantStates[] {
  return inSnapshot(store, () => {
    const counts = store.database
      .prepare<[number], Record<RunState, number> & { variant: string }>(
        `SELECT name AS variant,
           count(*) FILTER (WHERE state = 'pending') AS pending,
           count(*) FILTER (WHERE state = 'running') AS running,
           count(*) FILTER (WHERE state = 'done') AS done,
           count(*) FILTER (WHERE state = 'diverged') AS diverged,
           count(*) FILTER (WHERE state = 'failed') AS failed
         FROM variants JOIN runs ON variant_id = variants.id
         WHERE variants.sweep_id = ? AND position IS NOT NULL
         GROUP BY variants.id ORDER BY position`,
      )
      .all(id);
    const problems = store.database
      .prepare<[number], RunProblem & { variant: string }>(
        `SELECT name AS variant, seed, state,
           coalesce(substr(error, 1, instr(error || char(10), char(10)) - 1), 'no reason') AS reason
         FROM variants JOIN runs ON variant_id = variants.id
         WHERE variants.sweep_id = ? AND position IS NOT NULL
           AND state IN ('diverged', 'failed')
         ORDER BY seed`,
      )
      .all(id);
    return counts.map(({ variant, ...states }) => ({
      variant,
      counts: states,
      problems: problems
        .filter((problem) => problem.variant === variant)
        .map(({ variant: _, ...problem }) => problem),
    }));
  });
}

/**
 * How long trainings took, so that `plan` can say how long others will. Copies and runs that
 * diverged, which may end early, do not count.
 *
 * @param engine EngineIdentity.numerics
 * @returns milliseconds, by the variant's definition_sha256, in any sweep
 */
export function recordedDurations(store: Store, engine: string): Map<string, number[]> {
  const rows = inSnapshot(store, () =>
    store.database
      .prepare<[string], { definitionSha256: string; durationMs: number }>(
        `SELECT definition_sha256 AS definitionSha256, duration_ms AS durationMs
         FROM runs JOIN variants ON variants.id = variant_id
         WHERE engine = ? AND state = 'done' AND winner_attempt IS NOT NULL
         ORDER BY runs.id`,
      )
      .all(engine),
  );
  const durations = new Map<string, number[]>();
  for (const { definitionSha256, durationMs } of rows) {
    const known = durations.get(definitionSha256) ?? [];
    durations.set(definitionSha256, [...known, durationMs]);
  }
  return durations;
}
