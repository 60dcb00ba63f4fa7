import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { budgetRule, sequentialEvidence } from "../../src/stats/sequential-evidence.ts";
import { NORMAL, normalsOf, sample as sampled } from "../simulation/laws.ts";
import { type SmallSweep, sweep, temporaryFolder, writeSweep } from "./program.ts";

/** More units and epochs: a difference that eight seeds show. */
const DIFFERENT = "{slow: {}, fast: {set: {model.layers.0.dense.units: 128, train.epochs: 8}}}";

function looks(db: string): [string, number][] {
  const database = new Database(db, { readonly: true });
  const rows = database.prepare("SELECT command, pair_count FROM looks ORDER BY id").raw().all();
  database.close();
  return rows as [string, number][];
}

function runCounts(db: string): Record<string, number> {
  const database = new Database(db, { readonly: true });
  const rows = database
    .prepare(
      `SELECT variants.name || ' ' || state, count(*) FROM runs
       JOIN variants ON variants.id = variant_id GROUP BY 1`,
    )
    .raw()
    .all();
  database.close();
  return Object.fromEntries(rows as [string, number][]);
}

function sample(parts: SmallSweep) {
  const folder = temporaryFolder();
  return { folder, config: writeSweep(folder, parts), db: join(folder, "a.db") };
}

describe("seeds until decided", () => {
  const ADAPTIVE = "{first: 1, min: 5, max: 40, until: decided}";

  test("stop where it is decided, and later calls train nothing more", async () => {
    const { config, db } = sample({ seeds: ADAPTIVE, variants: DIFFERENT });
    const first = await sweep("run", config, "--db", db, "--threads", "2", "--json");
    expect(first.exitCode).toBe(0);
    const { comparisons, mode, looks: schedule } = JSON.parse(first.out);
    expect([mode, schedule[0], schedule.at(-1)]).toEqual(["budget", 5, 40]);
    expect(["better", "worse"]).toContain(comparisons[0].verdict);
    // Two threads may end several pairs between two looks, which then are one.
    expect(first.talk).toMatch(/look at \d+ pairs: fast /);
    const counts = runCounts(db);
    expect(Object.keys(counts)).toEqual(["fast done", "slow done"]);
    expect(counts["fast done"]).toBeGreaterThanOrEqual(comparisons[0].n);
    expect(counts["fast done"]).toBeLessThan(40);
    const second = await sweep("run", config, "--db", db, "--threads", "2", "--json");
    expect(JSON.parse(second.out)).toEqual(JSON.parse(first.out));
    expect(runCounts(db)).toEqual(counts);
  });

  test("end with exit 3 when the budget is spent and nothing is decided", async () => {
    const { config, db } = sample({
      seeds: "{first: 1, min: 3, max: 4, until: decided}",
      epochs: 1,
    });
    const { exitCode, out } = await sweep("run", config, "--db", db);
    expect(out).toContain("UNDECIDED");
    expect(exitCode).toBe(3);
    expect(runCounts(db)).toEqual({ "with done": 4, "without done": 4 });
  });

  test("can be asked for on the command line, with the config's seeds as the budget", async () => {
    const { config, db } = sample({ seeds: "1..30", variants: DIFFERENT });
    const { exitCode, out } = await sweep("run", config, "--db", db, "--until-decided", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ mode: "budget", claim: { seedCount: 30 } });
    expect(runCounts(db)["fast done"]).toBeLessThan(30);
    const report = await sweep("report", "--db", db, "--json");
    expect(JSON.parse(report.out)).toMatchObject({ mode: "budget", claim: { deviations: [] } });
  });

  test("are refused where nothing can be decided", async () => {
    const { config, db } = sample({ variants: "{alone: {}}" });
    const { exitCode, talk } = await sweep("run", config, "--db", db, "--until-decided");
    expect(exitCode).toBe(2);
    expect(talk).toContain("--until-decided: needs two variants to compare, got 1");
    expect(existsSync(db)).toBe(false);
  });
});

describe("the claim", () => {
  test("holds for a report as claimed, and not for another question or more seeds", async () => {
    const { config, db } = sample({});
    await sweep("run", config, "--db", db);
    const claimOf = async (...args: string[]) =>
      JSON.parse((await sweep("report", "--db", db, "--json", ...args)).out).claim;
    expect(await claimOf()).toMatchObject({ seedCount: 3, deviations: [] });
    expect((await claimOf("--metric", "loss")).deviations[0]).toMatch(
      /^metric loss instead of val_loss/,
    );
    await sweep("run", config, "--db", db, "--seeds", "1..4");
    expect((await claimOf()).deviations).toEqual([
      "seed 4 was added to the 3 claimed (seeds 1..3)",
    ]);
    expect((await sweep("report", "--db", db)).out).toContain("(exploratory)");
    expect(looks(db)).toContainEqual(["run", 3]);
  });

  test("is not kept by a look at a part of the pairs", async () => {
    const { config, db } = sample({ seeds: "1..5" });
    await sweep("run", config, "--db", db, "--seeds", "1..5");
    const database = new Database(db);
    database.exec("UPDATE looks SET pair_count = 4");
    database.close();
    const { out } = await sweep("report", "--db", db, "--json");
    expect(JSON.parse(out).claim.deviations).toEqual([
      "a look at the verdict before all 5 pairs were done (at 4)",
    ]);
  });
});

describe("of a recorded sweep", () => {
  const folder = mkdtempSync(join(tmpdir(), "sweep-test-"));
  const db = join(folder, "a.db");
  beforeAll(async () => {
    await sweep("run", writeSweep(folder, { seeds: "1..8", variants: DIFFERENT }), "--db", db);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("compare shows one pair in full, in the order asked for", async () => {
    const { out, exitCode } = await sweep("compare", "fast", "slow", "--db", db);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/fast is (better|worse) than slow/);
    expect(out).toMatch(/\neffect: dz /);
    expect(out).toMatch(/\nother tests: paired t p /);
    const turned = await sweep("compare", "slow", "fast", "--db", db, "--json");
    const { comparisons } = JSON.parse(turned.out);
    expect(comparisons[0]).toMatchObject({ candidate: "slow", baseline: "fast" });
    expect(comparisons[0].detail.pairs).toHaveLength(8);
  });

  test("compare --confirm tests a claim on fresh seeds alone", async () => {
    const few = await sweep("compare", "fast", "slow", "--db", db, "--confirm", "5");
    expect(few.exitCode).toBe(2);
    expect(few.talk).toContain("needs 5 recorded seeds beyond the 8 claimed, got 0");
    const stale = await sweep("compare", "fast", "slow", "--db", db, "--confirm", "5..8");
    expect(stale.exitCode).toBe(2);
    expect(stale.talk).toContain("must be seeds outside the claim, got seeds 5..8 of the claim");
    const more = join(folder, "more.db");
    const config = writeSweep(folder, { name: "more", seeds: "1..4", variants: DIFFERENT });
    await sweep("run", config, "--db", more);
    await sweep("run", config, "--db", more, "--seeds", "1..8");
    const { out } = await sweep("compare", "fast", "slow", "--db", more, "--confirm", "4");
    expect(out).toMatch(/claim, seeds 1\.\.4\n/);
    expect(out).toMatch(/confirmation, seeds 5\.\.8\n/);
    expect(out).toMatch(/\n(Confirmed|NOT confirmed|There was nothing to confirm):/);
  });

  test("gate turns the verdict into an exit code", async () => {
    const { out } = await sweep("report", "--db", db, "--json");
    const { verdict } = JSON.parse(out).comparisons[0];
    const [winner, loser] = verdict === "better" ? ["fast", "slow"] : ["slow", "fast"];
    const gate = async (claim: string, ...args: string[]) =>
      (await sweep("gate", claim, "--db", db, ...args)).exitCode;
    expect(await gate(`${winner} better-than ${loser}`)).toBe(0);
    expect(await gate(`${loser} better-than ${winner}`)).toBe(1);
    expect(await gate(`${winner} not-worse-than ${loser}`, "--margin", "0.01")).toBe(0);
    expect(await gate(`${loser} not-worse-than ${winner}`, "--margin", "0.01")).toBe(1);
    expect(await gate("fast equivalent-to slow", "--margin", "1000")).toBe(0);
    expect(await gate("fast equivalent-to slow")).toBe(2);
    expect(await gate("fast bettter-than slow")).toBe(2);
    expect(await gate("fats better-than slow")).toBe(2);
  });

  test("aa says what the task's noise is", async () => {
    const { out, exitCode } = await sweep("aa", "slow", "--db", db);
    expect(exitCode).toBe(0);
    expect(out).toContain("slow against itself");
    const { rate, pairCount } = JSON.parse((await sweep("aa", "slow", "--db", db, "--json")).out);
    expect(pairCount).toBe(4);
    expect(rate).toBeLessThan(0.1);
    expect((await sweep("aa", "slwo", "--db", db)).talk).toContain('did you mean "slow"');
  });

  test("report writes one page, and charts to a folder", async () => {
    const page = join(folder, "page.html");
    expect((await sweep("report", "--db", db, "--out", page)).exitCode).toBe(0);
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>[\s\S]*fast minus slow/);
    const charts = join(folder, "charts/");
    const { exitCode, talk } = await sweep("report", "--db", db, "--out", charts);
    expect(exitCode).toBe(0);
    expect(talk).toContain("4 charts as SVG");
    expect(readdirSync(charts)).toEqual(
      expect.arrayContaining(["curves.svg", "differences-1-fast-minus-slow.svg"]),
    );
  });
});

describe("plan", () => {
  const SCHEDULE = "{first: 1, min: 5, max: 30, until: decided}";

  test("says what so many seeds can show at all", async () => {
    const { config, db } = sample({ seeds: "1..5" });
    const { out } = await sweep("plan", config, "--db", db);
    expect(out).toContain("can reach p = 0.063 by sign flips at the least");
    expect(out).toContain("a difference of 1.68 standard deviations");
    await sweep("run", config, "--db", db);
    expect((await sweep("plan", config, "--db", db)).out).toMatch(/: about \S+ as recorded/);
  });

  test("of adaptive seeds says what the last look finds, and that the others find no less", async () => {
    const { config, db } = sample({ seeds: SCHEDULE });
    const { out } = await sweep("plan", config, "--db", db);
    expect(out).toMatch(/^At most about .* on \d+ threads?, from unrecorded steps\.$/m);
    expect(out.replace(/\s+/g, " ")).toContain(
      "Looks at 5..30 pairs. The one at 30 pairs alone detects a difference of 0.68 standard " +
        "deviations of the paired differences in 80 of 100 sweeps; all looks together detect it " +
        "in no fewer.",
    );
    expect(out.split("\n").every((line) => line.length <= 80)).toBe(true);
    const forecast = JSON.parse((await sweep("plan", config, "--db", db, "--json")).out);
    expect(forecast).toMatchObject({ mode: "budget", isAdaptive: true, pValueMin: null });
    const found = Array.from({ length: 300 }, (_, path) => {
      const normal = normalsOf(`plan ${path}`);
      const differences = sampled(NORMAL, 30, normal, forecast.smallestEffect);
      const { isDifferent } = sequentialEvidence(differences, budgetRule(everySeed(5, 30), 0.05), {
        ...{ margin: null, direction: "min" },
      });
      return isDifferent;
    });
    expect(found.filter(Boolean).length / 300).toBeGreaterThan(0.77);
  });

  test("says what `run --until-decided` would do, and what is left of it", async () => {
    const { config, db } = sample({ seeds: "1..30", variants: DIFFERENT });
    const planned = async (...args: string[]) =>
      JSON.parse((await sweep("plan", config, "--db", db, "--json", ...args)).out);
    expect(await planned()).toMatchObject({ mode: "fixed", isAdaptive: false, looks: null });
    expect((await planned("--until-decided")).looks).toHaveLength(26);
    await sweep("run", config, "--db", db, "--until-decided");
    const left = await planned();
    expect(left).toMatchObject({ mode: "budget", isDecided: true });
    expect(left.variants.map(({ toTrain }: { toTrain: number }) => toTrain)).toEqual([0, 0]);
    expect((await sweep("plan", config, "--db", db)).out).toContain("Decided: nothing to train.");
    const all = await planned("--no-until-decided");
    expect(all.variants[0].toTrain).toBeGreaterThan(0);
    expect(await planned("--seeds", "1..3")).toMatchObject({ mode: "fixed", isDecided: false });
  });

  test("says so where the seeds do not reach the first look", async () => {
    const { config, db } = sample({ seeds: "1..9", compare: "{mode: budget, looks: [7, 9]}" });
    const { out } = await sweep("plan", config, "--db", db, "--seeds", "1..4");
    expect(out).toContain("4 pairs of runs decide nothing: the first look is at 7.");
  });
});

test("streams varied one at a time have their shares in the report", async () => {
  const variants = "{all: {}, init: {streams: [init]}, dropout: {streams: [dropout]}}";
  const { config, db } = sample({ variants });
  const { out } = await sweep("run", config, "--db", db, "--json");
  const { variance } = JSON.parse(out);
  expect(variance.map(({ variant }: { variant: string }) => variant)).toEqual([
    ...["all", "init", "dropout"],
  ]);
  expect(variance[0].share).toBe(1);
  const text = (await sweep("report", "--db", db)).out;
  expect(text).toContain("share of the variance over seeds");
});
