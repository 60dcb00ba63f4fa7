import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeWhole } from "../../src/cli/write-file.ts";
import { temporaryFolder } from "./program.ts";

const failing = (code?: string) =>
  (function* () {
    yield "half of it";
    throw Object.assign(new Error("no room"), code === undefined ? {} : { code });
  })();

test("what cannot be written to its end leaves the file that was there, and nothing beside it", () => {
  const folder = temporaryFolder();
  const file = join(folder, "a.csv");
  writeFileSync(file, "old");
  expect(() => writeWhole(file, failing("ENOSPC"))).toThrow(
    `--out ${file}: must be a file that can be written, got ENOSPC`,
  );
  expect(readdirSync(folder)).toEqual(["a.csv"]);
  expect(readFileSync(file, "utf8")).toBe("old");
});

test("a bug while writing stays a bug", () => {
  expect(() => writeWhole(join(temporaryFolder(), "a.csv"), failing())).toThrow(/^no room$/);
});

test("texts and bytes are written one after another", () => {
  const file = join(temporaryFolder(), "a.bin");
  writeWhole(file, ["ä", Uint8Array.of(0, 255), ""]);
  expect([...readFileSync(file)]).toEqual([0xc3, 0xa4, 0, 255]);
});
