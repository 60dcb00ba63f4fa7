import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockStore } from "../../src/store/lock-store.ts";
import { temporaryFolder } from "../cli/program.ts";

test("a second writer is refused until the first gives its lock back", () => {
  const file = join(temporaryFolder(), "a.db");
  const unlock = lockStore(file);
  expect(() => lockStore(file)).toThrow("one sweep at a time may write");
  unlock();
  lockStore(file)();
});

test("another name of the same database is the same database", () => {
  const folder = temporaryFolder();
  const [file, link] = [join(folder, "a.db"), join(folder, "link.db")];
  writeFileSync(file, "");
  symlinkSync(file, link);
  const unlock = lockStore(file);
  expect(() => lockStore(link)).toThrow("one sweep at a time may write");
  unlock();
});

test("a lock file that cannot be made is not taken for a second writer", () => {
  const file = join(temporaryFolder(), "a.db");
  mkdirSync(`${file}.lock`);
  expect(() => lockStore(file)).toThrow(/a\.db\.lock/);
  expect(() => lockStore(file)).not.toThrow("one sweep at a time");
});
