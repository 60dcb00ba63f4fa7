import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";
import { unmarked } from "../config/marked.ts";
import { MISTAKES } from "../config/mistakes.ts";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

/** Every result in a database, by variant and seed: what must be the same, bit for bit. */
function results(db: string): Record<string, string> {
  const database = new Database(db, { readonly: true });
  const rows = database
    .prepare(
      `SELECT variants.name || ' ' || seed AS run, series_sha256 || final_weights_sha256 AS bits
       FROM runs JOIN variants ON variants.id = variant_id
       WHERE state = 'done' AND position IS NOT NULL ORDER BY run`,
    )
    .all() as { run: string; bits: string }[];
  database.close();
  return Object.fromEntries(rows.map(({ run, bits }) => [run, bits]));
}

function attemptCount(db: string): number {
  const database = new Database(db, { readonly: true });
  const count = database.prepare("SELECT count(*) FROM attempts").pluck().get();
  database.close();
  return Number(count);
}

test("a first run trains every pair, a second nothing, more seeds only the new ones", async () => {
  const folder = temporaryFolder();
  const [config, db] = [writeSweep(folder), join(folder, "a.db")];
  const first = await sweep("run", config, "--db", db);
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.talk).toContain("small: 2 variants x 3 seeds = 6 runs; 6 to train");
  const firstResults = results(db);
  expect(Object.keys(firstResults)).toHaveLength(6);

  const second = await sweep("run", config, "--db", db);
  expect(second.talk).toContain("6 recorded, nothing to train");
  expect(attemptCount(db)).toBe(6);
  expect(second.out).toBe(first.out);
  const asJson = await sweep("run", config, "--db", db, "--json");
  expect(JSON.parse(asJson.out)).toMatchObject({ sweep: "small", variants: [{ n: 3 }, { n: 3 }] });

  const third = await sweep("run", config, "--db", db, "--seeds", "1..5");
  expect(third.talk).toContain("6 recorded, 4 to train");
  expect(attemptCount(db)).toBe(10);
  expect(results(db)).toMatchObject(firstResults);
});

test("series are the same bits for 1, 2 and 4 threads and for any order of runs", async () => {
  const folder = temporaryFolder();
  const config = writeSweep(folder);
  const reordered = writeSweep(folder, {
    name: "reordered",
    seeds: "[3, 1, 2]",
    variants: "{without: {without: [dropout]}, with: {}}",
  });
  const bits = [];
  for (const threads of ["1", "2", "4"]) {
    const db = join(folder, `${threads}.db`);
    await sweep("run", config, "--db", db, "--threads", threads);
    bits.push(results(db));
  }
  await sweep("run", reordered, "--db", join(folder, "reordered.db"));
  bits.push(results(join(folder, "reordered.db")));
  expect(Object.keys(bits[0]!)).toHaveLength(6);
  for (const other of bits.slice(1)) expect(other).toEqual(bits[0]);
});

test("equal variants are trained once, and a sweep of equal runs copies them", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const twins = writeSweep(folder, { name: "twins", variants: "{a: {}, b: {}}" });
  expect((await sweep("run", twins, "--db", db)).talk).toContain("3 to train");
  const again = writeSweep(folder, { name: "again", variants: "{c: {}}" });
  const copied = await sweep("run", again, "--db", db);
  expect(copied.talk).toContain("3 copied from equal runs, nothing to train");
  expect(copied).toMatchObject({ exitCode: 0 });
});

test("a diverged run is a result: exit 0, in the report and not trained again", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const config = writeSweep(folder, { optimizer: "{name: sgd, learningRate: 1e30}" });
  const { exitCode, out, talk } = await sweep("run", config, "--db", db);
  expect(exitCode).toBe(0);
  expect(talk).toMatch(/with seed 1 {2}diverged \(.* in epoch 1\)/);
  expect(out).toContain("diverged");
  expect((await sweep("run", config, "--db", db)).talk).toContain("nothing to train");
  expect((await sweep("status", "--db", db)).out).toMatch(/with +0 +3 +0 +0 +0/);
});

test("a config that changed trains what it now means and counts what it left behind", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  await sweep("run", writeSweep(folder), "--db", db);
  const { talk } = await sweep("run", writeSweep(folder, { epochs: 3 }), "--db", db);
  expect(talk).toContain("6 to train");
  expect((await sweep("report", "--db", db)).out).toMatch(/6 (older|earlier|ended)? ?runs/);
});

describe("a mistake ends with code 2 and writes nothing", () => {
  const cases: [string, (config: string) => string[], RegExp][] = [
    ["no such file", () => ["run", "nowhere.yaml"], /nowhere\.yaml: must be a file, got no such/],
    ["an unknown option", (config) => ["run", config, "--thread", "2"], /thread/],
    ["no threads", (config) => ["run", config, "--threads", "0"], /--threads: must be .* got 0/],
    ["half a thread", (config) => ["run", config, "--threads", "1.5"], /got 1\.5/],
    ["seeds with a gap", (config) => ["run", config, "--seeds", "1,"], /--seeds: .* got 1,/],
    ["bad seeds", (config) => ["run", config, "--seeds", "5..1"], /--seeds: must not count down/],
    ["an unknown engine", (config) => ["run", config, "--engine", "jax"], /engine/],
    ["an unknown command", (config) => ["rum", config], /rum/],
    ["no command", () => [], /a command is missing/],
  ];
  test.each(cases)("%s", async (_, args, message) => {
    const folder = temporaryFolder();
    const config = writeSweep(folder);
    const db = join(folder, "a.db");
    const { exitCode, out, talk } = await sweep(
      ...args(config),
      ...(args(config).length ? ["--db", db] : []),
    );
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(talk).toMatch(message);
    expect(talk).not.toMatch(/\n\s+at /);
    expect(existsSync(db)).toBe(false);
  });

  test("kernels nobody has", async () => {
    const folder = temporaryFolder();
    const db = join(folder, "a.db");
    vi.stubEnv("SWEEP_KERNELS", "abacus");
    const { exitCode, talk } = await sweep("run", writeSweep(folder), "--db", db);
    vi.unstubAllEnvs();
    expect(exitCode).toBe(2);
    expect(talk).toMatch(/SWEEP_KERNELS: must be one of native, .*, got "abacus"/);
    expect(existsSync(db)).toBe(false);
  });

  test("every config with a mistake, without a stack", async () => {
    const folder = temporaryFolder();
    const [config, db] = [join(folder, "c.yaml"), join(folder, "a.db")];
    expect(MISTAKES.length).toBeGreaterThan(100);
    for (const { title, text } of MISTAKES) {
      const { text: written, places } = unmarked(text);
      writeFileSync(config, written);
      const { exitCode, out, talk } = await sweep("run", config, "--db", db);
      expect({ title, exitCode, out }).toEqual({ title, exitCode: 2, out: "" });
      expect(talk, title).not.toMatch(/\n\s+at |This is a bug/);
      const [first] = places;
      if (first) expect(talk, title).toContain(`${config}:${first.line}:${first.column}: `);
      expect(readdirSync(folder), title).toEqual(["c.yaml"]);
    }
  });

  test("a model that does not fit the data", async () => {
    const folder = temporaryFolder();
    const config = writeSweep(folder, {
      variants: "{wide: {set: {model.layers.2.dense.units: 3}}}",
    });
    const { exitCode, talk } = await sweep("run", config, "--db", join(folder, "a.db"));
    expect(exitCode).toBe(2);
    expect(talk).toContain("variants.wide: the model must end in as many numbers");
    expect(existsSync(join(folder, "a.db"))).toBe(false);
  });
});

describe("the program as a process", () => {
  const MAIN = fileURLToPath(new URL("../../dist/cli/sweep.js", import.meta.url));

  test("Ctrl-C ends with 130; the same command goes on and ends in the same bits", async () => {
    const folder = temporaryFolder();
    const [db, whole] = [join(folder, "a.db"), join(folder, "whole.db")];
    const config = writeSweep(folder, { epochs: 60, rows: 1000 });
    const child = spawn(process.execPath, [MAIN, "run", config, "--db", db, "--threads", "2"]);
    let talk = "";
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (text) => {
        talk += text;
        if (talk.includes("[1/6]")) resolve();
      });
    });
    child.kill("SIGINT");
    const exitCode = await new Promise((resolve) => child.on("exit", resolve));
    expect(exitCode).toBe(130);
    expect(talk).not.toContain("\u001b");
    const before = results(db);
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(1);
    expect(Object.keys(before).length).toBeLessThan(6);

    expect(await sweep("run", config, "--db", db)).toMatchObject({ exitCode: 0 });
    expect(attemptCount(db)).toBeGreaterThan(6);
    await sweep("run", config, "--db", whole);
    expect(results(db)).toEqual(results(whole));
  });

  test("a reader that has seen enough is no failure", async () => {
    const folder = temporaryFolder();
    const db = join(folder, "a.db");
    await sweep("run", writeSweep(folder), "--db", db);
    const child = spawn(process.execPath, [MAIN, "report", "--db", db, "--format", "json"]);
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(0);
  });
});

test("--out writes the report to a file, and says so where it cannot", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const { out } = await sweep("run", writeSweep(folder), "--db", db);
  const file = join(folder, "report.txt");
  expect(await sweep("report", "--db", db, "--out", file)).toMatchObject({ exitCode: 0, out: "" });
  expect(readFileSync(file, "utf8")).toBe(out);
  const refused = await sweep("report", "--db", db, "--out", join(folder, "no", "such", "folder"));
  expect(refused).toMatchObject({ exitCode: 74 });
  expect(refused.talk).toContain("got ENOENT");
});

test("plan forecasts without recording, and --dry-run is the same", async () => {
  const folder = temporaryFolder();
  const [config, db] = [writeSweep(folder), join(folder, "a.db")];
  const plan = await sweep("plan", config, "--db", db, "--json");
  expect(existsSync(db)).toBe(false);
  expect(JSON.parse(plan.out)).toMatchObject({
    sweep: "small",
    estimateFrom: "unrecorded steps",
    pValueMin: 0.25,
    variants: [
      { name: "with", parameters: 4013, stepsPerRun: 16, toTrain: 3, recorded: 0 },
      { name: "without", parameters: 4013, stepsPerRun: 16, toTrain: 3, recorded: 0 },
    ],
  });
  await sweep("run", config, "--db", db);
  const after = await sweep("run", config, "--db", db, "--dry-run", "--seeds", "1..7");
  expect(after.out).toContain("from recorded runs");
  expect(after.out).toMatch(/with +4,013 +16 +3 +4 /);
});

test("plan counts equal runs once", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const twins = writeSweep(folder, { name: "twins", variants: "{a: {}, b: {}}" });
  const { variants } = JSON.parse((await sweep("plan", twins, "--db", db, "--json")).out);
  expect(variants).toMatchObject([{ toTrain: 3 }, { toTrain: 0 }]);
});

test("query answers in three formats and refuses to write", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  await sweep("run", writeSweep(folder), "--db", db);
  const sql = "SELECT variant, seed FROM run_results WHERE metric = 'loss' AND seed < 2 ORDER BY 1";
  expect((await sweep("query", sql, "--db", db)).out).toBe(
    "variant  seed\nwith        1\nwithout     1\n",
  );
  expect((await sweep("query", sql, "--db", db, "--format", "csv")).out).toBe(
    "variant,seed\r\nwith,1\r\nwithout,1\r\n",
  );
  expect(JSON.parse((await sweep("query", sql, "--db", db, "--json")).out)).toEqual([
    { variant: "with", seed: 1 },
    { variant: "without", seed: 1 },
  ]);
  expect(await sweep("query", "DELETE FROM runs", "--db", db)).toMatchObject({ exitCode: 2 });
});

test("a second coordinator is told that one is at work", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const config = writeSweep(folder);
  await sweep("run", config, "--db", db);
  const lock = new Database(`${db}.lock`);
  lock.exec("BEGIN EXCLUSIVE");
  const { exitCode, talk } = await sweep("run", config, "--db", db);
  lock.close();
  expect(exitCode).toBe(74);
  expect(talk).toContain("one sweep at a time may write");
});

test("a database that is something else is damaged, not overwritten", async () => {
  const folder = temporaryFolder();
  const db = join(folder, "notes.txt");
  writeFileSync(db, "these are my notes, please keep them".repeat(50));
  const before = readFileSync(db, "utf8");
  expect(await sweep("run", writeSweep(folder), "--db", db)).toMatchObject({ exitCode: 4 });
  expect(readFileSync(db, "utf8")).toBe(before);
});
