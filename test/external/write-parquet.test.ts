import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { ExportedRun } from "../../src/external/exported-run.ts";
import { writeParquet } from "../../src/external/write-parquet.ts";
import { exportedRun, someExportedRuns } from "./exported-runs.ts";
import { bitsOf } from "./results-csv.ts";

const bufferOf = (runs: readonly ExportedRun[]) =>
  new Uint8Array(writeParquet("far", runs)).buffer as ArrayBuffer;
const rowsOf = (runs: readonly ExportedRun[]) => parquetReadObjects({ file: bufferOf(runs) });

/** The runs that a table's rows tell of, back from its cells. */
function runsOf(rows: readonly Record<string, unknown>[]) {
  const series = new Map<string, number[]>();
  for (const row of rows) {
    const { sweep: _, variant, seed, state: _state, engine: _engine, epoch, ...metrics } = row;
    for (const [metric, value] of Object.entries(metrics)) {
      if (value === null) continue;
      const key = JSON.stringify([variant, Number(seed), metric]);
      const values = series.get(key) ?? [];
      series.set(key, values);
      expect(values.push(value as number)).toBe(epoch);
    }
  }
  return [...series].map(([key, values]) => {
    const [variant, seed, metric] = JSON.parse(key) as [string, number, string];
    return { variant, seed, series: { [metric]: values } };
  });
}

test("a reader of Parquet finds every bit of every series", async () => {
  await fc.assert(
    fc.asyncProperty(someExportedRuns, async (runs) => {
      expect(bitsOf(runsOf(await rowsOf(runs)))).toEqual(bitsOf(runs));
    }),
    { numRuns: 200 },
  );
});

test("zeros keep their signs however often they repeat", async () => {
  const zeros = Array.from({ length: 3000 }, (_, index) => (index % 2 === 0 ? 0 : -0));
  const runs = [exportedRun("a", 1, { loss: zeros })];
  expect(bitsOf(runsOf(await rowsOf(runs)))).toEqual(bitsOf(runs));
});

test("a row is a variant, a seed and an epoch, and what is not there is null", async () => {
  const runs = [
    exportedRun("plain", Number.MAX_SAFE_INTEGER, { loss: [1, 0.5] }),
    exportedRun("wide", 1, { loss: [2], mae: [3] }),
  ];
  const start = { sweep: "far", state: "done", engine: "compiled/2-4" };
  expect(await rowsOf(runs)).toEqual([
    { ...start, variant: "plain", seed: 9007199254740991n, epoch: 1, loss: 1, mae: null },
    { ...start, variant: "plain", seed: 9007199254740991n, epoch: 2, loss: 0.5, mae: null },
    { ...start, variant: "wide", seed: 1n, epoch: 1, loss: 2, mae: 3 },
  ]);
});

test("columns have the types that data frames expect", () => {
  const { schema } = parquetMetadata(bufferOf([exportedRun("a", 1, { loss: [1] })]));
  expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
    ...["sweep BYTE_ARRAY", "variant BYTE_ARRAY", "seed INT64", "state BYTE_ARRAY"],
    ...["engine BYTE_ARRAY", "epoch INT32", "loss DOUBLE"],
  ]);
});
