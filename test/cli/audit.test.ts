import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { buildDataset } from "../../src/data/build-dataset.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { outlineRun } from "../../src/engine/outline-run.ts";
import type { Dispatcher } from "../../src/run/dispatcher.ts";
import { following, meddling, mistaking, toldOtherwise } from "../diagnose/planted-engines.ts";

/** What outlines runs in the place of the host's threads; undefined: nothing does. */
const planted = {
  outline: undefined as Dispatcher["outline"] | undefined,
  opened: 0,
};

// Files of tests share their modules: the program is read anew here, with another dispatcher.
vi.resetModules();
vi.doMock("../../src/run/local/local-dispatcher.ts", async (original) => {
  const { localDispatcher } = await original<{ localDispatcher(): Dispatcher }>();
  return {
    localDispatcher: (): Dispatcher => {
      const dispatcher = localDispatcher();
      const open: Dispatcher["open"] = (workload) => {
        planted.opened++;
        return dispatcher.open(workload);
      };
      return { ...dispatcher, open, ...(planted.outline && { outline: planted.outline }) };
    },
  };
});
const { sweep, temporaryFolder, writeSweep } = await import("./program.ts");
afterAll(() => {
  vi.doUnmock("../../src/run/local/local-dispatcher.ts");
  vi.resetModules();
});

afterEach(() => {
  planted.outline = undefined;
  planted.opened = 0;
});

function plant(engine: Engine): void {
  planted.outline = async (spec, stepCount) =>
    outlineRun(engine, spec, await buildDataset(spec.data, {}), stepCount);
}

function count(db: string, sql: string): unknown {
  const database = new Database(db, { readonly: true });
  const value = database.prepare(sql).pluck().get();
  database.close();
  return value;
}

const AUDITED = "audit: seed 1 twice gives equal bits, seed 2 others; no mask or kernel repeats";

const FAULTS: readonly (readonly [string, () => Engine, RegExp])[] = [
  [
    "a frozen mask",
    () => toldOtherwise((stretch) => ({ ...stretch, step: 0 })),
    /x repeated masks with: dropout-1 has the very mask of step 1 again at step 2: it is frozen/,
  ],
  [
    "a dead seed of the masks",
    () => following(["init", "noise", "order"]),
    /x another seed with: the stream "dropout" is dead: seed 1 and seed 2 give the same mask of dropout-1/,
  ],
  [
    "a dead seed of the initial weights",
    () => following(["dropout", "noise", "order"]),
    /x another seed with, without: the stream "init" is dead:/,
  ],
  [
    "a dead seed of the order",
    () => following(["init", "dropout", "noise"]),
    /x another seed with, without: the stream "order" is dead:/,
  ],
  [
    "a seed that decides nothing",
    () => mistaking((spec) => ({ ...spec, seed: 5 })),
    /"init" is dead.*"dropout" is dead.*"order" is dead/,
  ],
  [
    "initial weights that do not repeat",
    () => mistaking((spec, run) => ({ ...spec, seed: spec.seed + run })),
    /x same seed twice with, without: seed 1 twice does not repeat: dense-1\/kernel starts otherwise/,
  ],
  [
    "steps that do not repeat",
    () =>
      meddling(({ sums }, run) => {
        sums[0] = sums[0]! + run;
      }),
    /x same seed twice with: seed 1 twice does not repeat: the loss of step 1 is/,
  ],
  [
    "masks that do not repeat",
    () =>
      toldOtherwise((stretch, run) => ({
        ...stretch,
        draws: stretch.draws.map((word, index) => (index === 0 ? word + run : word)),
      })),
    /x same seed twice with: seed 1 twice does not repeat: dropout-1 has another mask at step 1/,
  ],
];

describe("sweep audit", () => {
  test.each(FAULTS)("names %s and ends with 4", async (_, engine, expected) => {
    plant(engine());
    const { exitCode, out } = await sweep("audit", writeSweep(temporaryFolder()));
    expect(exitCode).toBe(4);
    expect(out.replace(/\s+/g, " ")).toMatch(expected);
    expect(out).toMatch(/\n\d faults?: the seed does not do what it says\n$/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("says of a sound sweep what it looked at, ends with 0 and records nothing", async () => {
    const folder = temporaryFolder();
    const { exitCode, out } = await sweep("audit", writeSweep(folder));
    expect(exitCode).toBe(0);
    expect(out).toBe(
      [
        "audit of small: 2 variants, seed 1 twice and seed 2, 3 steps each,",
        "  engine compiled/2-4",
        "",
        "  = same seed twice     equal bits: initial weights, order, masks, losses,",
        "                        weights after the steps",
        "  = another seed        initial weights, order,",
        "                        masks follow the seed as the config says",
        "  = equal kernels       4 random weights, none equal to another of its shape",
        "  = repeated masks      1 masking layer, each with a new mask at each step",
        "  = unregistered calls  your own files ask for no random number, time or crypto",
        "",
        "the seed does what it says",
        "",
      ].join("\n"),
    );
  });

  test("gives its findings as JSON", async () => {
    plant(toldOtherwise((stretch) => ({ ...stretch, step: 0 })));
    const { exitCode, out } = await sweep("audit", writeSweep(temporaryFolder()), "--json");
    expect(exitCode).toBe(4);
    expect(JSON.parse(out)).toMatchObject({
      ...{ sweep: "small", seed: 1, otherSeed: 2, passed: false, unaudited: [] },
      variants: [{ name: "with", randomWeightCount: 2, maskCount: 1, stepCount: 3 }, {}],
      findings: [{ check: "masks", severity: "fault", variant: "with", where: "dropout-1" }],
    });
  });

  test("takes the sweep's own seeds, and another one where there is no second", async () => {
    const config = writeSweep(temporaryFolder());
    const seedsOf = async (seeds: string) => {
      const { seed, otherSeed } = JSON.parse(
        (await sweep("audit", config, "--json", "--seeds", seeds)).out,
      );
      return [seed, otherSeed];
    };
    expect(await seedsOf("7, 3, 5")).toEqual([7, 3]);
    expect(await seedsOf("7..7")).toEqual([7, 6]);
    expect(await seedsOf("0..0")).toEqual([0, 1]);
  });

  test("says which variants could not be begun, and ends with 4", async () => {
    planted.outline = () => Promise.reject(new Error("the host process ended (SIGSEGV)"));
    const { exitCode, out } = await sweep("audit", writeSweep(temporaryFolder()));
    expect(exitCode).toBe(4);
    expect(out).toMatch(/x not audited +with: the host process ended \(SIGSEGV\)/);
    expect(out).toContain("2 variants could not be audited");
  });
});

describe("sweep run", () => {
  test("audits before a sweep's first run, on the host that then trains, and not again", async () => {
    const folder = temporaryFolder();
    const [config, db] = [writeSweep(folder), join(folder, "a.db")];
    const first = await sweep("run", config, "--db", db);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.talk.split("\n")).toContain(AUDITED);
    expect(planted.opened).toBe(1);
    const more = await sweep("run", config, "--db", db, "--seeds", "1..5");
    expect(more.talk).not.toContain("audit");
    expect(more).toMatchObject({ exitCode: 0 });
    expect(planted.opened).toBe(2);
  });

  test("audits a variant that is new in a sweep that is not", async () => {
    const folder = temporaryFolder();
    const db = join(folder, "a.db");
    await sweep(
      "run",
      writeSweep(folder, { variants: "{without: {without: [dropout]}}" }),
      "--db",
      db,
    );
    plant(toldOtherwise((stretch) => ({ ...stretch, step: 0 })));
    const { exitCode, talk } = await sweep("run", writeSweep(folder), "--db", db);
    expect(exitCode).toBe(4);
    expect(talk).toContain("fault: with: dropout-1 has the very mask of step 1 again at step 2");
  });

  test("trains nothing where the audit finds a fault, unless it is told not to look", async () => {
    const folder = temporaryFolder();
    const [config, db] = [writeSweep(folder), join(folder, "a.db")];
    plant(toldOtherwise((stretch) => ({ ...stretch, step: 0 })));
    const { exitCode, out, talk } = await sweep("run", config, "--db", db);
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: "" });
    expect(talk).toContain(
      "fault: with: dropout-1 has the very mask of step 1 again at step 2: it is frozen\n" +
        `${config}: the seed must do what it says, got 1 fault\n` +
        `hint: \`sweep audit ${config}\` shows all of it; --no-audit trains all the same\n`,
    );
    expect(count(db, "SELECT count(*) FROM attempts")).toBe(0);
    const unaudited = await sweep("run", config, "--db", db, "--no-audit");
    expect(unaudited).toMatchObject({ exitCode: 0 });
    expect(unaudited.talk).not.toContain("audit");
    expect(count(db, "SELECT count(*) FROM runs WHERE state = 'done'")).toBe(6);
  });

  test("begins variants that draw alike once, and no more than four", async () => {
    const folder = temporaryFolder();
    const begun: number[] = [];
    const engine = mistaking((spec) => {
      const [first] = spec.model.layers as readonly { units?: number }[];
      begun.push(first!.units!);
      return spec;
    });
    const run = (name: string, ...variants: readonly string[]) => {
      const config = writeSweep(folder, {
        name,
        variants: `{${variants.join(", ")}}`,
        seeds: "1..2",
      });
      return sweep("run", config, "--db", join(folder, "a.db"));
    };
    const wide = (units: number) => `w${units}: {set: {model.layers.0.dense.units: ${units}}}`;
    const fast = "fast: {set: {train.optimizer.learningRate: 0.001}}";
    plant(engine);
    await run("rates", "plain: {}", fast);
    expect(begun).toEqual([4, 4, 4]);
    await run("widths", ...[1, 2, 3, 4, 5, 6].map(wide));
    expect([...new Set(begun.slice(3))].toSorted()).toEqual([1, 2, 3, 5]);
  });

  test("goes on with a warning where a variant cannot be begun", async () => {
    const folder = temporaryFolder();
    planted.outline = () => Promise.reject(new Error("no memory"));
    const { exitCode, talk } = await sweep("run", writeSweep(folder), "--db", join(folder, "a.db"));
    expect(exitCode).toBe(0);
    expect(talk).toContain("warning: with was not audited: no memory\n");
  });

  test("warns of what TensorFlow 1's op seeds make equal, in a line, and trains", async () => {
    const folder = temporaryFolder();
    const [config, db] = [join(folder, "tf1.yaml"), join(folder, "a.db")];
    const dense = "    - dense: {units: 8, activation: relu}";
    const lines = [
      "name: tf1",
      "seeds: 1..2",
      "seeding: {rule: tf1-op}",
      "data: {source: sine-windows, rows: 300, shuffle: 1}",
      "train: {epochs: 1, loss: mse, optimizer: {name: sgd, learningRate: 0.0001}}",
      "model:",
      "  layers:",
      ...[dense, dense, dense, "    - dense: {units: 1}"],
      "variants: {a: {}, b: {dispatch: call}}",
    ];
    writeFileSync(config, `${lines.join("\n")}\n`);
    const { exitCode, talk } = await sweep("run", config, "--db", db);
    expect(exitCode).toBe(0);
    expect(talk).toContain(
      "warning: a, b: dense-2/kernel and dense-3/kernel start equal: both have TensorFlow 1's op " +
        "seed 1, and equal op seeds draw equally there\n",
    );
  });
});

test("the answer's own experiment passes, with TensorFlow 1's op seeds named", async () => {
  const { exitCode, out } = await sweep("audit", "sweeps/dropout.yaml");
  expect(exitCode).toBe(0);
  expect(out.replace(/\s+/g, " ")).toMatch(
    /! equal kernels dropout-active, dropout-inactive: dense-2\/kernel, dense-3\/kernel and dense-4\/kernel start equal: all have TensorFlow 1's op seed 1/,
  );
  expect(out).toMatch(/\nthe seed does what it says, with 2 cautions\n$/);
});
