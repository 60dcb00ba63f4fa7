import { expect, test } from "vitest";
import {
  describeMachine,
  featuresIn,
  machineChecks,
} from "../../../src/diagnose/doctor/machine.ts";
import { sqliteVersion } from "../../../src/store/sqlite-version.ts";

const states = (node: string, sqlite: string) =>
  machineChecks({ node, sqlite }).map(({ state }) => state);

test("the oldest Node and SQLite that are good pass, the ones before do not", () => {
  expect(states("20.19.0", "3.51.3")).toEqual(["passed", "passed"]);
  expect(states("20.18.9", "3.51.2")).toEqual(["fault", "fault"]);
  expect(states("22.0.0", "3.53.0")).toEqual(["passed", "passed"]);
  expect(states("9.99.0", "3.9.0")).toEqual(["fault", "fault"]);
});

test("an SQLite that may damage a database is named", () => {
  expect(machineChecks({ node: "22.0.0", sqlite: "3.50.4" })[1]).toMatchObject({
    faults: ["SQLite: must have version 3.51.3 or newer, got 3.50.4"],
    hint: "npm ci installs the better-sqlite3 of the lock",
  });
});

test("an SQLite that does not load is named", () => {
  expect(machineChecks({ node: "22.0.0", sqlite: "none, no such module" })[1]!.faults).toEqual([
    "SQLite: must have version 3.51.3 or newer, got none, no such module",
  ]);
});

test("this machine's own SQLite and Node pass", () => {
  const machine = describeMachine(sqliteVersion());
  expect(machineChecks(machine).flatMap(({ faults }) => faults)).toEqual([]);
  expect(machine.cores).toBeGreaterThan(0);
});

test("features are the numeric ones of the first processor, of x86 and of ARM", () => {
  const x86 =
    "processor: 0\nflags\t\t: fpu sse2 avx avx2 fma avx512f avx512vbmi\n\nflags : amx_tile";
  expect(featuresIn(x86)).toEqual(["sse2", "avx", "avx2", "fma", "avx512f"]);
  expect(featuresIn("Features\t: fp asimd evtstrm sve bf16")).toEqual(["asimd", "sve", "bf16"]);
  expect(featuresIn("nothing of the kind")).toEqual([]);
});
