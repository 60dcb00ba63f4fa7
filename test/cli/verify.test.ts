import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { canonicalJson, digest } from "../../src/base/digest.ts";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

let recorded: Buffer;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "sweep-verify-"));
  const db = join(folder, "a.db");
  await sweep("run", writeSweep(folder), "--db", db, "--no-audit");
  const database = new Database(db);
  database.pragma("wal_checkpoint(TRUNCATE)");
  recorded = database.serialize();
  database.close();
  rmSync(folder, { recursive: true });
});

/** A copy of the recorded sweep of 6 runs, with something done to it. */
function copyOf(...changes: readonly string[]): string {
  const db = join(temporaryFolder(), "a.db");
  writeFileSync(db, recorded);
  const database = new Database(db);
  for (const sql of changes) database.exec(sql);
  database.close();
  return db;
}

const RUN = `(SELECT runs.id FROM runs JOIN variants ON variants.id = variant_id
  WHERE name = 'with' AND seed = 2)`;

/** Writes other values of a metric, and the checksum that goes with them. */
function forge(db: string, change: (values: Float64Array) => void): void {
  const database = new Database(db);
  const rows = database
    .prepare(`SELECT metric, bytes FROM series WHERE run_id = ${RUN} ORDER BY metric`)
    .all() as { metric: string; bytes: Buffer }[];
  const hash = createHash("sha256");
  for (const { metric, bytes } of rows) {
    const values = new Float64Array(new Uint8Array(bytes).buffer);
    if (metric === "val_loss") change(values);
    const forged = Buffer.from(values.buffer);
    hash.update(metric).update("\0").update(forged);
    const where = `run_id = ${RUN} AND metric = '${metric}'`;
    database.prepare(`UPDATE series SET bytes = ? WHERE ${where}`).run(forged);
    for (const [index, value] of values.entries()) {
      database
        .prepare(`UPDATE epochs SET value = ? WHERE ${where} AND epoch = ${index + 1}`)
        .run(value);
    }
  }
  database.prepare(`UPDATE runs SET series_sha256 = ? WHERE id = ${RUN}`).run(hash.digest("hex"));
  database.close();
}

function receiptsOf(db: string): unknown[] {
  const database = new Database(db, { readonly: true });
  const receipts = database
    .prepare(
      `SELECT name, verified_at, host, details, checked_runs, repeated_runs, findings, outcome
       FROM receipts JOIN sweeps ON sweeps.id = sweep_id
         JOIN environments ON environments.id = environment_id ORDER BY receipts.id`,
    )
    .all();
  database.close();
  return receipts;
}

describe("verify", () => {
  test("trains three runs again, finds equal bits, and leaves a receipt", async () => {
    const db = copyOf();
    const { exitCode, out, talk } = await sweep("verify", "--db", db);
    expect(exitCode).toBe(0);
    expect(out).toContain("= checksums      6 runs, all as recorded: series, epochs, definitions");
    expect(out).toContain("trained again  3 of 6 runs on compiled/");
    expect(out.match(/: equal bits/g)).toHaveLength(3);
    expect(out).toContain("verified: the record of 6 runs holds, 3 of them repeated");
    expect(talk).toContain("receipt 1 is in the record");
    const [receipt, ...others] = receiptsOf(db) as [Record<string, string>];
    expect(others).toEqual([]);
    expect(receipt).toMatchObject({
      ...{ name: "small", checked_runs: 6, findings: "[]", outcome: "verified" },
      verified_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      host: expect.stringMatching(/./),
    });
    expect(JSON.parse(receipt.details!)).toMatchObject({ node: process.versions.node });
    const repeated = JSON.parse(receipt.repeated_runs!);
    expect(repeated).toHaveLength(3);
    expect(repeated[0]).toMatchObject({ judge: "bits", difference: null, differenceMax: 0 });
  });

  test("can train all of them, or none", async () => {
    const db = copyOf();
    const all = await sweep("verify", "small", "--runs", "all", "--db", db, "--json");
    expect(all.exitCode).toBe(0);
    expect(JSON.parse(all.out)).toMatchObject({
      ...{ sweep: "small", checkedRunCount: 6, damages: [], outcome: "verified" },
      repeats: [1, 2, 3, 1, 2, 3].map((seed) => ({ seed, judge: "bits", difference: null })),
    });
    const none = await sweep("verify", "--runs", "0", "--db", db);
    expect(none.exitCode).toBe(0);
    expect(none.out).toContain("- trained again  nothing\n");
    expect(receiptsOf(db)).toHaveLength(2);
  });

  test("trains on another engine within a tolerance, and says by how much they differ", async () => {
    const args = ["--runs", "1", "--engine", "tfjs-wasm", "--db", copyOf()];
    const { exitCode, out } = await sweep("verify", ...args);
    expect(exitCode).toBe(0);
    expect(out.replace(/\s+/g, " ")).toMatch(
      /seed \d: within tolerance, series differ by up to [\d.e-]+ of a value \(recorded with compiled\/[\d-]+\)/,
    );
  });

  test("demands no bits of runs that another version of the engine has trained", async () => {
    const db = copyOf();
    const database = new Database(db);
    const rows = database.prepare("SELECT id, definition FROM variants").all();
    for (const { id, definition } of rows as { id: number; definition: string }[]) {
      const older = { ...JSON.parse(definition), engine: "compiled/0-1" };
      database
        .prepare("UPDATE variants SET definition = ?, definition_sha256 = ? WHERE id = ?")
        .run(canonicalJson(older), digest(older), id);
      for (const seed of [1, 2, 3]) {
        database
          .prepare("UPDATE runs SET spec_sha256 = ? WHERE variant_id = ? AND seed = ?")
          .run(digest({ ...older, seed }), id, seed);
      }
    }
    database.close();
    forge(db, (values) => {
      values[0] = values[0]! * (1 + 1e-6);
    });
    const { exitCode, out } = await sweep("verify", "--runs", "all", "--db", db);
    expect(exitCode).toBe(0);
    expect(out.replace(/\s+/g, " ")).toContain(
      "with seed 2: within tolerance, series differ by up to 0.000001 of a value (recorded with compiled/0-1)",
    );
    forge(db, (values) => {
      values[0] = values[0]! * 1.1;
    });
    const beyond = await sweep("verify", "--runs", "all", "--db", db);
    expect(beyond.exitCode).toBe(4);
    expect(beyond.out.replace(/\s+/g, " ")).toContain(
      "x with seed 2: its series differ by up to 0.0909 of a value, more than 0.05",
    );
  });

  const FAULTS: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "a flipped bit of a series",
      `UPDATE series SET bytes = cast(x'01' || substr(bytes, 2) AS BLOB)
       WHERE metric = 'loss' AND run_id = ${RUN}`,
      ["x checksums with seed 2: series: must have the checksum", "the record of 1 run is damaged"],
    ],
    [
      "every run that is damaged",
      "UPDATE series SET bytes = zeroblob(16) WHERE metric = 'loss'",
      [
        "with seed 1: series: must",
        "without seed 3: series: must",
        "- trained again nothing: no run is whole",
        "the record of 6 runs is damaged",
      ],
    ],
    [
      "an epoch that is not its series'",
      `UPDATE epochs SET value = 0 WHERE epoch = 2 AND metric = 'loss' AND run_id = ${RUN}`,
      ["x checksums with seed 2: epochs: loss of epoch 2 must be"],
    ],
    [
      "a run that ends in other weights",
      `UPDATE runs SET final_weights_sha256 = 'abcdef' WHERE id = ${RUN}`,
      [
        "x with seed 2: the final weights are recorded as abcdef, and are",
        "1 run cannot be repeated",
      ],
    ],
    [
      "a run that starts from other weights",
      `UPDATE runs SET initial_weights_sha256 = 'abcdef' WHERE id = ${RUN}`,
      ["x with seed 2: the initial weights are recorded as abcdef, and are"],
    ],
    [
      "a run that says something else before it is trained",
      `UPDATE runs SET initial_predictions_sha256 = 'abcdef' WHERE id = ${RUN}`,
      ["x with seed 2: the initial predictions are recorded as abcdef, and are"],
    ],
    [
      "a run of other data",
      `UPDATE runs SET data_sha256 = 'abcdef' WHERE id = ${RUN}`,
      ["x with seed 2: the rows of the data set are recorded as abcdef, and are"],
    ],
    [
      "a run of another outcome",
      `UPDATE runs SET state = 'diverged' WHERE id = ${RUN}`,
      ["x with seed 2: its outcome is recorded as diverged, and is done"],
    ],
  ];
  test.each(FAULTS)("names %s and ends with 4", async (_, sql, expected) => {
    const db = copyOf(sql);
    const { exitCode, out } = await sweep("verify", "--runs", "all", "--db", db);
    expect(exitCode).toBe(4);
    for (const text of expected) expect(out.replace(/\s+/g, " ")).toContain(text);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const [receipt] = receiptsOf(db) as [{ findings: string }];
    expect(receipt).toMatchObject({ outcome: "failed" });
    expect(JSON.parse(receipt.findings)[0]).toMatch(/^with seed [12]: /);
  });

  test("names the first value that was forged together with its checksum", async () => {
    const db = copyOf();
    forge(db, (values) => {
      values[1] = 1.5;
    });
    const { exitCode, out } = await sweep("verify", "--runs", "all", "--db", db);
    expect(exitCode).toBe(4);
    expect(out).toContain("= checksums      6 runs, all as recorded");
    expect(out.replace(/\s+/g, " ")).toMatch(
      /x with seed 2: val_loss of epoch 2 is recorded as 1.5, and is [\d.]+ /,
    );
    expect(out.match(/: equal bits/g)).toHaveLength(5);
  });

  test("checks the checksums of imported results, and trains nothing", async () => {
    const folder = temporaryFolder();
    const [csv, db] = [join(folder, "r.csv"), join(folder, "a.db")];
    writeFileSync(csv, "variant,seed,metric,value\na,1,loss,1\nb,1,loss,2\n");
    await sweep("import", csv, "--name", "far", "--db", db);
    const { exitCode, out } = await sweep("verify", "--db", db);
    expect(exitCode).toBe(0);
    expect(out).toContain("- trained again  nothing: no run was trained here");
    expect(receiptsOf(db)).toMatchObject([{ name: "far", outcome: "verified", checked_runs: 2 }]);
  });

  test("verifies nothing where no run has ended", async () => {
    const db = copyOf(
      "DELETE FROM epochs; DELETE FROM series",
      `UPDATE runs SET state = 'pending', series_sha256 = NULL, winner_attempt = NULL`,
    );
    const { exitCode, talk } = await sweep("verify", "--db", db);
    expect(exitCode).toBe(2);
    expect(talk).toContain("small: must hold a run that has ended, got none");
    expect(receiptsOf(db)).toEqual([]);
  });

  test("needs no lock: a sweep may be running beside it", async () => {
    const db = copyOf();
    const lock = new Database(`${db}.lock`);
    onTestFinished(() => void lock.close());
    lock.exec("BEGIN EXCLUSIVE");
    expect(await sweep("verify", "--runs", "0", "--db", db)).toMatchObject({ exitCode: 0 });
    expect(receiptsOf(db)).toHaveLength(1);
  });

  test("tells what it found also where no receipt can be stored, and ends with 74", async () => {
    const db = copyOf();
    chmodSync(join(db, ".."), 0o777);
    chmodSync(db, 0o444);
    const { exitCode, out, talk } = await asNobody(() =>
      sweep("verify", "--runs", "0", "--db", db),
    );
    expect(out).toContain("verified: the record of 6 runs holds");
    expect(talk).toContain("no receipt is in the record: ");
    expect(exitCode).toBe(74);
  });

  test.each(["-1", "some", "1.5"])("refuses to train %s runs", async (runs) => {
    const { exitCode, talk } = await sweep("verify", `--runs=${runs}`, "--db", copyOf());
    expect(exitCode).toBe(2);
    expect(talk).toContain(`--runs: must be a whole number or all, got ${runs}`);
  });
});

/** Root may write everywhere; nobody may not. */
async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return action();
  process.seteuid!("nobody");
  try {
    return await action();
  } finally {
    process.seteuid!(0);
  }
}
