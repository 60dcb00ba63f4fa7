import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { findSweep } from "../../src/store/find-sweep.ts";
import { openStore } from "../../src/store/open-store.ts";
import { type Receipt, recordReceipt } from "../../src/store/receipts.ts";
import { bareSql } from "./bare-sql.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import {
  rows,
  temporaryFolder,
  temporaryStore,
  thrownBy,
  trainAll,
  value,
} from "./temporary-store.ts";

const RECEIPT: Receipt = {
  verifiedAt: minute(7),
  host: "here",
  environment: { node: "v20.20.2", cpu: "a cpu" },
  checkedRunCount: 4,
  repeatedRuns: "[]",
  findings: "[]",
  outcome: "verified",
};

test("each receipt is a row of its own, beside the environment it was made in", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  const { id } = findSweep(store);
  const other = { ...RECEIPT, environment: { node: "v22" }, outcome: "failed" } as const;
  expect([recordReceipt(store, id, RECEIPT), recordReceipt(store, id, other)]).toEqual([1, 2]);
  const sql = `SELECT verified_at, host, checked_runs, repeated_runs, findings, outcome, details
    FROM receipts JOIN environments ON environments.id = environment_id ORDER BY receipts.id`;
  const shared = {
    ...{ verified_at: minute(7), host: "here", checked_runs: 4 },
    ...{ repeated_runs: "[]", findings: "[]" },
  };
  expect(rows(store, sql)).toEqual([
    { ...shared, outcome: "verified", details: '{"cpu":"a cpu","node":"v20.20.2"}' },
    { ...shared, outcome: "failed", details: '{"node":"v22"}' },
  ]);
  // The runs were trained in the first of these.
  expect(value(store, "SELECT count(*) FROM environments")).toBe(2);
});

test.each([
  "UPDATE receipts SET outcome = 'fine'",
  "UPDATE receipts SET checked_runs = -1",
  "UPDATE receipts SET sweep_id = 9",
  "UPDATE receipts SET environment_id = 9",
  "UPDATE receipts SET host = NULL",
])("the schema refuses %s", (sql) => {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  recordReceipt(store, findSweep(store).id, RECEIPT);
  expect(thrownBy(() => store.database.exec(sql))).toMatchObject({
    code: expect.stringContaining("SQLITE_CONSTRAINT"),
  });
});

describe("a database of schema version 2", () => {
  /** As that version made it: without what the next migration adds. */
  function oldFile(): string {
    const file = join(temporaryFolder(), "old.db");
    const store = openStore(file, "write");
    trainAll(store, samplePlan());
    store.close();
    const database = new Database(file);
    database.exec(
      `DROP TABLE receipts; ALTER TABLE sweeps DROP COLUMN files;
       ALTER TABLE runs DROP COLUMN penalty; ALTER TABLE runs DROP COLUMN constant_scores;
       PRAGMA user_version = 2;`,
    );
    database.close();
    return file;
  }
  const tables = (file: string) => {
    const database = new Database(file, { readonly: true });
    const rows = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
    const found = (rows as { name: string; sql: string | null }[]).map(({ name, sql }) => ({
      ...{ name, sql: bareSql(sql) },
    }));
    const version = database.pragma("user_version", { simple: true });
    database.close();
    return { found, version };
  };

  test("becomes one of this version when it is opened for writing, with all its runs", () => {
    const file = oldFile();
    const store = openStore(file, "write");
    expect(value(store, "SELECT count(*) FROM runs WHERE state = 'done'")).toBe(4);
    store.close();
    const fresh = join(temporaryFolder(), "new.db");
    openStore(fresh, "write").close();
    expect(tables(file)).toEqual(tables(fresh));
    expect(tables(file).version).toBe(5);
  });
  test("is left as it is by who reads", () => {
    const file = oldFile();
    const store = openStore(file, "read");
    expect(findSweep(store)).toMatchObject({ name: "sample", files: {} });
    store.close();
    expect(tables(file).version).toBe(2);
  });
  test("gets its table word for word as the schema documents it", () => {
    const schema = readFileSync("src/store/schema.sql", "utf8");
    const [, ...migration] = readFileSync("src/store/migrations/3.sql", "utf8").split("\n\n");
    expect(migration.join("\n\n")).toContain("CREATE TABLE receipts");
    expect(schema).toContain(migration.join("\n\n").trim());
  });
});
