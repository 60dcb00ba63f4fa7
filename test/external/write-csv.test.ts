import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExportedRun } from "../../src/external/exported-run.ts";
import { readResults } from "../../src/external/read-results.ts";
import { writeCsv } from "../../src/external/write-csv.ts";
import { exportedRun, someExportedRuns } from "./exported-runs.ts";
import { bitsOf } from "./results-csv.ts";

const textOf = (runs: readonly ExportedRun[], sweep = "far") => [...writeCsv(sweep, runs)].join("");

test("what is exported is imported again to the last bit, whatever it holds", async () => {
  await fc.assert(
    fc.asyncProperty(someExportedRuns, async (runs) => {
      const { runs: read, notes } = await readResults(textOf(runs), "results.csv");
      expect(bitsOf(read)).toEqual(bitsOf(runs));
      expect(read.map(({ divergence }) => divergence !== null)).toEqual(
        runs.map(({ state }) => state === "diverged"),
      );
      const isShort = ({ state, series }: ExportedRun) =>
        state === "diverged" && new Set(Object.values(series).map((v) => v.length)).size > 1;
      expect(notes).toHaveLength(runs.some(isShort) ? 1 : 0);
    }),
    { numRuns: 500 },
  );
});

test("a row is a variant, a seed and an epoch, a column is a metric", () => {
  const runs = [
    exportedRun("plain", 1, { val_loss: [1, 0.1], loss: [-0, 5e-324] }),
    exportedRun("wide", 9007199254740991, { loss: [Number.NaN] }),
    exportedRun("wide", 2, { loss: [2, Number.POSITIVE_INFINITY], mae: [3] }),
  ];
  expect(textOf(runs)).toBe(
    `sweep,variant,seed,state,engine,epoch,loss,mae,val_loss
far,plain,1,done,compiled/2-4,1,-0.0,,1.0
far,plain,1,done,compiled/2-4,2,5e-324,,0.1
far,wide,9007199254740991,diverged,compiled/2-4,1,NaN,,
far,wide,2,diverged,compiled/2-4,1,2.0,3.0,
far,wide,2,diverged,compiled/2-4,2,inf,,
`,
  );
});

test("no text from outside begins a formula, and each comes back as it was", async () => {
  const names = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    "''@x",
    "'quoted",
    "a;b",
    'a"b',
  ];
  const runs = names.map((name) => exportedRun(name, 1, { [name]: [1], loss: [1] }));
  const text = textOf(runs);
  const cells = text.split("\n").flatMap((line) => line.split(","));
  expect(cells.filter((cell) => /^"?[=+@-]/.test(cell) && !/^-?[\d.]+$/.test(cell))).toEqual([]);
  const { runs: read, metrics } = await readResults(text, "results.csv");
  expect(read.map(({ variant }) => variant)).toEqual(names);
  expect([...metrics].sort()).toEqual([...names, "loss"].sort());
});

test("a sweep that is called as a number is no metric", async () => {
  const text = textOf([exportedRun("a", 1, { loss: [1] })], "2026");
  expect(await readResults(text, "results.csv")).toMatchObject({ metrics: ["loss"], notes: [] });
});

test("columns in another order, row numbers before them and rows in any order change nothing", async () => {
  const text = `,epoch,loss,engine,state,seed,variant,sweep
1,2,0.5,e,done,1,a,far
0,1,1.0,e,done,1,a,far
`;
  const { runs } = await readResults(text, "results.csv");
  expect(runs[0]!.series).toEqual(new Map([["loss", Float64Array.of(1, 0.5)]]));
});

describe("not-a-number that a data frame made empty", () => {
  const lostOf = (series: Record<string, number[]>) =>
    textOf([exportedRun("=a", 3, series)]).replaceAll("NaN", "");
  const nan = Number.NaN;
  test("is a mistake where a row holds nothing else", async () => {
    await expect(readResults(lostOf({ loss: [1, nan] }), "results.csv")).rejects.toThrow(
      /results\.csv:3:\d+: row: must hold a value, got none\n[\s\S]*na_rep="NaN"/,
    );
  });
  test("is a mistake where the run diverged and all that is left are numbers", async () => {
    await expect(readResults(lostOf({ loss: [1, nan], x: [1, 2] }), "results.csv")).rejects.toThrow(
      /results\.csv:2:11: state: variant =a, seed 3 diverged, so a value must be NaN/,
    );
  });
  test("is told where the run may as well never have had it", async () => {
    const lost = lostOf({ loss: [1, Number.POSITIVE_INFINITY], x: [1, nan] });
    const { notes } = await readResults(lost, "results.csv");
    expect(notes).toEqual([
      expect.stringMatching(/^1 diverged run with a metric that ends early; a NaN/),
    ]);
  });
});

test("melted to rows of values it is read as such rows are", async () => {
  const text = "sweep,variant,seed,state,engine,epoch,metric,value\nfar,a,1,done,e,1,loss,0.5\n";
  const { runs, notes } = await readResults(text, "results.csv");
  expect(runs[0]!.series).toEqual(new Map([["loss", Float64Array.of(0.5)]]));
  expect(notes).toEqual(['not read: "sweep", "state", "engine"']);
});

test.each(["state", "Seed", "VALUE"])("a metric called %s is refused by name", (metric) => {
  expect(() => writeCsv("far", [exportedRun("a", 1, { [metric]: [1] })])).toThrow(
    `metric ${metric}: must not be called as another column`,
  );
});
