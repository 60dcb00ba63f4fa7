import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { readClaims, readLooks, recordClaim, recordLook } from "../../src/store/claims.ts";
import { findSweep } from "../../src/store/find-sweep.ts";
import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { bareSql } from "./bare-sql.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import { temporaryFolder, temporaryStore, trainAll } from "./temporary-store.ts";

const PLAN = samplePlan();
const IDS = PLAN.variants.map(({ id }) => id);

const claim = (question: string, now = 0) => ({
  ...{ question, seeds: [1, 2], definitions: IDS },
  madeAt: minute(now),
});
const look = (pairCount: number) => ({
  ...{ at: minute(9), command: "report", question: "q", pairCount, verdicts: "{}" },
});

function claimed(store: Store): string[] {
  return readClaims(store, findSweep(store).id, IDS).map(({ question }) => question);
}

describe("a claim", () => {
  test("gives way to another one while no two runs can be compared", () => {
    const store = temporaryStore();
    recordPlan(store, PLAN, minute(0));
    const { id } = findSweep(store);
    recordClaim(store, id, claim("first"));
    recordClaim(store, id, claim("second"));
    expect(claimed(store)).toEqual(["second"]);
  });
  test("stands once they can, and the later ones stand beside it", () => {
    const store = temporaryStore();
    trainAll(store, PLAN);
    const { id } = findSweep(store);
    recordClaim(store, id, claim("first"));
    recordClaim(store, id, claim("second"));
    recordClaim(store, id, claim("first"));
    expect(claimed(store)).toEqual(["first", "second", "first"]);
    expect(readClaims(store, id, IDS)[0]!.endedRunCount).toBe(2);
  });
  test("about other variants is another claim", () => {
    const store = temporaryStore();
    trainAll(store, PLAN);
    const { id } = findSweep(store);
    recordClaim(store, id, { ...claim("theirs"), definitions: ["0".repeat(64)] });
    expect(claimed(store)).toEqual([]);
  });
});

describe("a look", () => {
  test("is kept once for each number of pairs, under the first claim", () => {
    const store = temporaryStore();
    trainAll(store, PLAN);
    const { id } = findSweep(store);
    recordClaim(store, id, claim("first"));
    for (const pairCount of [1, 2, 2]) recordLook(store, id, IDS, look(pairCount));
    expect(readLooks(store, id, IDS).map(({ pairCount }) => pairCount)).toEqual([1, 2]);
  });
  test("without a claim is nobody's", () => {
    const store = temporaryStore();
    trainAll(store, PLAN);
    recordLook(store, findSweep(store).id, IDS, look(1));
    expect(readLooks(store, findSweep(store).id, IDS)).toEqual([]);
  });
});

describe("a database of schema version 1", () => {
  /** As the first version made it: without what its migration adds. */
  function oldFile(): string {
    const file = join(temporaryFolder(), "old.db");
    const store = openStore(file, "write");
    trainAll(store, PLAN);
    store.close();
    const database = new Database(file);
    database.exec(
      `DROP TABLE receipts; DROP TABLE looks; DROP TABLE claims;
       ALTER TABLE sweeps DROP COLUMN files;
       ALTER TABLE runs DROP COLUMN penalty; ALTER TABLE runs DROP COLUMN constant_scores;
       PRAGMA user_version = 1;`,
    );
    database.close();
    return file;
  }
  const tables = (file: string) => {
    const database = new Database(file, { readonly: true });
    const rows = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
    database.close();
    return (rows as { name: string; sql: string | null }[]).map(({ name, sql }) => ({
      ...{ name, sql: bareSql(sql) },
    }));
  };

  test("can be read, and has no claims", () => {
    const store = openStore(oldFile(), "read");
    expect(readClaims(store, 1, IDS)).toEqual([]);
    expect(readLooks(store, 1, IDS)).toEqual([]);
    store.close();
  });
  test("becomes one of this version when it is opened for writing", () => {
    const file = oldFile();
    openStore(file, "write").close();
    const fresh = join(temporaryFolder(), "new.db");
    openStore(fresh, "write").close();
    expect(tables(file)).toEqual(tables(fresh));
  });
  test("gets every table word for word as the schema documents it", () => {
    const schema = readFileSync("src/store/schema.sql", "utf8");
    const [, ...migration] = readFileSync("src/store/migrations/2.sql", "utf8").split("\n\n");
    expect(schema).toContain(migration.join("\n\n").trim());
  });
});
