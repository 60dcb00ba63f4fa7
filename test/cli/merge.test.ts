import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finishRun } from "../../src/store/finish-run.ts";
import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { beginAttempt } from "../../src/store/write-runs.ts";
import {
  CONTEXT,
  minute,
  type SampleOptions,
  samplePlan,
  sampleResult,
} from "../store/sample-plan.ts";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

/** A database in which all of a plan is trained; a run's loss is its seed plus `offset`. */
function trained(name: string, options: SampleOptions = {}, offset = 0): string {
  const file = join(temporaryFolder(), name);
  const store = openStore(file, "write");
  for (const run of recordPlan(store, samplePlan(options), minute(0)).toTrain) {
    const attempt = beginAttempt(store, run, "here", minute(1));
    const result = sampleResult({ loss: [run.seed + (run.seed === 2 ? offset : 0)] });
    finishRun(store, attempt, result, CONTEXT, minute(2));
  }
  store.close();
  return file;
}

test("two halves of a sweep become one, in a database of its own", async () => {
  const db = join(temporaryFolder(), "all.db");
  const [a, b] = [trained("a.db", { seeds: [1, 2] }), trained("b.db", { seeds: [2, 3] })];
  const { exitCode, out, talk } = await sweep("merge", a, b, "--db", db, "--json");
  expect({ exitCode, talk }).toEqual({ exitCode: 0, talk: "" });
  const none = { added: 0, taken: 0, equal: 0, kept: 0, different: 0, open: 0 };
  expect(JSON.parse(out)).toMatchObject({
    db,
    merges: [
      { file: a, runs: { ...none, added: 4 }, sweeps: [{ name: "sample", isNew: true }] },
      { file: b, runs: { ...none, added: 2, equal: 2 }, sweeps: [{ configDiffers: true }] },
    ],
  });
  expect((await sweep("status", "--db", db)).out).toMatch(/plain +3 +0 +0 +0 +0/);
  const again = await sweep("merge", a, b, "--db", db);
  expect(again.exitCode).toBe(0);
  expect(again.out).toContain(": 4 runs equal to what is recorded\n");
});

test("what differs is told, and the config here stays", async () => {
  const db = trained("here.db");
  const b = trained("b.db", { seeds: [2, 3], variants: { plain: 1, wide: 3 } });
  const { exitCode, out } = await sweep("merge", b, "--db", db);
  expect(exitCode).toBe(0);
  expect(out).toContain(`${b}: 3 runs added, 1 run equal`);
  expect(out).toContain("the config there is another one; the one here stays\n");
});

test("a run that differs is named with what differs, and the exit code is 4", async () => {
  const [db, b] = [trained("here.db"), trained("b.db", {}, 0.5)];
  const { exitCode, out } = await sweep("merge", b, "--db", db);
  expect(exitCode).toBe(4);
  const text = out.replace(/\s+/g, " ");
  expect(text).toContain("2 runs equal to what is recorded, 2 runs different");
  for (const variant of ["plain", "wide"]) {
    const run = `DIFFERENT sweep sample, variant ${variant}, seed 2`;
    expect(text).toContain(`${run} series: loss of epoch 1 is 2 here, 2.5 there`);
  }
  const json = await sweep("merge", b, "--db", db, "--json");
  expect(JSON.parse(json.out).merges[0].findings).toMatchObject([
    { sweep: "sample", variant: "plain", seed: 2 },
    { sweep: "sample", variant: "wide", seed: 2 },
  ]);
});

test("of several databases one that is damaged keeps all of them out", async () => {
  const db = join(temporaryFolder(), "all.db");
  const [a, b] = [trained("a.db"), trained("b.db")];
  const store = openStore(b, "write");
  store.database.exec("UPDATE series SET bytes = zeroblob(8) WHERE run_id = 2");
  store.close();
  const { exitCode, out, talk } = await sweep("merge", a, b, "--db", db);
  expect({ exitCode, out }).toEqual({ exitCode: 4, out: "" });
  expect(talk).toMatch(/b\.db: sweep sample, variant wide, seed 1: series: .*\nhint: nothing was/);
  expect(existsSync(db)).toBe(false);
});

test("a database is not merged with itself, nor with none", async () => {
  const db = trained("a.db");
  expect(await sweep("merge", db, "--db", db)).toMatchObject({
    ...{ exitCode: 2, talk: expect.stringContaining("must be another database than --db") },
  });
  expect((await sweep("merge", `${db}.gone`, "--db", db)).exitCode).toBe(2);
  expect((await sweep("merge", "--db", db)).exitCode).toBe(2);
  writeFileSync(`${db}.txt`, "no database at all, but long enough to be taken for one".repeat(20));
  expect((await sweep("merge", `${db}.txt`, "--db", db)).exitCode).toBe(4);
});

test("what is merged is only read", async () => {
  const a = trained("a.db");
  const before = readFileSync(a);
  await sweep("merge", a, "--db", join(temporaryFolder(), "all.db"));
  expect(readFileSync(a).equals(before)).toBe(true);
});

test("what was trained on two machines is trained no more after the merge", async () => {
  const folder = temporaryFolder();
  const [a, b] = [join(folder, "a.db"), join(folder, "b.db")];
  const config = writeSweep(folder, { seeds: "1..4" });
  await sweep("run", config, "--db", a, "--seeds", "1..2");
  await sweep("run", config, "--db", b, "--seeds", "2..4");
  const merged = await sweep("merge", b, "--db", a);
  expect(merged.exitCode).toBe(0);
  expect(merged.out).toContain(": 4 runs added, 2 runs equal to what is recorded\n");
  const { out } = await sweep("plan", config, "--db", a);
  expect(out).toMatch(/nothing|0 runs|8 recorded|all .*recorded/i);
  expect((await sweep("verify", "small", "--db", a, "--runs", "1")).exitCode).toBe(0);
});
