import { once } from "node:events";
import { existsSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { SweepError } from "../../src/base/error.ts";
import { readReport } from "../../src/library/read-report.ts";
import { type RunSweepOptions, runSweep, type SweepProgress } from "../../src/library/run-sweep.ts";
import type { SweepConfig } from "../../src/library/sweep-config.ts";
import type { Summary } from "../../src/stats/summary.ts";
import { sweep, temporaryFolder, writeSweep } from "../cli/program.ts";
import { folderWith } from "../module/temporary-module.ts";

/** When a question was fixed is the one thing that differs from one database to another. */
function timeless(summary: Summary): unknown {
  return JSON.parse(JSON.stringify(summary, (key, value) => (key === "madeAt" ? null : value)));
}

const small = (file: string) => parse(readFileSync(file, "utf8")) as SweepConfig;

test("library and program give equal JSON, from one database and from two", async () => {
  const folder = temporaryFolder();
  const config = writeSweep(folder, { compare: "{margin: 0.5, pairs: all}" });
  const [ours, theirs] = [join(folder, "library.db"), join(folder, "program.db")];
  const summary = await runSweep(config, { db: ours });
  const program = await sweep("run", config, "--db", theirs, "--json");
  expect(summary.variants).toMatchObject([{ n: 3 }, { n: 3 }]);
  expect(timeless(summary)).toEqual(timeless(JSON.parse(program.out)));
  const reported = await sweep("report", "--db", ours, "--json");
  expect(summary).toEqual(JSON.parse(reported.out));
  expect(await readReport({ db: ours })).toEqual(JSON.parse(reported.out));
});

test("what is asked of a record in other words is what report answers to its options", async () => {
  const folder = temporaryFolder();
  const [config, db] = [writeSweep(folder), join(folder, "a.db")];
  await runSweep(config, { db });
  const asked = { metric: "loss", at: "best", baseline: "without", margin: 0.1, alpha: 0.01 };
  const flags = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { out } = await sweep("report", "small", "--json", "--db", db, ...flags);
  expect(await readReport({ db, sweep: "small", ...asked })).toEqual(JSON.parse(out));
});

test("a config that is an object is the sweep that its file would be", async () => {
  const folder = temporaryFolder();
  const file = writeSweep(folder);
  const fromFile = await runSweep(file, { db: join(folder, "file.db") });
  const db = join(folder, "object.db");
  expect(timeless(await runSweep(small(file), { db }))).toEqual(timeless(fromFile));
  // It is recorded as a file that can be read again.
  expect((await sweep("why", "with", "without", "--db", db)).exitCode).toBe(0);
});

test("recorded runs are not trained again, other seeds are", async () => {
  const folder = temporaryFolder();
  const [config, db] = [writeSweep(folder), join(folder, "a.db")];
  const counts = async (options: RunSweepOptions) => {
    const told: SweepProgress[] = [];
    await runSweep(config, { db, onProgress: (each) => told.push(each), ...options });
    const [begin] = told.filter(({ kind }) => kind === "begin");
    return [begin, told.filter(({ kind }) => kind === "run").length];
  };
  expect(await counts({})).toEqual([{ kind: "begin", runCount: 6, toTrain: 6 }, 6]);
  expect(await counts({})).toEqual([{ kind: "begin", runCount: 6, toTrain: 0 }, 0]);
  expect(await counts({ seeds: [1, 2, 7] })).toEqual([
    { kind: "begin", runCount: 6, toTrain: 2 },
    2,
  ]);
});

test("progress tells every run by name, counts them, and tells the audit", async () => {
  const folder = temporaryFolder();
  const told: SweepProgress[] = [];
  const onProgress = (each: SweepProgress) => told.push(each);
  await runSweep(writeSweep(folder), { db: join(folder, "a.db"), threads: 1, onProgress });
  const runs = told.flatMap((each) => (each.kind === "run" ? each : []));
  expect(runs.map(({ variant, seed }) => `${variant} ${seed}`)).toEqual(
    [1, 2, 3].flatMap((seed) => [`with ${seed}`, `without ${seed}`]),
  );
  expect(runs.map(({ ended }) => ended)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(runs[0]).toMatchObject({ outcome: "done", reason: null, toTrain: 6 });
  const remarks = told.flatMap((each) => (each.kind === "remark" ? each.text : []));
  expect(remarks.join("\n")).toContain("audit: seed 1 twice gives equal bits");
});

test("progress tells each epoch of each run, in order and before the run's end", async () => {
  const folder = temporaryFolder();
  const told: string[] = [];
  await runSweep(writeSweep(folder, { epochs: 3, seeds: "1..2" }), {
    ...{ db: join(folder, "a.db"), threads: 1 },
    onProgress: (each) => {
      if (each.kind === "epoch") told.push(`${each.variant} ${each.seed} ${each.epoch}`);
      if (each.kind === "run") told.push(`${each.variant} ${each.seed} end`);
    },
  });
  const wanted = ["with 1", "without 1", "with 2", "without 2"].flatMap((run) =>
    [1, 2, 3, "end"].map((when) => `${run} ${when}`),
  );
  expect(told).toEqual(wanted);
});

test("a run that diverges rejects nothing and is named in the summary", async () => {
  const folder = temporaryFolder();
  const config = writeSweep(folder, { optimizer: "{name: sgd, learningRate: 1e30}", epochs: 3 });
  const outcomes = new Set<string>();
  const summary = await runSweep(config, {
    db: join(folder, "a.db"),
    onProgress: (each) => each.kind === "run" && outcomes.add(each.outcome),
  });
  expect([...outcomes]).toEqual(["diverged"]);
  expect(summary.failures).toHaveLength(6);
  expect(summary.failures[0]).toMatchObject({ variant: "with", seed: 1, state: "diverged" });
});

test("a sweep that is stopped rejects with the signal's reason; the same call goes on", async () => {
  const folder = temporaryFolder();
  const [config, db] = [writeSweep(folder, { seeds: "1..20" }), join(folder, "a.db")];
  const controller = new AbortController();
  const reason = new Error("enough");
  const stopping = runSweep(config, {
    ...{ db, threads: 1, signal: controller.signal },
    onProgress: (each) => each.kind === "run" && each.ended === 3 && controller.abort(reason),
  });
  await expect(stopping).rejects.toBe(reason);
  let toTrain = 0;
  const whole = await runSweep(config, {
    db,
    onProgress: (each) => {
      if (each.kind === "begin") toTrain = each.toTrain;
    },
  });
  expect(toTrain).toBeGreaterThanOrEqual(1); // It is told of an end some runs later.
  expect(toTrain).toBeLessThanOrEqual(37);
  const uncut = await runSweep(config, { db: join(folder, "uncut.db") });
  expect(whole.variants).toEqual(uncut.variants);
  await expect(runSweep(config, { db, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test("what no file could say is a mistake in the config", async () => {
  const itself: Record<string, unknown> = { name: "round" };
  itself.train = itself;
  for (const config of [undefined, { name: () => "f" }, itself]) {
    await expect(runSweep(config as unknown as SweepConfig)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/^config: must be texts, numbers, .*, got /),
    });
  }
});

test("a module that never answers is left when the signal is aborted", async () => {
  const never = `import { writeFileSync } from "node:fs";
    export default () => {
      writeFileSync(import.meta.dirname + "/asked", "");
      return new Promise(() => {});
    };`;
  const folder = folderWith({ "never.ts": never });
  const module = { module: join(folder, "never.ts") };
  const config = small(writeSweep(folder));
  const watching = watch(folder);
  onTestFinished(() => watching.close());
  const asked = once(watching, "change");
  const controller = new AbortController();
  const reason = new Error("enough");
  const sweeping = { ...config, variants: { a: module, b: { ...module, without: ["dropout"] } } };
  const options = { db: join(folder, "a.db"), signal: controller.signal };
  const stopping = runSweep({ ...sweeping, compare: {} }, options);
  await asked;
  controller.abort(reason);
  await expect(stopping).rejects.toBe(reason);
  expect(existsSync(join(folder, "a.db"))).toBe(false);
});

test("what onProgress throws ends the sweep, and the database is free again", async () => {
  const folder = temporaryFolder();
  const [config, db] = [writeSweep(folder), join(folder, "a.db")];
  const ours = new Error("from the listener");
  const onProgress = ({ kind }: SweepProgress) => {
    if (kind === "run") throw ours;
  };
  await expect(runSweep(config, { db, onProgress })).rejects.toBe(ours);
  expect((await runSweep(config, { db })).variants).toMatchObject([{ n: 3 }, { n: 3 }]);
});

test("untilDecided stops where the verdict stands", async () => {
  const folder = temporaryFolder();
  const variants = "{poor: {set: {train.epochs: 1}}, good: {set: {train.epochs: 6}}}";
  const config = writeSweep(folder, { seeds: "1..40", variants });
  const db = join(folder, "a.db");
  const { variants: sides, comparisons } = await runSweep(config, { db, untilDecided: true });
  expect(comparisons[0]!.verdict).toBe("better");
  expect(sides[0]!.runs.length).toBeLessThan(40);
});

describe("errors are SweepErrors with a code, in the words of the library", () => {
  const folder = () => temporaryFolder();
  const caught = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error) => error,
    );

  test("every mistake of an object at once, with its place", async () => {
    const config = { ...small(writeSweep(folder())), seeds: "5..1", data: { source: "irs" } };
    const error = await caught(runSweep(config, { db: join(folder(), "a.db") }));
    expect(error).toBeInstanceOf(SweepError);
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(error.message).toContain("config:2:8: seeds: must not count down");
    expect(error.message).toContain('hint: did you mean "iris"?');
  });

  test.each<[RunSweepOptions, string]>([
    [{ threads: 0 }, "threads: must be a whole number from 1 to 1024, got 0"],
    [{ seeds: [1, 1.5] }, "seeds: must be 1..10, a list of seeds"],
    [{ seeds: [1, 1] }, "seeds: must not be listed twice, got 1,1"],
    [{ engine: "tf" as "auto" }, 'engine: must be an engine, got "tf"'],
    [{ untilDecided: true, seeds: "1..2" }, "untilDecided: needs at least 3 seeds, got 2"],
  ])("%j", async (options, message) => {
    const file = writeSweep(folder());
    const error = await caught(runSweep(file, { db: join(folder(), "a.db"), ...options }));
    expect(error).toMatchObject({ code: "USAGE", message: expect.stringContaining(message) });
    expect(error.message).not.toMatch(/^-/);
  });

  test("a record that is not there, a metric and a direction that are none", async () => {
    const db = join(folder(), "a.db");
    expect(await caught(readReport({ db }))).toMatchObject({ code: "USAGE" });
    await runSweep(writeSweep(folder()), { db });
    const metric = await caught(readReport({ db, metric: "vall" }));
    expect(metric.message).toBe('metric: must be a metric that is recorded, got "vall"');
    const direction = await caught(readReport({ db, direction: "low" as "min" }));
    expect(direction.message).toBe('direction: must be min or max, got "low"');
  });
});
