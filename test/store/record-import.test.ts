import { expect, test } from "vitest";
import { digest, sha256 } from "../../src/base/digest.ts";
import { SweepError } from "../../src/base/error.ts";
import type { ImportedRun } from "../../src/external/imported-run.ts";
import { findSweep } from "../../src/store/find-sweep.ts";
import { readSweep } from "../../src/store/read-runs.ts";
import { recordImport } from "../../src/store/record-import.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import { rows, temporaryStore, thrownBy, trainAll, value } from "./temporary-store.ts";

function run(variant: string, seed: number, ...loss: number[]): ImportedRun {
  const diverged = loss.some((number) => !Number.isFinite(number));
  const series = new Map([
    ["loss", Float64Array.from(loss)],
    ["acc", Float64Array.from(loss, () => seed)],
  ]);
  return { variant, seed, series, divergence: diverged ? "loss is NaN in epoch 2" : null };
}

const importOf = (...runs: ImportedRun[]) => ({ sweep: "far", configText: "name: far\n", runs });
const TABLES = ["sweeps", "variants", "runs", "series", "epochs", "attempts"];

test("what is imported is read back to the bit, and stands in the views", () => {
  const store = temporaryStore();
  const runs = [run("b", 1, 3, Number.NaN), run("a", 1, 2, -0), run("b", 0, 0.1, 0.2)];
  expect(recordImport(store, importOf(...runs), minute(0))).toEqual({
    ...{ added: 3, recorded: 0, changed: true },
  });
  const { variants } = readSweep(store, findSweep(store, "far"));
  expect(variants.map(({ name }) => name)).toEqual(["b", "a"]);
  const [first, second] = variants[0]!.runs;
  expect(first).toMatchObject({ seed: 0, state: "done", engine: "external", error: null });
  expect(second).toMatchObject({ seed: 1, state: "diverged", error: "loss is NaN in epoch 2" });
  expect(second!.series.loss).toEqual(Float64Array.of(3, Number.NaN));
  expect(variants[1]!.runs[0]!.series.loss).toEqual(Float64Array.of(2, -0));
  const view =
    "SELECT variant, seed, last, best FROM run_results WHERE metric = 'loss' ORDER BY 1, 2";
  expect(rows(store, view)).toEqual([
    { variant: "a", seed: 1, last: 0, best: 0 },
    { variant: "b", seed: 0, last: 0.2, best: 0.1 },
    { variant: "b", seed: 1, last: null, best: 3 },
  ]);
});

test("a run is what it is called: no attempt, no machine, no weights", () => {
  const store = temporaryStore();
  recordImport(store, importOf(run("a", 7, 1)), minute(3));
  expect(rows(store, "SELECT * FROM runs")).toMatchObject([
    {
      spec_sha256: digest({ engine: "external", sweep: "far", variant: "a", seed: 7 }),
      ...{ attempts: 0, winner_attempt: null, environment_id: null, data_sha256: null },
      ...{ started_at: null, finished_at: minute(3), duration_ms: null },
    },
  ]);
  expect(rows(store, "SELECT definition, definition_sha256 FROM variants")).toEqual([
    {
      definition: '{"external":true,"name":"a"}',
      definition_sha256: sha256('{"external":true,"name":"a"}'),
    },
  ]);
});

test("the same again writes nothing, not-a-number included", () => {
  const store = temporaryStore();
  const given = importOf(run("a", 1, 1, Number.NaN), run("b", 1, 2, 3));
  recordImport(store, given, minute(0));
  const before = TABLES.map((table) => rows(store, `SELECT * FROM ${table}`));
  const outcome = recordImport(store, given, minute(1));
  expect(outcome).toEqual({ added: 0, recorded: 2, changed: false });
  expect(TABLES.map((table) => rows(store, `SELECT * FROM ${table}`))).toEqual(before);
});

test("more runs and variants come to those there are, which stay", () => {
  const store = temporaryStore();
  recordImport(store, importOf(run("b", 1, 1)), minute(0));
  const more = importOf(run("a", 1, 2), run("b", 1, 1), run("b", 2, 3));
  expect(recordImport(store, more, minute(1))).toMatchObject({ added: 2, recorded: 1 });
  recordImport(store, importOf(run("c", 1, 9)), minute(2));
  expect(rows(store, "SELECT name, position FROM variants ORDER BY position")).toEqual([
    { name: "b", position: 0 },
    { name: "a", position: 1 },
    { name: "c", position: 2 },
  ]);
  expect(value(store, "SELECT count(*) FROM runs")).toBe(4);
});

test("another config with the same runs replaces the config alone", () => {
  const store = temporaryStore();
  recordImport(store, importOf(run("a", 1, 1)), minute(0));
  const changed = { ...importOf(run("a", 1, 1)), configText: "name: far\n# new\n" };
  expect(recordImport(store, changed, minute(1))).toMatchObject({ added: 0, changed: true });
  expect(findSweep(store)).toMatchObject({ config: changed.configText, lastRunAt: minute(1) });
});

test.each([
  ["another value", run("b", 2, 1, 8)],
  ["an epoch less", run("b", 2, 1)],
  ["the sign of a zero", run("b", 2, 1, -0)],
])("a run that is recorded with %s is named, and nothing is recorded", (_, other) => {
  const store = temporaryStore();
  recordImport(store, importOf(run("a", 1, 5), run("b", 2, 1, 0)), minute(0));
  const before = TABLES.map((table) => rows(store, `SELECT * FROM ${table}`));
  const error = thrownBy(() => {
    recordImport(store, importOf(run("new", 1, 1), other, run("a", 1, 6)), minute(1));
  });
  expect(error).toBeInstanceOf(SweepError);
  expect(error).toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(/^variant b, seed 2, and 1 more: must have the metrics and/),
  });
  expect(TABLES.map((table) => rows(store, `SELECT * FROM ${table}`))).toEqual(before);
});

test("what fails half way through leaves nothing behind", () => {
  const store = temporaryStore();
  const broken = { ...run("a", -1, 1) }; // refused by the schema, after the first run is written
  expect(
    thrownBy(() => recordImport(store, importOf(run("a", 1, 1), broken), minute(0))),
  ).toBeDefined();
  for (const table of TABLES) expect(value(store, `SELECT count(*) FROM ${table}`)).toBe(0);
});

test("sweeps that are trained here and imports do not touch one another", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  recordImport(store, importOf(run("plain", 1, 1)), minute(3));
  trainAll(store, samplePlan({ seeds: [1, 2, 3] }), minute(4));
  expect(readSweep(store, findSweep(store, "far")).variants).toHaveLength(1);
  expect(readSweep(store, findSweep(store, "sample")).variants[0]!.runs).toHaveLength(3);
});
