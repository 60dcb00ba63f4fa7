import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import { recordSeries } from "../finish-run.ts";
import { readSeries } from "../read-series.ts";
import { decodeSeries, isSameSeries, type SeriesBytes, seriesSha256 } from "../series-bytes.ts";
import { type AttemptRow, environmentId, insertRow, type RunRow } from "./rows.ts";
import type { SourceRun } from "./source-record.ts";

/**
 * added: new here. taken: it was to do here, or had failed. equal: recorded in both with the same
 * bits. kept: failed there, and no better here. Else what differs, a sentence each: then nothing of
 * the run is changed.
 */
export type RunMerge = "added" | "taken" | "equal" | "kept" | readonly string[];

/** Part of a transaction. */
export function mergeRun(
  database: Database.Database,
  place: { readonly sweepId: number; readonly variantId: number },
  there: SourceRun,
): RunMerge {
  const here = database
    .prepare<[number, number], HereRow>("SELECT * FROM runs WHERE variant_id = ? AND seed = ?")
    .get(place.variantId, there.row.seed);
  if (here === undefined) {
    const { seed, spec_sha256, engine } = there.row;
    const row = { sweep_id: place.sweepId, variant_id: place.variantId, seed, spec_sha256, engine };
    take(database, { id: insertRow(database, "runs", row), attempts: 0 }, there);
    return "added";
  }
  if (hasEnded(here) && hasEnded(there.row)) {
    const differences = differencesOf(database, here, there);
    if (differences.length > 0) return differences;
    if (here.constant_scores === null) takeScores(database, here, there);
    return "equal";
  }
  if (hasEnded(here) || (here.state === "failed" && !hasEnded(there.row))) return "kept";
  take(database, here, there);
  return "taken";
}

type HereRow = Omit<RunRow, "state"> & { readonly state: string };

function hasEnded({ state }: { readonly state: string }): boolean {
  return state === "done" || state === "diverged";
}

/** Gives a run that has not ended here all that is recorded of it there. */
function take(
  database: Database.Database,
  here: Pick<HereRow, "id" | "attempts">,
  { row, environment, attempts, series, epochs }: SourceRun,
): void {
  const numbers = takeAttempts(database, here.id, attempts);
  const { id: _, seed: _seed, spec_sha256: _spec, ...columns } = row;
  const winner = row.winner_attempt;
  const values = {
    ...columns,
    attempts: here.attempts === 0 ? row.attempts : here.attempts + numbers.addedCount,
    winner_attempt: winner === null ? null : (numbers.byNumber.get(winner) ?? null),
    environment_id: environment === null ? null : environmentId(database, environment),
  };
  const assignments = Object.keys(values).map((column) => `${column} = @${column}`);
  database
    .prepare(`UPDATE runs SET ${assignments.join(", ")} WHERE id = @id`)
    .run({ ...values, id: here.id });
  recordSeries(database, here.id, series);
  for (const epoch of epochs) insertRow(database, "epochs", { run_id: here.id, ...epoch });
}

/** What nobody counted here, of the same bits. */
function takeScores(database: Database.Database, { id }: HereRow, { row }: SourceRun): void {
  const { penalty, constant_scores } = row;
  if (constant_scores === null) return;
  database
    .prepare("UPDATE runs SET penalty = ?, constant_scores = ? WHERE id = ?")
    .run(penalty, constant_scores, id);
}

/**
 * Those there come after those here, if there are any; one that is in both, as in a copy of the
 * database, is one. @returns the numbers here by those there
 */
function takeAttempts(
  database: Database.Database,
  runId: number,
  attempts: readonly AttemptRow[],
): { readonly byNumber: ReadonlyMap<number, number>; readonly addedCount: number } {
  const last = database
    .prepare<[number], number>("SELECT coalesce(max(number), 0) FROM attempts WHERE run_id = ?")
    .pluck()
    .get(runId)!;
  const findToken = database.prepare<[string], { run_id: number; number: number }>(
    "SELECT run_id, number FROM attempts WHERE token = ?",
  );
  const byNumber = new Map<number, number>();
  let addedCount = 0;
  for (const attempt of attempts) {
    const known = findToken.get(attempt.token);
    if (known?.run_id === runId) {
      byNumber.set(attempt.number, known.number);
      endKnown(database, attempt);
      continue;
    }
    addedCount++;
    const number = last === 0 ? attempt.number : last + addedCount;
    // A sweep that was given another name has the tokens of the first.
    const token = known === undefined ? attempt.token : randomUUID();
    insertRow(database, "attempts", { ...attempt, run_id: runId, number, token });
    byNumber.set(attempt.number, number);
  }
  return { byNumber, addedCount };
}

function endKnown(database: Database.Database, { token, state, reason, ended_at }: AttemptRow) {
  if (state === "running") return;
  database
    .prepare("UPDATE attempts SET state = ?, reason = ?, ended_at = ? WHERE token = ?")
    .run(state, reason, ended_at, token);
}

const DIGESTS = {
  final_weights_sha256: "final weights",
  initial_weights_sha256: "initial weights",
  initial_predictions_sha256: "initial predictions",
  data_sha256: "data",
} as const;

function differencesOf(database: Database.Database, here: HereRow, there: SourceRun): string[] {
  const differences: string[] = [];
  if (here.state !== there.row.state) {
    differences.push(`state: ${here.state} here, ${there.row.state} there`);
  }
  if (here.series_sha256 !== there.row.series_sha256) {
    const ours = readSeries(database, here.id);
    if (seriesSha256(ours) !== here.series_sha256) {
      differences.push("series: those here do not have their checksum any more");
    } else if (!isSameSeries(ours, there.series)) {
      differences.push(`series: ${firstDifference(ours, there.series)}`);
    }
  }
  for (const column of Object.keys(DIGESTS) as (keyof typeof DIGESTS)[]) {
    const [ours, theirs] = [here[column], there.row[column]];
    if (ours === theirs) continue;
    differences.push(`${DIGESTS[column]}: ${shortened(ours)} here, ${shortened(theirs)} there`);
  }
  return differences;
}

function shortened(digest: string | null): string {
  return digest === null ? "none" : digest.slice(0, 12);
}

/** The earliest epoch in which a metric has another number, or is in one of them alone. */
function firstDifference(here: SeriesBytes, there: SeriesBytes): string {
  const metrics = [...new Set([...here.keys(), ...there.keys()])].sort();
  const firsts = metrics.flatMap((metric) => {
    const [ours, theirs] = [here.get(metric), there.get(metric)];
    if (ours === undefined || theirs === undefined) {
      return [{ index: -1, text: `${metric} is ${ours === undefined ? "there" : "here"} alone` }];
    }
    const [values, others] = [decodeSeries(ours), decodeSeries(theirs)];
    for (let index = 0; index < Math.max(values.length, others.length); index++) {
      const [a = "nothing", b = "nothing"] = [values[index], others[index]];
      if (Object.is(a, b)) continue;
      return [{ index, text: `${metric} of epoch ${index + 1} is ${a} here, ${b} there` }];
    }
    return [];
  });
  const [first] = firsts.sort((a, b) => a.index - b.index);
  return first!.text;
}
