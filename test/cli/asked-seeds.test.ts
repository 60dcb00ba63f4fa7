import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { drawnSeeds } from "../../src/cli/drawn-seeds.ts";
import { runSweep } from "../../src/library/run-sweep.ts";
import { type SmallSweep, sweep, temporaryFolder, writeSweep } from "./program.ts";

function sample(parts: SmallSweep = {}) {
  const folder = temporaryFolder();
  return { config: writeSweep(folder, parts), db: join(folder, "a.db") };
}

async function seedsIn(db: string): Promise<number[]> {
  const sql = "SELECT DISTINCT seed FROM runs WHERE state = 'done' ORDER BY seed";
  const { out } = await sweep("query", sql, "--db", db, "--format", "csv");
  return out.trim().split("\r\n").slice(1).map(Number);
}

const DIFFERENT = "{slow: {}, fast: {set: {model.layers.0.dense.units: 128, train.epochs: 8}}}";

describe("--seeds from:REV", () => {
  test("trains as many drawn seeds as the config has, and the same again for the same REV", async () => {
    const { config, db } = sample({ seeds: "[3, 8, 1, 4]" });
    const run = () => sweep("run", config, "--db", db, "--seeds", "from:9fceb02");
    const first = await run();
    expect(first.exitCode).toBe(0);
    expect(first.talk).toMatch(/^4 seeds drawn from 9fceb02, the first is \d+$/m);
    expect(await seedsIn(db)).toEqual(drawnSeeds("9fceb02", 4));
    const again = await run();
    expect(again.talk).toContain("8 recorded, nothing to train");
    expect(again.out).toBe(first.out);
  });

  test("is the claim, from which another REV in the same database departs", async () => {
    const { config, db } = sample({ seeds: "1..4" });
    const run = (seeds: string) => sweep("run", config, "--db", db, "--seeds", seeds, "--json");
    const first = await run("from:a");
    expect(JSON.parse(first.out).claim).toMatchObject({ seedCount: 4, deviations: [] });
    expect(first.talk).not.toContain("departs");
    const second = await run("from:b");
    const [a, b] = ["a", "b"].map((text) => drawnSeeds(text, 4).join(", "));
    const departure = `seeds ${b} were added to the 4 claimed (seeds ${a})`;
    expect(JSON.parse(second.out).claim.deviations).toEqual([departure]);
    expect(second.talk).toContain(`: ${departure}; verdicts will be exploratory\n`);
    expect((await sweep("report", "--db", db)).out).toContain("(exploratory)");
  });

  test("takes a name for text, and says that it does not change from commit to commit", async () => {
    const { config, db } = sample({ seeds: "1..3" });
    const talkOf = async (text: string) =>
      (await sweep("plan", config, "--db", db, "--seeds", `from:${text}`)).talk;
    const note = "is not a commit's id: it gives the same seeds at every commit";
    expect(await talkOf("HEAD")).toContain(`HEAD ${note}`);
    expect(await talkOf("9fceb02")).not.toContain(note);
  });

  test("ends when decided, in the order of the draw, out of as many as the config's max", async () => {
    const seeds = "{first: 1, min: 5, max: 40, until: decided}";
    const { config, db } = sample({ seeds, variants: DIFFERENT });
    const args = ["--seeds", "from:main", "--threads", "1", "--db", db];
    expect((await sweep("run", config, ...args)).exitCode).toBe(0);
    const used = await seedsIn(db);
    expect(used.length).toBeGreaterThanOrEqual(5);
    expect(used.length).toBeLessThan(40);
    expect(used).toEqual(drawnSeeds("main", 40).slice(0, used.length));
  });

  test("is the same in plan and in the library", async () => {
    const { config, db } = sample({ seeds: "1..3" });
    const plan = await sweep("plan", config, "--db", db, "--seeds", " from:v1.2/rc-3 ");
    expect(plan.talk).toContain("3 seeds drawn from v1.2/rc-3, the first is 617112411\n");
    expect(plan.out).toContain("2 variants x 3 seeds");
    const { variants } = await runSweep(config, { db, seeds: "from:v1.2/rc-3" });
    expect(variants[0]!.runs.map(({ seed }) => seed)).toEqual(drawnSeeds("v1.2/rc-3", 3));
  });

  test.each(["from:", "from:a b", "from:ä", "from:a\nb", "from:$SHA"])(
    "refuses %j, before anything is recorded",
    async (text) => {
      const { config, db } = sample();
      const { exitCode, talk } = await sweep("run", config, "--db", db, "--seeds", text);
      expect(exitCode).toBe(2);
      expect(talk).toBe(
        `--seeds: must be from: and 1 to 200 letters, digits or . _ / -, got ${JSON.stringify(text)}\n` +
          "hint: for example --seeds from:$GITHUB_SHA; is the variable set?\n",
      );
    },
  );
});
