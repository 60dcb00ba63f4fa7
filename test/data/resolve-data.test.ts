import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import { resolveData } from "../../src/data/resolve-data.ts";
import { temporaryFolder } from "../cli/program.ts";
import { OPTIONS } from "./csv/sample-csv.ts";

test("a path is relative to the config's folder, and not part of the spec", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "my.csv");
  writeFileSync(file, "x,y\n1,2\n");
  const files = { [sha256("x,y\n1,2\n")]: file };
  const relative = await resolveData(OPTIONS, folder);
  expect(relative).toMatchObject({ files, spec: { source: "csv", rows: 1 } });
  const absolute = await resolveData({ ...OPTIONS, path: file }, "elsewhere");
  expect(absolute).toMatchObject({ files, spec: (relative as { spec: object }).spec });
  expect(JSON.stringify(absolute)).toContain(folder);
  expect(JSON.stringify((absolute as { spec: object }).spec)).not.toContain(folder);
});

test("rows that are made stay as the config says them", async () => {
  const spec = { source: "iris", validation: 0.2 } as const;
  expect(await resolveData(spec, ".")).toEqual({ spec, files: {}, notes: [], warnings: [] });
});

test.each<[string, (file: string) => void, object]>([
  ["no file", () => {}, { rule: "must be a file", got: "no such file" }],
  ["a folder", (file) => mkdirSync(file), { rule: "must be a file", got: "a folder" }],
  [
    "a file of more than 500 MB",
    (file) => {
      writeFileSync(file, "x,y\n");
      truncateSync(file, 1.2e9); // of which nothing is on the disk
    },
    { rule: "must be at most 500 MB", got: "1200 MB" },
  ],
])("%s is told at the config's path", async (_, make, problem) => {
  const file = join(temporaryFolder(), "my.csv");
  make(file);
  expect(await resolveData(OPTIONS, dirname(file))).toEqual({
    problems: [{ key: ["path"], ...problem, hint: expect.stringContaining(file) }],
  });
});

test("a device is not read", async () => {
  expect(await resolveData({ ...OPTIONS, path: "/dev/zero" }, ".")).toEqual({
    problems: [{ key: ["path"], rule: "must be a file", got: "a pipe or device" }],
  });
});

test("a name that is none to the system is told like a missing file", async () => {
  for (const path of ["a\0b", "x".repeat(5000), "my.csv/none"]) {
    expect(await resolveData({ ...OPTIONS, path }, ".")).toMatchObject({
      problems: [{ key: ["path"], rule: "must be a file" }],
    });
  }
});
