import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { readResults } from "../../src/external/read-results.ts";
import {
  bitsOf,
  type ExternalRun,
  longRows,
  shuffledFile,
  someRuns,
  wideRows,
} from "./results-csv.ts";

const RUNS: ExternalRun[] = [
  { variant: "a", seed: 1, series: { loss: [3, 2.5], acc: [0.1, 0.25] } },
  { variant: "b", seed: 1, series: { loss: [4, 1e-3], acc: [0.5, 1] } },
];

const read = (...lines: string[]) => readResults(lines.join("\n"), "r.csv");

const forms: [string, string][] = [
  ["a row for each value", longRows(RUNS).join("\n")],
  ["a column for each metric", wideRows(RUNS).join("\n")],
  ["semicolons", longRows(RUNS).join("\n").replaceAll(",", ";")],
  ["tabs", wideRows(RUNS).join("\n").replaceAll(",", "\t")],
  ["a byte order mark and line ends of Windows", `\uFEFF${wideRows(RUNS).join("\r\n")}\r\n`],
  ["line ends of old Macs", longRows(RUNS).join("\r")],
  [
    "quotes around everything",
    wideRows(RUNS)
      .join("\n")
      .replace(/[^,\n]+/g, '"$&"'),
  ],
  [
    "quotes and line ends of Windows",
    longRows(RUNS)
      .join("\r\n")
      .replace(/[^,\r\n]+/g, '"$&"'),
  ],
  ["spaces and empty lines", `\n${longRows(RUNS).join("\n\n").replaceAll(",", " , ")}\n\n`],
  [
    "another case of the header",
    longRows(RUNS)
      .join("\n")
      .replace(/^.*/, (h) => h.toUpperCase()),
  ],
  [
    "row numbers",
    wideRows(RUNS)
      .map((row, i) => `${i || ""},${row}`)
      .join("\n"),
  ],
  [
    "whole numbers with a point",
    wideRows(RUNS)
      .join("\n")
      .replace(/,1,(\d),/g, ",1.0,$1.0,"),
  ],
  ["a quoted comment over lines", `${longRows(RUNS).join(',"so\nit ""is"""\n')},""`],
];

test.each(forms)("%s: the same runs", async (_, text) => {
  expect(bitsOf((await readResults(text, "r.csv")).runs)).toEqual(bitsOf(RUNS));
});

test("without epochs a run is one value of each metric", async () => {
  const { runs, metrics, notes } = await read("seed,variant,mae", "0,a,1", "0,b,2");
  expect(bitsOf(runs)).toEqual(
    bitsOf([
      { variant: "a", seed: 0, series: { mae: [1] } },
      { variant: "b", seed: 0, series: { mae: [2] } },
    ]),
  );
  expect({ metrics, notes }).toEqual({ metrics: ["mae"], notes: [] });
});

test("a file that counts epochs from 0 is shifted, and says so", async () => {
  const { runs, notes } = await read("variant,seed,epoch,loss", "a,1,1,5", "a,1,0,6");
  expect([...runs[0]!.series.get("loss")!]).toEqual([6, 5]);
  expect(notes).toEqual(["the file counts epochs from 0, the sweep from 1"]);
});

test("columns of text, without a name or beside a long file's are named as not read", async () => {
  const wide = await read("variant,seed,host,loss,note,", "a,1,,1,,3", "b,1,node-7,2,,4");
  expect(wide.metrics).toEqual(["loss"]);
  expect([...wide.runs[0]!.series.keys()]).toEqual(["loss"]);
  expect(wide.notes).toEqual(['not read: a column without a name, "host", "note"']);
  const long = await read("variant,seed,metric,value,lr", "a,1,loss,1,0.1");
  expect(long.notes).toEqual(['not read: "lr"']);
});

test.each([
  ["nan", Number.NaN],
  ["NaN", Number.NaN],
  ["", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["Infinity", Number.POSITIVE_INFINITY],
])("a value of %j is a run that diverged", async (text, value) => {
  const { runs } = await read("variant,seed,epoch,loss,acc", "a,1,1,1,1", `a,1,2,${text},1`);
  expect(runs[0]!.divergence).toBe(`loss is ${value} in epoch 2`);
  expect([...runs[0]!.series.get("loss")!]).toEqual([1, value]);
});

test("a run's first value that is not finite is the one that is told", async () => {
  const rows = ["variant,seed,epoch,loss,acc", "a,1,1,1,nan", "a,1,2,nan,1", "b,1,1,2,3"];
  const { runs } = await read(...rows);
  expect(runs.map(({ divergence }) => divergence)).toEqual(["acc is NaN in epoch 1", null]);
});

test("empty cells before a column's first number are values, not left out", async () => {
  const { runs } = await read("variant,seed,loss", "a,1,", "b,1,2");
  expect(runs[0]!.divergence).toBe("loss is NaN in epoch 1");
});

test("metrics may have the names of an object's own members", async () => {
  const { runs } = await read("variant,seed,__proto__,toString", "constructor,1,1,2");
  expect([...runs[0]!.series.keys()]).toEqual(["__proto__", "toString"]);
});

describe("whatever the runs, writing and reading keeps every bit", () => {
  test.each([
    ["long", longRows],
    ["wide", wideRows],
  ])("of a %s file in any order", async (_, rowsOf) => {
    const cases = someRuns.chain((runs) => {
      return fc.tuple(fc.constant(runs), shuffledFile(rowsOf(runs)));
    });
    await fc.assert(
      fc.asyncProperty(cases, async ([runs, text]) => {
        expect(bitsOf((await readResults(text, "r.csv")).runs)).toEqual(bitsOf(runs));
      }),
      { numRuns: 300 },
    );
  });

  test("also where one quoted cell makes another reader read it", async () => {
    const cases = someRuns.chain((runs) => shuffledFile(longRows(runs)));
    await fc.assert(
      fc.asyncProperty(cases, async (text) => {
        const quoted = await readResults(text.replace("seed", '"seed"'), "r.csv");
        expect(quoted).toEqual(await readResults(text, "r.csv"));
      }),
      { numRuns: 100 },
    );
  });
});

/** Set SWEEP_FUZZ for more. */
const FUZZ_COUNT = Number(process.env.SWEEP_FUZZ ?? 1000);

test("a file with mistakes anywhere is read or refused, never a crash", async () => {
  const piece = fc.constantFrom(
    ...[",", ";", "\t", "\n", "\r", '"', "'", "-", "nan", "inf", "1", "0", "9".repeat(20), "1e999"],
    ...["\0", "\uFEFF", "\u2028", "é", "😀", "\u001b[31m", "metric", "variant,seed", "epoch", " "],
  );
  const cut = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), piece });
  const files = fc.tuple(someRuns, fc.constantFrom(longRows, wideRows));
  await fc.assert(
    fc.asyncProperty(files, fc.array(cut, { maxLength: 6 }), async ([runs, rowsOf], cuts) => {
      const text = cuts.reduce((before, { at, length, piece }) => {
        const start = at % (before.length + 1);
        return before.slice(0, start) + piece + before.slice(start + length);
      }, rowsOf(runs).join("\n"));
      const outcome = await readResults(text, "r.csv").catch((error) => error);
      if (outcome instanceof SweepError) {
        expect(outcome.message).toMatch(/^r\.csv:\d+:\d+: \S/);
        expect(outcome.message).not.toMatch(/undefined|\[object|NaN:/);
      } else {
        expect(outcome.runs.length).toBeGreaterThan(0);
        for (const { series } of outcome.runs) expect(series.size).toBeGreaterThan(0);
      }
    }),
    { numRuns: FUZZ_COUNT },
  );
});
