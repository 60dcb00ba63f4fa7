import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { explainStoreError } from "../../src/store/explain-store-error.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import { temporaryFolder, temporaryStore, thrownBy, value } from "./temporary-store.ts";

function explained(code: string): unknown {
  const file = join(temporaryFolder(), "sweeps.db");
  return explainStoreError(new Database.SqliteError("as SQLite says it", code), file, "write");
}

test.each([
  ["SQLITE_FULL", "STORE_WRITE", /got a full disk \(\d+ MiB free\)/],
  ["SQLITE_IOERR_FSYNC", "STORE_WRITE", /got an error of the disk \(SQLITE_IOERR_FSYNC\)/],
  ["SQLITE_READONLY_DBMOVED", "STORE_WRITE", /got no permission/],
  ["SQLITE_BUSY_SNAPSHOT", "STORE_WRITE", /got another process/],
  ["SQLITE_IOERR_SHORT_READ", "STORE_DAMAGED", /got damage/],
  ["SQLITE_CORRUPT_VTAB", "STORE_DAMAGED", /got damage/],
])("%s is told as %s", (code, expectedCode, message) => {
  expect(explained(code)).toMatchObject({
    code: expectedCode,
    message: expect.stringMatching(message),
    hint: expect.any(String),
    cause: { code },
  });
});

test("an error that only a bug can cause stays what it is", () => {
  expect(explained("SQLITE_CONSTRAINT_CHECK")).toBeInstanceOf(Database.SqliteError);
  const bug = new TypeError("undefined is not a function");
  expect(explainStoreError(bug, "sweeps.db", "write")).toBe(bug);
});

test("an error that has been explained is not explained again", () => {
  const known = new SweepError("USAGE", "sweeps.db: must be one, got none");
  expect(explainStoreError(known, "sweeps.db", "write")).toBe(known);
});

test("the free space of a disk that is gone is unknown, and the error still told", () => {
  const full = new Database.SqliteError("full", "SQLITE_FULL");
  expect(explainStoreError(full, "/no/such/folder/sweeps.db", "write")).toMatchObject({
    code: "STORE_WRITE",
    message: expect.stringContaining("an unknown amount free"),
  });
});

test("a database that cannot grow keeps what it had and takes nothing by halves", () => {
  const store = temporaryStore();
  recordPlan(store, samplePlan(), minute(0));
  const pageCount = store.database.pragma("page_count", { simple: true });
  store.database.pragma(`max_page_count = ${pageCount}`);
  const seeds = Array.from({ length: 500 }, (_, seed) => seed);
  expect(thrownBy(() => recordPlan(store, samplePlan({ seeds }), minute(1)))).toMatchObject({
    code: "STORE_WRITE",
    message: expect.stringContaining("must have room to grow"),
  });
  expect(value(store, "SELECT count(*) FROM runs")).toBe(4);
  expect(store.database.pragma("integrity_check", { simple: true })).toBe("ok");
});
