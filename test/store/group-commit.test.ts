import { setImmediate } from "node:timers/promises";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { groupCommit } from "../../src/store/group-commit.ts";
import { openStore } from "../../src/store/open-store.ts";
import { inTransaction } from "../../src/store/transaction.ts";
import { temporaryStore, value } from "./temporary-store.ts";

afterEach(() => vi.useRealTimers());

/** A store whose writes are grouped, and another process's view of it: only what is on disk. */
function grouped(limits?: Parameters<typeof groupCommit>[1]) {
  const store = temporaryStore();
  store.database.exec("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)");
  const reader = openStore(store.file, "read");
  onTestFinished(reader.close);
  const commits = groupCommit(store, limits);
  const insert = store.database.prepare("INSERT INTO t (n, text) VALUES (?, ?)");
  return {
    ...{ store, commits },
    write: (n: number, text = "") => commits.submit(() => Number(insert.run(n, text).changes)),
    onDisk: () => value(reader, "SELECT coalesce(group_concat(n, ' '), '') FROM t"),
  };
}

/** What became of each, for those that went wrong the error. */
async function outcomes(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((each) => (each.status === "fulfilled" ? each.value : each.reason));
}

test("what is submitted in one turn is one transaction, in its order", async () => {
  const { commits, write, onDisk } = grouped();
  const seen: unknown[] = [];
  const all = [write(2), commits.submit(() => seen.push(onDisk())), write(1)];
  expect(onDisk()).toBe("");
  expect(await outcomes(all)).toEqual([1, 1, 1]);
  expect(seen).toEqual([""]); // Between the two nothing was on disk.
  expect(onDisk()).toBe("1 2");
});

test("who hears of the first write of a group finds the last on disk", async () => {
  const { write, onDisk } = grouped();
  const first = write(1);
  const rest = [write(2), write(3)];
  await first;
  expect(onDisk()).toBe("1 2 3");
  await Promise.all(rest);
});

test("as many as a group holds are committed without waiting for more", () => {
  const { write, onDisk } = grouped({ size: 3, waitMs: 1e6 });
  write(1);
  write(2);
  expect(onDisk()).toBe("");
  write(3);
  expect(onDisk()).toBe("1 2 3");
});

test("a group holds 64", () => {
  vi.useFakeTimers();
  const { write, onDisk } = grouped();
  for (let n = 1; n < 64; n++) write(n);
  expect(onDisk()).toBe("");
  write(64);
  expect(onDisk()).toMatch(/ 64$/);
});

test("20 ms after a commit, and no later, those that came meanwhile are committed", () => {
  vi.useFakeTimers();
  const { write, onDisk } = grouped();
  write(1);
  vi.advanceTimersByTime(1);
  expect(onDisk()).toBe("1"); // The first has nothing to wait for.
  write(2);
  vi.advanceTimersByTime(10);
  write(3);
  vi.advanceTimersByTime(8);
  expect(onDisk()).toBe("1");
  vi.advanceTimersByTime(2);
  expect(onDisk()).toBe("1 2 3");
  vi.advanceTimersByTime(20);
  write(4);
  vi.advanceTimersByTime(0);
  expect(onDisk()).toBe("1 2 3 4"); // Nor has one that comes later.
});

test("a caller that is held up has what waits committed at the end of the turn", async () => {
  const { commits, write, onDisk } = grouped({ size: 64, waitMs: 1e6 });
  await write(1);
  const held = write(2);
  commits.hurry();
  const joining = write(3);
  expect(onDisk()).toBe("1");
  await setImmediate();
  expect(onDisk()).toBe("1 2 3");
  expect(await outcomes([held, joining])).toEqual([1, 1]);
});

test("a write that goes wrong is undone, and only who submitted it hears of it", async () => {
  const { store, commits, write, onDisk } = grouped();
  const halfway = commits.submit(() => {
    store.database.exec("INSERT INTO t (n) VALUES (7)");
    throw new RangeError("halfway");
  });
  const inner = commits.submit(() =>
    inTransaction(store, () => {
      store.database.exec("INSERT INTO t (n) VALUES (8)");
      throw new RangeError("inside");
    }),
  );
  const all = [write(1), halfway, write(2), write(1), inner, write(3)];
  expect(await outcomes(all)).toEqual([
    1,
    new RangeError("halfway"),
    1,
    expect.objectContaining({ code: "SQLITE_CONSTRAINT_PRIMARYKEY" }),
    new RangeError("inside"),
    1,
  ]);
  expect(onDisk()).toBe("1 2 3");
});

// SQLite itself undoes the transaction at the first, and at the second only the statement.
test.each([
  "INSERT INTO t (text) VALUES (hex(zeroblob(100000)))",
  "INSERT INTO t (text) SELECT hex(zeroblob(100000)) FROM json_each('[1, 2, 3]')",
])("where the disk is full nothing of the group is recorded, and all hear why: %s", async (sql) => {
  const { store, commits, write, onDisk } = grouped();
  store.database.pragma(`max_page_count = ${value(store, "PRAGMA page_count")}`);
  const large = commits.submit(() => store.database.exec(sql));
  const [first, full, last] = await outcomes([write(1), large, write(2)]);
  expect(full).toBeInstanceOf(SweepError);
  expect(full).toMatchObject({ code: "STORE_WRITE", message: expect.stringMatching(/full disk/) });
  expect([first, last]).toEqual([full, full]);
  expect(onDisk()).toBe("");
  store.database.pragma("max_page_count = 1000000");
  await write(3);
  expect(onDisk()).toBe("3");
});

test("a commit that fails leaves nothing of the group", async () => {
  const { store, commits, write, onDisk } = grouped();
  const orphan = commits.submit(() => {
    store.database.pragma("defer_foreign_keys = ON"); // It is found out at the very end.
    store.database.exec("INSERT INTO series (run_id, metric, bytes) VALUES (9, 'loss', x'')");
  });
  const failed = expect.objectContaining({ code: "SQLITE_CONSTRAINT_FOREIGNKEY" });
  expect(await outcomes([write(1), orphan, write(2)])).toEqual([failed, failed, failed]);
  expect(onDisk()).toBe("");
  expect(await write(3)).toBe(1);
});

test("an action that is async is refused and leaves nothing", async () => {
  const { store, commits, onDisk } = grouped();
  const late = commits.submit(async () => {
    store.database.exec("INSERT INTO t (n) VALUES (1)");
  });
  await expect(late).rejects.toThrow(TypeError);
  expect(onDisk()).toBe("");
});

test("a write that comes from a write joins the next group", async () => {
  const { commits, write, onDisk } = grouped();
  let later: Promise<number> | undefined;
  await commits.submit(() => {
    later = write(2);
    return 0;
  });
  expect(onDisk()).toBe("");
  expect(await later).toBe(1);
  expect(onDisk()).toBe("2");
});
