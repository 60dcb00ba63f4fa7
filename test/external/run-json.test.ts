import fc from "fast-check";
import { expect, test } from "vitest";
import { type RecordedResult, runJson } from "../../src/external/run-json.ts";
import { exportedRun, someExportedRuns } from "./exported-runs.ts";
import { bitsOf } from "./results-csv.ts";

const DIGEST = "a".repeat(64);
const recorded = (run: ReturnType<typeof exportedRun>): RecordedResult => ({
  ...{ sweep: "far", reason: null, spec: { data: { source: "iris" } }, specSha256: DIGEST },
  ...{ definitionSha256: DIGEST, seriesSha256: DIGEST, dataSha256: null, durationMs: 12.5 },
  ...{ penalty: null, constantScores: null },
  ...{ initialWeightsSha256: null, initialPredictionsSha256: null, finalWeightsSha256: DIGEST },
  ...{ environment: { node: "v20" }, ...run },
});

const parsed = (run: ReturnType<typeof exportedRun>) =>
  JSON.parse(runJson(recorded(run))) as { series: Record<string, (number | string)[]> };

test("a program reads every bit of every series, what JSON lacks as a string", () => {
  fc.assert(
    fc.property(someExportedRuns, (runs) => {
      for (const run of runs) {
        const { series } = parsed(run);
        const numbers = Object.fromEntries(
          Object.entries(series).map(([metric, values]) => [metric, values.map(Number)]),
        );
        expect(bitsOf([{ ...run, series: numbers }])).toEqual(bitsOf([run]));
      }
    }),
  );
});

test("only what is no finite number is a string", () => {
  const loss = [-0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(runJson(recorded(exportedRun("a", 1, { loss, acc: [1] })))).toContain(
    `"series": {
    "acc": [1.0],
    "loss": [-0.0, 1.0, "NaN", "Infinity", "-Infinity"]
  }
}
`,
  );
});

test("a run is told with all that is recorded of it", () => {
  const run = exportedRun("a", 7, { loss: [0.5] });
  expect(parsed(run)).toEqual({ ...recorded(run), series: { loss: [0.5] } });
});
