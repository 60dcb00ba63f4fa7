import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sha256 } from "../../../src/base/digest.ts";
import { SweepError } from "../../../src/base/error.ts";
import { recordClaim } from "../../../src/store/claims.ts";
import { findSweep } from "../../../src/store/find-sweep.ts";
import { readSource } from "../../../src/store/merge/read-source.ts";
import { minute } from "../sample-plan.ts";
import { temporaryStore, thrownBy, value } from "../temporary-store.ts";
import { database, fill, merge } from "./sources.ts";

test.each([
  [
    "a bit of a series",
    "UPDATE series SET bytes = zeroblob(16) WHERE run_id = 3 AND metric = 'loss'",
    /variant plain, seed 2: series: must have the checksum/,
  ],
  [
    "an epoch",
    "UPDATE epochs SET value = 7 WHERE run_id = 4 AND epoch = 2",
    /variant wide, seed 2: epochs: loss of epoch 2 must be/,
  ],
  ["a spec", "UPDATE runs SET seed = 9 WHERE id = 1", /variant plain, seed 9: spec: must have/],
  [
    "a definition",
    "UPDATE variants SET definition = '{}' WHERE id = 2",
    /variant wide, seed 1, and 1 more: definition: /,
  ],
  [
    "an environment",
    "UPDATE environments SET details = '{'",
    /environment 1: must have the checksum/,
  ],
  ["a config", "UPDATE sweeps SET config = 'x'", /sweep sample: the config must have its checksum/],
])("a database with %s that is not as it was written is refused", (_, sql, message) => {
  const source = database((store) => {
    fill(store);
    store.database.exec(sql);
  });
  const error = thrownBy(() => readSource(source));
  expect(error).toBeInstanceOf(SweepError);
  expect(error).toMatchObject({ code: "STORE_DAMAGED", message: expect.stringMatching(message) });
});

test("the definition of a variant all of whose runs failed is held against its checksum too", () => {
  const source = database((store) => {
    fill(store, () => "failed");
    store.database.exec("UPDATE variants SET definition = '{}' WHERE id = 2");
  });
  expect(() => readSource(source)).toThrow(/variant wide: must have the checksum/);
});

test.each([
  [1, "DROP TABLE receipts; DROP TABLE looks; DROP TABLE claims"],
  [2, "DROP TABLE receipts"],
])("a database of schema version %d is read as it is", (version, sql) => {
  const source = database((store) => {
    fill(store);
    const { id } = findSweep(store);
    const claim = { question: "q", seeds: [1], definitions: ["x"], madeAt: minute(0) };
    recordClaim(store, id, claim);
    store.database.exec(`${sql}; PRAGMA user_version = ${version}`);
  });
  const before = sha256(readFileSync(source));
  const store = temporaryStore();
  expect(merge(store, source)[0]!.runs.added).toBe(4);
  expect(value(store, "SELECT count(*) FROM claims")).toBe(version - 1);
  expect(sha256(readFileSync(source))).toBe(before);
});

test("what is no database of sweep, or none at all, is refused", () => {
  expect(thrownBy(() => readSource("nowhere.db"))).toMatchObject({ code: "USAGE" });
  expect(thrownBy(() => readSource("package.json"))).toMatchObject({ code: "STORE_DAMAGED" });
});
