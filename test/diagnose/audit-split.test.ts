import { expect, test } from "vitest";
import { buildDataset } from "../../src/data/build-dataset.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { auditVariant } from "../../src/diagnose/audit.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import { outlineRun } from "../../src/engine/outline-run.ts";
import { rowsOfRun, splitOf } from "../../src/engine/run-rows.ts";
import { droppingSpec } from "./specs.ts";

const engine = await loadEngine("compiled");

function splitSpec(follows: boolean): RunSpec {
  const spec = droppingSpec();
  const streams = follows ? [...spec.seeding.streams, "split" as const] : spec.seeding.streams;
  const data = { ...spec.data, validation: { random: 0.2 } } as RunSpec["data"];
  return { ...spec, data, seeding: { ...spec.seeding, streams } };
}

/** @param rowsOf which rows a run is given; by default its own */
async function audited(
  spec: RunSpec,
  rowsOf: (spec: RunSpec, rows: Dataset, call: number) => Dataset = rowsOfRun,
): Promise<string[]> {
  const rows = await buildDataset(spec.data, {});
  const [first, again, other] = [1, 1, 2].map((seed, call) => {
    const run = { ...spec, seed };
    return outlineRun(engine, run, rowsOf(run, rows, call), 3);
  });
  const outlines = { spec, seed: 1, otherSeed: 2, first: first!, again: again!, other: other! };
  return auditVariant("v", outlines).map(({ severity, text }) => `${severity}: ${text}`);
}

test("a split that follows the seed, or is held, as it says is no finding", async () => {
  expect(await audited(splitSpec(true))).toEqual([]);
  expect(await audited(splitSpec(false))).toEqual([]);
});

test("a split that no seed moves is dead", async () => {
  const found = await audited(splitSpec(true), (spec, rows) =>
    rowsOfRun({ ...spec, seed: 1 }, rows),
  );
  expect(found).toEqual([
    'fault: the stream "split" is dead: seed 1 and seed 2 give the same split',
  ]);
});

test("a split that is held and moves is told", async () => {
  const moved = splitSpec(true).seeding;
  const found = await audited(splitSpec(false), (spec, rows) =>
    rowsOfRun({ ...spec, seeding: moved }, rows),
  );
  expect(found).toEqual([
    'fault: the stream "split" is held, yet seed 1 and seed 2 give another split',
  ]);
});

test("a split that does not repeat is told", async () => {
  const found = await audited(splitSpec(true), (spec, rows, call) =>
    rowsOfRun({ ...spec, seed: 10 + call }, rows),
  );
  expect(found).toEqual(["fault: seed 1 twice does not repeat: other rows train"]);
});

test("an engine refuses rows that have not been arranged for the run", async () => {
  const spec = splitSpec(true);
  const rows = await buildDataset(spec.data, {});
  const observer = { onEpoch: () => {}, shouldStop: () => false };
  await expect(engine.train(spec, rows, observer)).rejects.toThrow("must have been arranged");
  expect(() => engine.inspect(spec, rows)).toThrow("must have been arranged");
  expect(splitOf(spec, rowsOfRun(spec, rows))).toEqual({
    ...{ trainRowCount: 96, validationRowCount: 24 },
  });
});
