import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guardedQuery, type QueryResult } from "../../src/store/guarded-query.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { samplePlan } from "./sample-plan.ts";
import { temporaryStore, thrownBy, trainAll, value } from "./temporary-store.ts";

const LIMITS = { rowCountMax: 10, sizeBytesMax: 1000 };

const folder = mkdtempSync(join(tmpdir(), "sweep-query-"));
let reader: Store;

beforeAll(() => {
  const file = join(folder, "sweeps.db");
  const writer = openStore(file, "write");
  trainAll(writer, samplePlan());
  writer.close();
  reader = openStore(file, "read");
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true });
});

/** Runs the SQL on a database with four runs, opened for reading as a user's query has it. */
function query(sql: string): QueryResult {
  return guardedQuery(reader.database, sql, LIMITS);
}

test("a query gives its columns and rows in order", () => {
  expect(query("SELECT seed, state, seed AS seed FROM runs WHERE seed = 2 -- twice")).toEqual({
    columns: ["seed", "state", "seed"],
    rows: [
      [2, "done", 2],
      [2, "done", 2],
    ],
  });
});

test("every kind of value comes out as it is stored", () => {
  const sql = "SELECT NULL, 1.5, -9e999, 9007199254740991, 9007199254740993, 'é', x'00ff'";
  expect(query(sql).rows).toEqual([
    [null, 1.5, -Infinity, Number.MAX_SAFE_INTEGER, 9007199254740993n, "é", Buffer.from([0, 255])],
  ]);
});

test.each([
  "INSERT INTO runs DEFAULT VALUES RETURNING id",
  "DELETE FROM epochs RETURNING run_id",
  "UPDATE sweeps SET name = 'x'",
  "DROP TABLE epochs",
  "CREATE TEMP TABLE t (x)",
  "BEGIN EXCLUSIVE",
  "EXPLAIN DELETE FROM epochs",
])("%s is refused as it does not only read", (sql) => {
  expect(thrownBy(() => query(sql))).toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("query: must be a statement that only reads, got"),
    hint: expect.stringContaining("run_results"),
  });
});

test.each(["VACUUM INTO", "ATTACH"])("%s is refused and makes no file", (verb) => {
  const file = join(folder, "copy.db");
  const sql = `${verb} '${file}'${verb === "ATTACH" ? " AS other" : ""}`;
  expect(thrownBy(() => query(sql))).toMatchObject({ code: "USAGE" });
  expect(existsSync(file)).toBe(false);
});

test("the statement that was refused is named", () => {
  expect(thrownBy(() => query("/* tidy */ ; vacuum"))).toMatchObject({
    message: "query: must be a statement that only reads, got VACUUM",
  });
});

test.each([
  "PRAGMA wal_autocheckpoint = 0",
  "PRAGMA user_version = 3",
  "PRAGMA user_version(3)",
  "PRAGMA query_only(0)",
  "PRAGMA writable_schema = 1",
  "pragma journal_mode",
  "; -- x\n /* y */ PRAGMA optimize",
  "EXPLAIN QUERY PLAN PRAGMA case_sensitive_like = 1",
])("%s is refused as a pragma that could change something", (sql) => {
  expect(thrownBy(() => query(sql))).toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("query: must not be a PRAGMA that could change something"),
  });
});

test.each(["PRAGMA table_list", "pragma table_info('runs');", "-- v\nPRAGMA user_version"])(
  "%s is answered",
  (sql) => {
    const limits = { rowCountMax: 100, sizeBytesMax: 1e6 };
    expect(guardedQuery(reader.database, sql, limits).rows).not.toEqual([]);
  },
);

test("a text that only speaks of a pragma is no pragma", () => {
  expect(query("SELECT 'PRAGMA optimize'").rows).toEqual([["PRAGMA optimize"]]);
});

test("a long row of comments is passed over", () => {
  expect(query(`${"-- x\n".repeat(20_000)}SELECT 1`).rows).toEqual([[1]]);
});

test.each([
  ["SELECT 1; DELETE FROM runs", "more than one statement"],
  ["SELECT 1; SELECT 2", "more than one statement"],
  ["", "no statements"],
  ["-- nothing", "no statements"],
  ["SELEC 1", 'near "SELEC": syntax error'],
  ["SELECT loss FROM runs", "no such column: loss"],
  ["SELECT ?", "Too few parameter values"],
  ["SELECT load_extension('x')", "not authorized"],
  ["SELECT readfile('/etc/passwd')", "no such function: readfile"],
])("%s is refused in SQLite's words", (sql, words) => {
  expect(thrownBy(() => query(sql))).toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(words),
    hint: expect.any(String),
  });
});

test("no more rows than allowed are given, and not fewer", () => {
  const count = (n: number) =>
    `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${n})
     SELECT x FROM c`;
  expect(query(count(10)).rows).toHaveLength(10);
  expect(thrownBy(() => query(count(11)))).toMatchObject({
    code: "USAGE",
    message: "query: must give at most 10 rows, got more",
  });
});

test.each(["SELECT zeroblob(1001)", "SELECT printf('%501d', 1)"])("%s is too large", (sql) => {
  expect(thrownBy(() => query(sql))).toMatchObject({
    code: "USAGE",
    message: "query: must give at most 1000 bytes, got more",
  });
});

test("a damaged page is the file's fault and not the query's", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  store.database.unsafeMode();
  const root = value(store, "SELECT rootpage FROM sqlite_schema WHERE name = 'epochs'");
  store.database.pragma("writable_schema = 1");
  store.database.exec(`UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'epochs'`);
  expect(root).not.toBe(2);
  store.database.pragma("writable_schema = RESET");
  expect(
    thrownBy(() => guardedQuery(store.database, "SELECT * FROM epochs", LIMITS)),
  ).toMatchObject({ code: "SQLITE_CORRUPT" });
});
