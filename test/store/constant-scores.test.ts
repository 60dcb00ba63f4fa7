import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { findSweep } from "../../src/store/find-sweep.ts";
import { openStore } from "../../src/store/open-store.ts";
import { readSweep } from "../../src/store/read-runs.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { bareSql } from "./bare-sql.ts";
import { fill, merge } from "./merge/sources.ts";
import { minute, samplePlan, sampleResult } from "./sample-plan.ts";
import { rows, temporaryFolder, temporaryStore, train } from "./temporary-store.ts";

/** A database's file; an old one is as schema version 4 made it. */
function databaseOf({ isOld, lossOffset = 0 }: { isOld: boolean; lossOffset?: number }): string {
  const file = join(temporaryFolder(), "source.db");
  const store = openStore(file, "write");
  for (const run of recordPlan(store, samplePlan(), minute(0)).toTrain) {
    const result = sampleResult({ loss: [run.seed + lossOffset] });
    train(store, run, { ...result, penalty: 0, constantScores: { loss: run.seed } });
  }
  store.close();
  if (isOld) {
    const database = new Database(file);
    database.exec(
      `ALTER TABLE runs DROP COLUMN penalty; ALTER TABLE runs DROP COLUMN constant_scores;
       PRAGMA user_version = 4;`,
    );
    database.close();
  }
  return file;
}

const scoresIn = (store: Store) =>
  rows(store, "SELECT DISTINCT seed, penalty, constant_scores AS scores FROM runs ORDER BY 1, 2");
const COUNTED = [1, 2].map((seed) => ({ seed, penalty: 0, scores: `{"loss":${seed}}` }));
const UNKNOWN = [1, 2].map((seed) => ({ seed, penalty: null, scores: null }));

describe("a database of schema version 4", () => {
  test("becomes one of this version when it is opened for writing, with all its runs", () => {
    const file = databaseOf({ isOld: true });
    const store = openStore(file, "write");
    expect(scoresIn(store)).toEqual(UNKNOWN);
    const table = "SELECT sql FROM sqlite_schema WHERE name = 'runs'";
    const sqlIn = (of: Store) => bareSql(of.database.prepare<[], string>(table).pluck().get()!);
    expect(sqlIn(store)).toBe(sqlIn(temporaryStore()));
    expect(store.database.pragma("user_version", { simple: true })).toBe(5);
    store.close();
  });
  test("is read as it is: nobody counted", () => {
    const store = openStore(databaseOf({ isOld: true }), "read");
    const [variant] = readSweep(store, findSweep(store)).variants;
    expect(variant!.runs[0]).toMatchObject({ penalty: null, constantScores: null });
    expect(store.database.pragma("user_version", { simple: true })).toBe(4);
    store.close();
  });
});

describe("merging takes what a run is held against", () => {
  test.each([
    ["from a database that has it", [false], COUNTED],
    ["not from one that has no such column", [true], UNKNOWN],
    ["of runs that are here without it", [true, false], COUNTED],
    ["and keeps it beside runs that come without it", [false, true], COUNTED],
  ])("%s", (_, sources, expected) => {
    const store = temporaryStore();
    const merges = merge(store, ...sources.map((isOld) => databaseOf({ isOld })));
    expect(scoresIn(store)).toEqual(expected);
    expect(merges.map(({ runs }) => runs.added + runs.equal)).toEqual(sources.map(() => 4));
  });
  test("of no run whose bits differ", () => {
    const store = temporaryStore();
    const other = databaseOf({ isOld: false, lossOffset: 9 });
    const [, second] = merge(store, databaseOf({ isOld: true }), other);
    expect(second!.runs.different).toBe(4);
    expect(scoresIn(store)).toEqual(UNKNOWN);
  });
  test("of a run that was to do here", () => {
    const store = temporaryStore();
    fill(store, () => "open");
    merge(store, databaseOf({ isOld: false }));
    expect(scoresIn(store)).toEqual(COUNTED);
  });
});
