import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { ImportedRun } from "../../src/external/imported-run.ts";
import { finishRun } from "../../src/store/finish-run.ts";
import { openStore } from "../../src/store/open-store.ts";
import { recordImport } from "../../src/store/record-import.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { beginAttempt, failRun } from "../../src/store/write-runs.ts";
import { someExportedRuns } from "../external/exported-runs.ts";
import { CONTEXT, minute, samplePlan, sampleResult } from "../store/sample-plan.ts";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

/** A database with what `fill` records. */
function databaseWith(fill: (store: Store) => void): { folder: string; db: string } {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const store = openStore(db, "write");
  fill(store);
  store.close();
  return { folder, db };
}

/** Four runs: one failed, one diverged. */
const trained = () =>
  databaseWith((store) => {
    for (const run of recordPlan(store, samplePlan(), minute(0)).toTrain) {
      const attempt = beginAttempt(store, run, "here", minute(1));
      const isWide = run.variant === "wide";
      if (isWide && run.seed === 1) failRun(store, attempt, "killed", minute(2));
      else if (isWide) {
        const result = sampleResult({ loss: [1, Number.NaN] }, "loss is NaN in epoch 2");
        finishRun(store, attempt, result, CONTEXT, minute(2));
      } else {
        finishRun(store, attempt, sampleResult({ loss: [0.1, 1 / 3] }), CONTEXT, minute(2));
      }
    }
  });

/** Every bit of every series of a database, but for which pattern a not-a-number has. */
function seriesOf(db: string): unknown {
  const store = openStore(db, "read");
  const rows = store.database
    .prepare<[], { bytes: Buffer }>(
      `SELECT name, seed, state, metric, bytes FROM variants JOIN runs ON variant_id = variants.id
       JOIN series ON run_id = runs.id ORDER BY 1, 2, 3, 4`,
    )
    .all();
  store.close();
  return rows.map(({ bytes, ...row }) => {
    const values = Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
    return { ...row, values };
  });
}

test("series from a database come to another through a file with the same bits", async () => {
  await fc.assert(
    fc.asyncProperty(someExportedRuns, async (given) => {
      const runs = given.map(({ variant, seed, state, series }): ImportedRun => {
        const divergence = state === "diverged" ? "loss is NaN in epoch 1" : null;
        return { variant, seed, divergence, series: new Map(Object.entries(series)) };
      });
      const { folder, db } = databaseWith((store) => {
        recordImport(store, { sweep: "far", configText: "name: far\n", runs }, minute(0));
      });
      const [file, other] = [join(folder, "far.csv"), join(folder, "b.db")];
      expect(await sweep("export", "--db", db, "--out", file)).toMatchObject({ exitCode: 0 });
      const { exitCode, talk } = await sweep("import", file, "--name", "far", "--db", other);
      expect({ exitCode, talk: talk.replace(/^note: .*\n/gm, "") }).toEqual({
        ...{ exitCode: 0, talk: "hint: sweep report far\n" },
      });
      expect(seriesOf(other)).toEqual(seriesOf(db));
      const { out } = await sweep("import", file, "--name", "far", "--db", other);
      expect(out).toContain("nothing changed");
    }),
    { numRuns: 15 },
  );
});

test("without --out the table is on stdout, and what is left out is told", async () => {
  const { db } = trained();
  expect(await sweep("export", "sample", "--db", db)).toEqual({
    exitCode: 0,
    out: `sweep,variant,seed,state,engine,epoch,loss
sample,plain,1,done,tfjs-wasm/4.22.0,1,0.1
sample,plain,1,done,tfjs-wasm/4.22.0,2,0.3333333333333333
sample,plain,2,done,tfjs-wasm/4.22.0,1,0.1
sample,plain,2,done,tfjs-wasm/4.22.0,2,0.3333333333333333
sample,wide,2,diverged,tfjs-wasm/4.22.0,1,1.0
sample,wide,2,diverged,tfjs-wasm/4.22.0,2,NaN
`,
    talk: "note: 1 run without a result left out\nexported 3 runs, 6 epochs of sweep sample\n",
  });
});

test("runs of an earlier config are left out and told", async () => {
  const { db } = databaseWith((store) => {
    for (const variants of [{ a: 1 }, { a: 2 }]) {
      for (const run of recordPlan(store, samplePlan({ variants }), minute(0)).toTrain) {
        const attempt = beginAttempt(store, run, "here", minute(1));
        finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(2));
      }
    }
  });
  const { out, talk } = await sweep("export", "--db", db);
  expect(out.split("\n")).toHaveLength(4);
  expect(talk).toContain("note: 2 runs of earlier configs left out\n");
});

test("a file that ends in .parquet holds the same table", async () => {
  const { folder, db } = trained();
  const file = join(folder, "a.parquet");
  const { exitCode, out, talk } = await sweep("export", "--db", db, "--out", file);
  expect({ exitCode, out }).toEqual({ exitCode: 0, out: "" });
  expect(talk).toContain(`exported 3 runs, 6 epochs of sweep sample to ${file}\n`);
  const rows = await parquetReadObjects({
    file: new Uint8Array(readFileSync(file)).buffer as ArrayBuffer,
  });
  expect(rows).toHaveLength(6);
  expect(rows[5]).toEqual({
    ...{ sweep: "sample", variant: "wide", seed: 2n, state: "diverged", epoch: 2 },
    ...{ engine: "tfjs-wasm/4.22.0", loss: Number.NaN },
  });
});

test("a folder gets a file for each run with all that is recorded of it", async () => {
  const { folder, db } = trained();
  const out = join(folder, "runs/");
  expect((await sweep("export", "--db", db, "--out", out)).exitCode).toBe(0);
  expect(readdirSync(out).sort()).toEqual([
    ...["plain.seed-1.json", "plain.seed-2.json", "wide.seed-2.json"],
  ]);
  const spec = samplePlan().variants[1]!;
  expect(JSON.parse(readFileSync(join(out, "wide.seed-2.json"), "utf8"))).toEqual({
    ...{ sweep: "sample", variant: "wide", seed: 2, state: "diverged" },
    ...{ reason: "loss is NaN in epoch 2", engine: "tfjs-wasm/4.22.0" },
    ...{ spec: JSON.parse(JSON.stringify(spec.spec)), definitionSha256: spec.id },
    specSha256: samplePlan().runs[3]!.id,
    seriesSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    ...{ dataSha256: CONTEXT.dataSha256, environment: CONTEXT.environment, durationMs: 1500 },
    ...{ initialWeightsSha256: "1".repeat(64), initialPredictionsSha256: "2".repeat(64) },
    ...{ penalty: null, constantScores: null },
    ...{ finalWeightsSha256: "3".repeat(64), series: { loss: [1, "NaN"] } },
  });
});

test("variants with names that no file may have get files all the same, each its own", async () => {
  const names = ["../up", "a/b", "a:b", "Case", "case", "..", "ü"];
  const { folder, db } = databaseWith((store) => {
    const runs = names.map((variant) => ({
      ...{ variant, seed: 1, divergence: null, series: new Map([["loss", Float64Array.of(1)]]) },
    }));
    recordImport(store, { sweep: "far", configText: "name: far\n", runs }, minute(0));
  });
  const out = join(folder, "runs");
  mkdirSync(out);
  expect((await sweep("export", "--db", db, "--out", out)).exitCode).toBe(0);
  const files = readdirSync(out);
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length);
  const variants = files.map((file) => JSON.parse(readFileSync(join(out, file), "utf8")).variant);
  expect(variants.sort()).toEqual(names.sort());
});

test("--json prints a list of the runs", async () => {
  const { db } = trained();
  const { out } = await sweep("export", "--db", db, "--json");
  expect(
    JSON.parse(out).map(({ seed, series }: { seed: number; series: object }) => [seed, series]),
  ).toEqual([
    [1, { loss: [0.1, 1 / 3] }],
    [2, { loss: [0.1, 1 / 3] }],
    [2, { loss: [1, "NaN"] }],
  ]);
});

describe("a file that was there", () => {
  test("is replaced, also behind a link, and nothing else is left", async () => {
    const { folder, db } = trained();
    const [file, link] = [join(folder, "a.csv"), join(folder, "link.csv")];
    writeFileSync(file, "old");
    symlinkSync(file, link);
    await sweep("export", "--db", db, "--out", link);
    expect(readFileSync(file, "utf8")).toContain("sample,plain,1");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
  test("stays as it was where the new one cannot be written", async () => {
    const { folder, db } = databaseWith((store) => {
      const series = new Map([["state", Float64Array.of(1)]]);
      const runs = [{ variant: "a", seed: 1, divergence: null, series }];
      recordImport(store, { sweep: "far", configText: "name: far\n", runs }, minute(0));
    });
    const file = join(folder, "a.csv");
    writeFileSync(file, "old");
    const { exitCode, talk } = await sweep("export", "--db", db, "--out", file);
    expect(exitCode).toBe(2);
    expect(talk).toMatch(/^metric state: must not be called.*\nhint: JSON has room/);
    expect(readFileSync(file, "utf8")).toBe("old");
  });
  test("is written to as it is where it is no file", async () => {
    const { db } = trained();
    const out = ["--out", "/dev/null", "--format", "csv"];
    expect((await sweep("export", "--db", db, ...out)).exitCode).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

test.each([
  [
    ["--out", "a.tsv"],
    /--out a\.tsv: must end in \.csv, \.parquet, \.json or \/, got \.tsv\nhint: /,
  ],
  [["--format", "parquet"], /--format parquet: must be written to a file, got no --out\nhint: /],
  [["--out", "x/", "--format", "csv"], /--out x\/: must be a file for csv, got a folder\nhint: /],
  [["other"], /the sweep must be one of sample, got "other"/],
])("%j is refused", async (args, message) => {
  const { db } = trained();
  const { exitCode, talk } = await sweep("export", "--db", db, ...args);
  expect(exitCode).toBe(2);
  expect(talk).toMatch(message);
});

test("where it cannot be written the exit code is 74", async () => {
  const { folder, db } = trained();
  for (const out of [join(folder, "no/such/a.csv"), join(db, "runs/")]) {
    const { exitCode, talk } = await sweep("export", "--db", db, "--out", out);
    expect(exitCode).toBe(74);
    expect(talk).toMatch(/--out .*: must be a (file|folder) that can be written, got E/);
  }
});

test("a sweep without an ended run has nothing to export", async () => {
  const { db } = databaseWith((store) => void recordPlan(store, samplePlan(), minute(0)));
  const { exitCode, talk } = await sweep("export", "--db", db);
  expect({ exitCode, talk }).toMatchObject({
    ...{ exitCode: 2, talk: expect.stringContaining("must hold a run that has ended, got none") },
  });
});

test("damaged series are not handed on", async () => {
  const { db } = trained();
  const store = openStore(db, "write");
  store.database.exec("UPDATE series SET bytes = zeroblob(16)");
  store.close();
  expect(await sweep("export", "--db", db)).toMatchObject({ exitCode: 4, out: "" });
});

test("what is trained, exported and imported again is reported alike", async () => {
  const folder = temporaryFolder();
  const [db, other, file] = ["a.db", "b.db", "small.csv"].map((name) => join(folder, name));
  await sweep("run", writeSweep(folder), "--db", db!);
  await sweep("export", "small", "--db", db!, "--out", file!);
  await sweep("import", file!, "--name", "small", "--db", other!);
  const [before, after] = await Promise.all(
    [db!, other!].map((from) => sweep("report", "--db", from, "--json")),
  );
  const told = (out: string) =>
    JSON.parse(out).variants.map(({ name, mean, sd }: Record<string, unknown>) => [name, mean, sd]);
  expect(told(after!.out)).toEqual(told(before!.out));
});
