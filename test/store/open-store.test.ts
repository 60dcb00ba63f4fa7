import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { StoreMode } from "../../src/store/store.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import { temporaryFolder, thrownBy, trainAll, value } from "./temporary-store.ts";

/** Root may write everywhere; nobody may not. */
function asNobody<T>(action: () => T): T {
  if (process.geteuid!() !== 0) return action();
  process.seteuid!("nobody");
  try {
    return action();
  } finally {
    process.seteuid!(0);
  }
}

/** A file with one sweep in it, closed again. */
function recordedFile(): string {
  const file = join(temporaryFolder(), "sweeps.db");
  const store = openStore(file, "write");
  trainAll(store, samplePlan());
  store.close();
  return file;
}

function openError(file: string, mode: StoreMode): unknown {
  return thrownBy(() => openStore(file, mode).close());
}

describe("a store opened for writing", () => {
  test("makes the folders and the file", () => {
    const file = join(temporaryFolder(), "a", "b", "sweeps.db");
    openStore(file, "write").close();
    expect(existsSync(file)).toBe(true);
  });

  test("waits for the disk at every commit, checks foreign keys and trusts no schema", () => {
    const { database, close } = openStore(join(temporaryFolder(), "sweeps.db"), "write");
    const settings = ["journal_mode", "synchronous", "foreign_keys", "trusted_schema"];
    const values = settings.map((name) => database.pragma(name, { simple: true }));
    close();
    expect(values).toEqual(["wal", 2, 1, 0]);
  });

  test("finds again what was recorded", () => {
    const store = openStore(recordedFile(), "write");
    onTestFinished(store.close);
    expect(recordPlan(store, samplePlan(), minute(9)).toTrain).toEqual([]);
  });

  test("fills the empty file that a writer left which died at once", () => {
    const file = join(temporaryFolder(), "sweeps.db");
    writeFileSync(file, "");
    const store = openStore(file, "write");
    onTestFinished(store.close);
    expect(value(store, "SELECT count(*) FROM sweeps")).toBe(0);
  });

  test("takes a file's name for no more than a name", () => {
    const folder = temporaryFolder();
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    openStore(":memory:", "write").close();
    expect(readdirSync(folder)).toEqual([":memory:"]);
  });

  test("refuses a folder that it may not write to", () => {
    const file = recordedFile();
    chmodSync(join(file, ".."), 0o555);
    chmodSync(file, 0o444);
    expect(asNobody(() => openError(file, "write"))).toMatchObject({
      code: "STORE_WRITE",
      message: `${file}: must be writable, and its folder too, got no permission`,
    });
  });

  test("refuses a file that it may only read, before any work is done", () => {
    const file = recordedFile();
    chmodSync(join(file, ".."), 0o777);
    chmodSync(file, 0o444);
    expect(asNobody(() => openError(file, "write"))).toMatchObject({ code: "STORE_WRITE" });
  });

  test("refuses a path that leads through a file", () => {
    const file = join(recordedFile(), "sweeps.db");
    expect(openError(file, "write")).toMatchObject({ code: "STORE_WRITE" });
  });

  test("refuses to write while another process does for longer than a transaction takes", () => {
    const file = recordedFile();
    const other = new Database(file);
    onTestFinished(() => void other.close());
    const store = openStore(file, "write");
    onTestFinished(store.close);
    store.database.pragma("busy_timeout = 10"); // The test is not to wait as long as a user.
    other.exec("BEGIN IMMEDIATE");
    expect(thrownBy(() => recordPlan(store, samplePlan(), minute(3)))).toMatchObject({
      code: "STORE_WRITE",
      message: expect.stringContaining("got another process that is writing to it"),
    });
  });
});

describe("a store opened for reading", () => {
  test("reads what is committed while another connection writes", () => {
    const file = recordedFile();
    const writer = openStore(file, "write");
    onTestFinished(writer.close);
    writer.database.exec("BEGIN IMMEDIATE; UPDATE sweeps SET name = 'half done'");
    const reader = openStore(file, "read");
    onTestFinished(reader.close);
    expect(value(reader, "SELECT name FROM sweeps")).toBe("sample");
    writer.database.exec("COMMIT");
    expect(value(reader, "SELECT name FROM sweeps")).toBe("half done");
  });

  test("reads a file without a write-ahead log", () => {
    const file = recordedFile();
    expect(readdirSync(join(file, ".."))).toEqual(["sweeps.db"]);
    const reader = openStore(file, "read");
    onTestFinished(reader.close);
    expect(value(reader, "SELECT count(*) FROM runs")).toBe(4);
  });

  test("cannot write", () => {
    const reader = openStore(recordedFile(), "read");
    onTestFinished(reader.close);
    expect(thrownBy(() => recordPlan(reader, samplePlan(), minute(3)))).toMatchObject({
      name: "SweepError",
    });
  });

  test("says that nothing was recorded where there is no file, and makes none", () => {
    const file = join(temporaryFolder(), "sweeps.db");
    expect(openError(file, "read")).toMatchObject({
      code: "USAGE",
      message: `${file}: must be a database with recorded runs, got no such file`,
      hint: "record some first: `sweep run CONFIG`",
    });
    expect(existsSync(file)).toBe(false);
  });

  test("says that nothing was recorded where the file is empty", () => {
    const file = join(temporaryFolder(), "sweeps.db");
    writeFileSync(file, "");
    expect(openError(file, "read")).toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("got an empty one"),
    });
  });

  test("says which permissions it needs", () => {
    const file = recordedFile();
    chmodSync(join(file, ".."), 0o555);
    expect(asNobody(() => openError(file, "read"))).toMatchObject({
      code: "STORE_DAMAGED",
      message: `${file}: must be readable, and its folder writable, got no permission`,
    });
  });
});

describe.each<StoreMode>(["write", "read"])("a store opened to %s", (mode) => {
  test("refuses a folder", () => {
    const folder = join(temporaryFolder(), "results");
    mkdirSync(folder);
    expect(openError(`${folder}/`, mode)).toMatchObject({
      code: "STORE_WRITE",
      message: `${folder}/: must be a file, got a folder`,
      hint: `for example --db ${folder}/sweeps.db`,
    });
  });

  test("refuses a file that is not SQLite and leaves it as it is", () => {
    const file = join(temporaryFolder(), "notes.txt");
    const text = "not a database, though long enough to have a header of one\n".repeat(20);
    writeFileSync(file, text);
    expect(openError(file, mode)).toMatchObject({
      code: "STORE_DAMAGED",
      message: `${file}: must be a database of sweep, got a file that is not SQLite`,
    });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test.each(["", "PRAGMA application_id = 7;"])(
    "refuses the database of another program and leaves it as it is (%s)",
    (pragma) => {
      const file = join(temporaryFolder(), "other.db");
      const other = new Database(file);
      other.exec(`${pragma} CREATE TABLE songs (title TEXT)`);
      other.close();
      const before = readFileSync(file);
      expect(openError(file, mode)).toMatchObject({
        code: "STORE_DAMAGED",
        message: expect.stringContaining("got the SQLite database of another program"),
      });
      expect(readFileSync(file).equals(before)).toBe(true);
    },
  );

  test("refuses the database of a newer sweep", () => {
    const file = recordedFile();
    const newer = new Database(file);
    newer.pragma("user_version = 6");
    newer.close();
    expect(openError(file, mode)).toMatchObject({
      code: "STORE_DAMAGED",
      message: `${file}: must have schema version 5 or older, got 6`,
    });
  });

  test("refuses a file whose pages are damaged", () => {
    const file = recordedFile();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 100, 4096);
    writeFileSync(file, bytes);
    expect(openError(file, mode)).toMatchObject({ code: "STORE_DAMAGED" });
  });
});
