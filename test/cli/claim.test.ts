import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { beginSweep } from "../../src/cli/begin-sweep.ts";
import { loadPlan } from "../../src/cli/load-plan.ts";
import { runSweep } from "../../src/library/run-sweep.ts";
import { type SmallSweep, sweep, temporaryFolder, writeSweep } from "./program.ts";

/** More units and epochs: a difference that eight seeds show. */
const DIFFERENT = "{poor: {}, good: {set: {model.layers.0.dense.units: 128, train.epochs: 8}}}";

function sample(parts: SmallSweep = {}) {
  const folder = temporaryFolder();
  const config = writeSweep(folder, parts);
  const db = join(folder, "a.db");
  const run = (...args: string[]) => sweep("run", config, "--db", db, "--threads", "1", ...args);
  const report = async () => JSON.parse((await sweep("report", "--db", db, "--json")).out);
  const rows = (sql: string) => {
    const database = new Database(db, { readonly: true });
    const found = database.prepare(sql).pluck().all();
    database.close();
    return found;
  };
  const doneCount = () => rows("SELECT count(*) FROM runs WHERE state = 'done'")[0] as number;
  const claims = () => rows("SELECT question FROM claims ORDER BY id").map((q) => `${q}`);
  return { folder, config, db, run, report, doneCount, claims };
}

describe("a rerun that asks nothing new", () => {
  test("keeps the way of stopping that was claimed, with its seeds, and departs from nothing", async () => {
    const { run, report, doneCount, claims } = sample({ seeds: "1..6", variants: DIFFERENT });
    const first = await run("--until-decided", "--seeds", "1..30");
    expect(first.exitCode).toBe(0);
    const before = [doneCount(), claims(), await report()];
    const again = await run();
    expect(again.exitCode).toBe(0);
    expect(again.talk).toMatch(/ 30 seeds = 60 runs; \d+ recorded, decided: nothing to train\n/);
    expect(again.talk).toMatch(
      /\nseeds end when decided, as claimed on \d{4}-\d\d-\d\d; --no-until-decided trains all 30\n/,
    );
    expect(again.talk).not.toContain("departs");
    expect([doneCount(), claims(), await report()]).toEqual(before);
    expect(await report()).toMatchObject({
      mode: "budget",
      claim: { seedCount: 30, deviations: [] },
    });
  });

  test("trains all the claimed seeds if told so, and the verdict stays that of its look", async () => {
    const { run, report, doneCount } = sample({ seeds: "1..12", variants: DIFFERENT });
    await run("--until-decided");
    const { n, interval, verdict } = (await report()).comparisons[0];
    expect((await run("--no-until-decided")).talk).toContain("12 seeds = 24 runs;");
    expect(doneCount()).toBe(24);
    const after = await report();
    expect(after.comparisons[0]).toMatchObject({ n, interval, verdict });
    expect(after.claim.deviations).toEqual([]);
  });

  test("goes on where it was stopped, up to the last seed that was claimed", async () => {
    const { config, db, run, report, doneCount } = sample({ seeds: "1..4", epochs: 1 });
    const stop = new AbortController();
    const options = { db, seeds: "1..7", untilDecided: true, threads: 1, signal: stop.signal };
    const onProgress = ({ kind }: { kind: string }) => {
      if (kind === "run") stop.abort();
    };
    await expect(runSweep(config, { ...options, onProgress })).rejects.toThrow();
    expect(doneCount()).toBeLessThan(14);
    const { exitCode, talk } = await run();
    expect([exitCode, doneCount()]).toEqual([3, 14]);
    expect(talk).toContain("7 seeds = 14 runs;");
    expect((await report()).claim).toMatchObject({ seedCount: 7, deviations: [] });
  });
});

describe("what asks something new", () => {
  test.each<[string, (file: string) => string, string[]]>([
    ["an edited margin", (text) => text.replace("margin: 0.2", "margin: 0.3"), []],
    ["edited seeds", (text) => text.replace("1..6", "1..5"), []],
    ["seeds on the command line", (text) => text, ["--seeds", "1..6"]],
  ])("does not keep the claimed mode: %s", async (_, edited, args) => {
    const compare = "{metric: val_loss, margin: 0.2}";
    const { config, run, claims } = sample({ seeds: "1..6", variants: DIFFERENT, compare });
    await run("--until-decided");
    writeFileSync(config, edited(readFileSync(config, "utf8")));
    const { talk } = await run(...args);
    expect(talk).toMatch(
      /^warning: this departs from what was claimed on \d{4}-\d\d-\d\d: .*mode fixed instead of budget; looks none instead of after 5, 6 pairs; verdicts will be exploratory$/m,
    );
    expect(claims()).toHaveLength(2);
    expect(JSON.parse(claims()[1]!)).toMatchObject({ mode: "fixed" });
  });

  test("is told once, when it is claimed, with all that departs", async () => {
    const { run, report } = sample({});
    expect((await run()).talk).not.toContain("departs");
    const departures = [
      "mode budget instead of fixed",
      "looks after 4 pairs instead of none",
      "seed 4 was added to the 3 claimed (seeds 1..3)",
    ];
    const { talk } = await run("--until-decided", "--seeds", "1..4");
    expect(talk).toContain(`: ${departures.join("; ")}; verdicts will be exploratory\n`);
    expect((await report()).claim.deviations).toEqual(departures);
    expect((await run()).talk).not.toContain("departs");
  });

  test("is told before it is on record", async () => {
    const { config, db, run, claims } = sample({});
    await run();
    const loaded = await loadPlan({ config, db, seeds: "1..4" });
    const ours = new Error("told");
    const begin = () => {
      beginSweep(loaded, {
        db,
        seeds: "1..4",
        warn: () => {
          throw ours;
        },
      });
    };
    expect(begin).toThrow(ours);
    expect(claims()).toHaveLength(1);
    expect((await run()).exitCode).toBe(0); // and the database was given back
  });

  test("is no departure while no two runs can be compared", async () => {
    const { config, db, run, claims } = sample({});
    const loaded = await loadPlan({ config, db });
    beginSweep(loaded, { db, warn: () => expect.unreachable() }).close();
    expect((await run("--until-decided", "--seeds", "1..4")).talk).not.toContain("departs");
    expect(claims()).toHaveLength(1);
  });

  test("leaves the first claim alone where only other seeds are asked for", async () => {
    const { db, run, report } = sample({ seeds: "1..4" });
    await run();
    await run("--seeds", "11..14");
    expect((await report()).claim.deviations).toEqual([
      "seeds 11..14 were added to the 4 claimed (seeds 1..4)",
    ]);
    const confirm = ["compare", "without", "with", "--db", db, "--confirm", "11, 12,13,14"];
    expect((await sweep(...confirm)).out).toContain("confirmation, seeds 11..14\n");
  });
});

test("runs that are older than the claim are not told as added to it", async () => {
  const { config, db, run, report } = sample({ seeds: "1..3" });
  await run();
  const database = new Database(db);
  database.exec("DELETE FROM looks; DELETE FROM claims;"); // as one that was merged without them
  database.close();
  await sweep("run", config, "--db", db, "--seeds", "11..13");
  expect((await report()).claim.deviations).toEqual([
    "seeds 1..3 had ended before seeds 11..13 were claimed",
  ]);
});

describe("a departure on the command line of a report", () => {
  test("is on stderr where the report is not on the screen, before the look is on record", async () => {
    const { folder, db, run } = sample({});
    await run();
    const told = /^warning: Exploratory, as the claim was not kept: margin 0.5 instead of none$/m;
    const asked = ["--db", db, "--margin", "0.5"];
    expect((await sweep("report", ...asked, "--json")).talk).toMatch(told);
    expect((await sweep("report", ...asked, "--out", join(folder, "a.md"))).talk).toMatch(told);
    const shown = await sweep("report", ...asked);
    expect(shown.talk).toBe("");
    expect(shown.out.replace(/\s+/g, " ")).toContain("not kept: margin 0.5 instead of none");
    expect((await sweep("report", "--db", db, "--json")).talk).toBe("");
  });

  test("does not pass a gate in silence", async () => {
    const { db, run } = sample({ seeds: "1..6", variants: DIFFERENT });
    await run();
    const gate = (...args: string[]) => {
      return sweep("gate", "good not-worse-than poor", "--db", db, ...args);
    };
    const plain = await gate("--margin", "1");
    expect(plain.exitCode).toBe(0);
    expect(plain.out).toMatch(/^holds \(exploratory\): /);
    expect(plain.talk).toContain("not kept: margin 1 instead of none\n");
    const json = await gate("--margin", "1", "--json");
    expect(json).toMatchObject({ exitCode: 0, talk: expect.stringContaining("margin 1 instead") });
    const kept = await sweep("gate", "good better-than poor", "--db", db);
    expect(kept.talk).not.toContain("Exploratory");
  });
});

test("a page says how it was made: what was typed, as a shell takes it", async () => {
  const { folder, db, run } = sample({});
  await run();
  const page = join(folder, "my page.html");
  const pageOf = async (...args: string[]) => {
    await sweep(...args, "--db", db, "--out", page);
    const [, command] = /again<\/h2>\s*<pre><code>(.*)\n/.exec(readFileSync(page, "utf8"))!;
    return command!.replaceAll("&#39;", "'");
  };
  const rest = `--db ${db} --out '${page}'`;
  expect(await pageOf("report", "small", "--margin", "0.5")).toBe(
    `npx sweep report small --margin 0.5 ${rest}`,
  );
  expect(await pageOf("compare", "without", "with", "--at=best")).toBe(
    `npx sweep compare without with --at=best ${rest}`,
  );
});
