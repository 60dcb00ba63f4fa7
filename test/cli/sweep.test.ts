import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "./program.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sweep.js", import.meta.url));

test.each([
  ["a config that is not there", ["run", "missing.yaml"], 2],
  ["a question for help", ["run", "--help"], 0],
])("the program ends by itself after %s, whose host had nothing to train", (_, args, exitCode) => {
  const cwd = temporaryFolder();
  const options = { cwd, encoding: "utf8", timeout: 60_000 } as const;
  const { status, signal } = spawnSync(
    process.execPath,
    [PROGRAM, ...args, "--db", join(cwd, "a.db")],
    options,
  );
  expect({ status, signal }).toEqual({ status: exitCode, signal: null });
});
