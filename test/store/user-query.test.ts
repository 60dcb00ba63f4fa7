import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { QUERY_LIMITS, userQuery } from "../../src/store/user-query.ts";
import { samplePlan } from "./sample-plan.ts";
import { temporaryFolder, temporaryStore, trainAll, value } from "./temporary-store.ts";

const FOR_EVER =
  "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c";

describe.concurrent("a user's query", () => {
  test("is answered while a writer has the database open", async () => {
    const store = temporaryStore();
    trainAll(store, samplePlan());
    const sql = "SELECT seed, 9007199254740993, 9e999, x'ff' FROM runs ORDER BY seed LIMIT 1";
    expect(await userQuery(store.file, sql)).toEqual({
      columns: ["seed", "9007199254740993", "9e999", "x'ff'"],
      rows: [[1, 9007199254740993n, Infinity, Buffer.from([255])]],
    });
  });

  test("that is not SQL is told so", async () => {
    await expect(userQuery(temporaryStore().file, "SELEC 1")).rejects.toMatchObject({
      name: "SweepError",
      code: "USAGE",
      message: expect.stringContaining("syntax error"),
      hint: expect.any(String),
    });
  });

  test("cannot write, and what was recorded stays", async () => {
    const store = temporaryStore();
    trainAll(store, samplePlan());
    const sql = "DELETE FROM epochs RETURNING run_id";
    await expect(userQuery(store.file, sql)).rejects.toMatchObject({ code: "USAGE" });
    expect(value(store, "SELECT count(*) FROM epochs")).toBe(8);
  });

  test("that never ends is ended", async () => {
    const limits = { ...QUERY_LIMITS, timeMsMax: 3000 };
    await expect(userQuery(temporaryStore().file, FOR_EVER, limits)).rejects.toMatchObject({
      code: "USAGE",
      message: "query: must end within 3 s, got no result by then",
    });
    await vi.waitFor(() => {
      expect(process.getActiveResourcesInfo()).not.toContain("ProcessWrap");
    }, 10_000);
  });

  test("on a file that is no database is told so", async () => {
    const file = join(temporaryFolder(), "notes.txt");
    writeFileSync(file, "x".repeat(5000));
    await expect(userQuery(file, "SELECT 1")).rejects.toMatchObject({
      code: "STORE_DAMAGED",
      message: `${file}: must be a database of sweep, got a file that is not SQLite`,
    });
  });
});

test("a query that takes its process down is told as such", async () => {
  vi.stubEnv("NODE_OPTIONS", "--max-old-space-size=24");
  onTestFinished(() => void vi.unstubAllEnvs());
  const rows = FOR_EVER.replace("max(x)", "printf('%300d', x)");
  await expect(userQuery(temporaryStore().file, rows)).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(/^query: must fit into memory, got a process that ended with/),
  });
});

test("what only a bug can cause is not told as the user's fault", async () => {
  const notSql = 7 as unknown as string;
  const failure = userQuery(temporaryStore().file, notSql);
  await expect(failure).rejects.toThrow("TypeError");
  await expect(failure).rejects.not.toHaveProperty("code");
});
