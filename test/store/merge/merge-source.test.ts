import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../../src/base/digest.ts";
import { SweepError } from "../../../src/base/error.ts";
import { openStore } from "../../../src/store/open-store.ts";
import { recordImport } from "../../../src/store/record-import.ts";
import { recordPlan } from "../../../src/store/record-plan.ts";
import { seriesSha256 } from "../../../src/store/series-bytes.ts";
import { beginAttempt } from "../../../src/store/write-runs.ts";
import { minute, samplePlan, sampleResult } from "../sample-plan.ts";
import { rows, temporaryStore, thrownBy, train, value } from "../temporary-store.ts";
import { database, everything, type Fate, fill, histories, merge, results } from "./sources.ts";

describe("merging obeys its laws:", () => {
  /** Fates of the runs plain 1, wide 1, plain 2, wide 2 in a database. */
  const fates = fc.tuple(
    ...Array.from({ length: 4 }, () => fc.constantFrom<Fate>("done", "diverged", "failed", "open")),
  );
  /** A run that ends, ends everywhere the same. */
  const consistent = fc.tuple(fates, fates, fates).map((sources) =>
    sources.map((source) =>
      source.map((fate, run): Fate => {
        const hasEnded = (one: Fate) => one === "done" || one === "diverged";
        return hasEnded(fate) ? sources.map((other) => other[run]!).find(hasEnded)! : fate;
      }),
    ),
  );
  const file = (all: readonly Fate[]) =>
    database((store) => {
      let next = 0;
      fill(store, () => all[next++]!);
    });

  test("the order of the databases does not matter, and the same again changes nothing", () => {
    fc.assert(
      fc.property(consistent, (sources) => {
        const files = sources.map(file);
        const [forth, back] = [temporaryStore(), temporaryStore()];
        const merges = merge(forth, ...files);
        merge(back, ...files.toReversed());
        expect(results(back)).toEqual(results(forth));
        expect(merges.flatMap(({ findings }) => findings)).toEqual([]);

        const counted = merges.map(({ runs }) => Object.values(runs).reduce((a, b) => a + b, 0));
        expect(counted).toEqual([4, 4, 4]);
        const ended = new Set<number>();
        for (const source of sources) {
          for (const [run, fate] of source.entries()) if (fate !== "open") ended.add(run);
        }
        expect(merges.reduce((sum, { runs }) => sum + runs.added, 0)).toBe(ended.size);

        const before = everything(forth);
        const again = merge(forth, ...files);
        expect(everything(forth)).toEqual(before);
        expect(again.every(({ runs }) => runs.added + runs.taken === 0)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

test("what comes to an empty database is what was there, with every column", () => {
  const fates: Fate[] = ["done", "diverged", "failed", "done"];
  let next = 0;
  const source = temporaryStore();
  fill(source, () => fates[next++]!);
  const store = temporaryStore();
  const [outcome] = merge(store, source.file);
  expect(outcome).toMatchObject({ runs: { added: 4, open: 0 }, findings: [] });
  expect(results(store)).toEqual(results(source));
  expect(histories(store)).toEqual(histories(source));
});

test("runs that have not ended there are left out, and a sweep of nothing else is not begun", () => {
  const store = temporaryStore();
  const [outcome] = merge(
    store,
    database((source) => fill(source, () => "open")),
  );
  expect(outcome).toMatchObject({ runs: { added: 0, open: 4 }, sweeps: [] });
  expect(value(store, "SELECT count(*) FROM sweeps")).toBe(0);
});

test("a run to do, under way or failed here is taken from where it ended, with its tries", () => {
  const store = temporaryStore();
  const [first, second, third, last] = recordPlan(store, samplePlan(), minute(0)).toTrain;
  beginAttempt(store, second!, "here", minute(1));
  fill(store, ({ seed, variant }) => (seed === 2 && variant === "plain" ? "failed" : "open"));
  expect(rows(store, "SELECT state FROM runs ORDER BY id")).toEqual(
    ["pending", "pending", "failed", "pending"].map((state) => ({ state })),
  );
  expect(third!.seed).toBe(2);
  const source = database((other) => fill(other, (run) => (run.id === last!.id ? "open" : "done")));
  expect(merge(store, source)[0]!.runs).toMatchObject({ taken: 3, added: 0, open: 1 });
  expect(rows(store, "SELECT id, state, attempts, winner_attempt AS won, error FROM runs")).toEqual(
    [
      { id: first!.runId, state: "done", attempts: 1, won: 1, error: null },
      { id: second!.runId, state: "done", attempts: 2, won: 2, error: null },
      { id: third!.runId, state: "done", attempts: 2, won: 2, error: null },
      { id: last!.runId, state: "pending", attempts: 0, won: null, error: null },
    ],
  );
  expect(rows(store, "SELECT number, state FROM attempts ORDER BY run_id, number")).toEqual([
    { number: 1, state: "done" },
    { number: 1, state: "lost" },
    { number: 2, state: "done" },
    { number: 1, state: "failed" },
    { number: 2, state: "done" },
  ]);
  expect(recordPlan(store, samplePlan(), minute(9)).toTrain.map(({ runId }) => runId)).toEqual([
    last!.runId,
  ]);
});

test("a try that a copy of the database went on with is one try", () => {
  const store = temporaryStore();
  const plan = samplePlan({ seeds: [1], variants: { plain: 1 } });
  const [run] = recordPlan(store, plan, minute(0)).toTrain;
  const attempt = beginAttempt(store, run!, "here", minute(1));
  const source = database((other) => {
    const [same] = recordPlan(other, plan, minute(0)).toTrain;
    train(other, same!, sampleResult({ loss: [1] }));
    other.database.prepare("UPDATE attempts SET token = ?").run(attempt.token);
  });
  merge(store, source);
  expect(rows(store, "SELECT number, state FROM attempts")).toEqual([{ number: 1, state: "done" }]);
  expect(rows(store, "SELECT state, attempts, winner_attempt FROM runs")).toEqual([
    { state: "done", attempts: 1, winner_attempt: 1 },
  ]);
});

test("a sweep that was given another name comes beside the first", () => {
  const source = database((other) => {
    fill(other);
    other.database.exec("UPDATE sweeps SET name = 'renamed'");
  });
  const store = temporaryStore();
  const original = database((other) => {
    merge(other, source);
    other.database.exec("UPDATE sweeps SET name = 'sample'");
  });
  merge(store, source, original);
  expect(value(store, "SELECT count(*) FROM runs WHERE state = 'done'")).toBe(8);
});

test("a diverged run that an older version stored with another not-a-number is equal", () => {
  const diverged = () => database((other) => fill(other, () => "diverged"));
  const older = diverged();
  asOlderVersion(older);
  for (const [here, there] of [
    [diverged(), older],
    [older, diverged()],
  ] as const) {
    const store = openStore(here, "write");
    onTestFinished(store.close);
    const before = everything(store);
    const [outcome] = merge(store, there);
    expect(outcome).toMatchObject({ runs: { equal: 4, different: 0 }, findings: [] });
    expect(everything(store)).toEqual(before);
  }
});

/** Gives the not-a-numbers of a database the sign that x86 gives them, with checksums that fit. */
function asOlderVersion(file: string): void {
  const store = openStore(file, "write");
  const rows = store.database
    .prepare<[], { run_id: number; bytes: Buffer }>("SELECT run_id, bytes FROM series")
    .all();
  for (const { run_id, bytes } of rows) {
    const old = Buffer.from(bytes.toString("hex").replaceAll("f87f", "f8ff"), "hex");
    expect(old.equals(bytes)).toBe(false);
    const digest = seriesSha256(new Map([["loss", old]]));
    store.database.prepare("UPDATE series SET bytes = ? WHERE run_id = ?").run(old, run_id);
    store.database.prepare("UPDATE runs SET series_sha256 = ? WHERE id = ?").run(digest, run_id);
  }
  store.close();
}

describe("a run that ended in both with other bits", () => {
  const differing = (series: Record<string, number[]>, reason?: string) =>
    database((other) => {
      for (const run of recordPlan(other, samplePlan(), minute(0)).toTrain) {
        const isOther = run.variant === "wide" && run.seed === 2;
        const loss = [run.seed, run.variant.length / 3];
        const own = sampleResult(
          isOther ? series : { loss, mae: [1, -0] },
          isOther ? reason : undefined,
        );
        train(other, run, own);
      }
    });
  const loss = [2, 4 / 3];

  test.each([
    [
      "a value",
      { loss: [2, 1.5], mae: [1, -0] },
      "series: loss of epoch 2 is 1.3333333333333333 here, 1.5 there",
    ],
    ["the sign of a zero", { loss, mae: [1, 0] }, "series: mae of epoch 2 is 0 here, 0 there"],
    [
      "an epoch more",
      { loss: [...loss, 7], mae: [1, -0] },
      "series: loss of epoch 3 is nothing here, 7 there",
    ],
    ["a metric less", { loss }, "series: mae is here alone"],
  ])("is a finding that names it and %s, and stays as it is here", (_, series, text) => {
    const store = temporaryStore();
    fill(store);
    const before = everything(store);
    const [outcome] = merge(store, differing(series));
    expect(outcome).toMatchObject({
      runs: { equal: 3, different: 1, added: 0 },
      findings: [{ sweep: "sample", variant: "wide", seed: 2, differs: [text] }],
    });
    expect(everything(store)).toEqual(before);
  });

  test("may differ in how it ended and in its weights", () => {
    const store = temporaryStore();
    fill(store);
    store.database.exec("UPDATE runs SET final_weights_sha256 = 'f00' WHERE seed = 2");
    const source = differing({ loss: [2, Number.NaN] }, "loss is NaN in epoch 2");
    const findings = merge(store, source)[0]!.findings;
    expect(findings.map(({ differs }) => differs)).toEqual([
      ["final weights: f00 here, 333333333333 there"],
      [
        "state: done here, diverged there",
        "series: mae is here alone",
        "final weights: f00 here, 333333333333 there",
      ],
    ]);
  });

  test("does not keep the others from coming", () => {
    const store = temporaryStore();
    fill(store, ({ variant }) => (variant === "wide" ? "done" : "open"));
    const [outcome] = merge(store, differing({ loss: [0] }));
    expect(outcome!.runs).toMatchObject({ equal: 1, different: 1, taken: 2 });
  });
});

describe("a sweep that has another config here", () => {
  test("keeps it, and variants that it does not have come as those of an earlier one", () => {
    const store = temporaryStore();
    fill(store);
    const plan = samplePlan({ variants: { plain: 1, wide: 7 } });
    const [outcome] = merge(
      store,
      database((other) => fill(other, () => "done", plan)),
    );
    expect(outcome!.sweeps).toEqual([
      {
        ...{ name: "sample", isNew: false, configDiffers: true, unplacedRunCount: 2 },
        leftClaims: { claims: 0, looks: 0 },
      },
    ]);
    expect(value(store, "SELECT config FROM sweeps")).toBe(samplePlan().configText);
    expect(rows(store, "SELECT name, position FROM variants ORDER BY id")).toEqual([
      { name: "plain", position: 0 },
      { name: "wide", position: 1 },
      { name: "wide", position: null },
    ]);
    // The config that means them finds them.
    expect(recordPlan(store, plan, minute(5)).toTrain).toEqual([]);
  });
});

describe("imported results", () => {
  const imported = (...variants: string[]) =>
    database((other) => {
      const runs = variants.map((variant) => ({
        ...{ variant, seed: 1, divergence: null, series: new Map([["loss", Float64Array.of(1)]]) },
      }));
      recordImport(other, { sweep: "sample", configText: "name: sample\n", runs }, minute(0));
    });
  test("of more variants come after those there are", () => {
    const store = temporaryStore();
    merge(store, imported("b"), imported("c", "a", "b"));
    expect(rows(store, "SELECT name, position FROM variants ORDER BY position")).toEqual([
      { name: "b", position: 0 },
      { name: "c", position: 1 },
      { name: "a", position: 2 },
    ]);
  });
  test("do not come to a trained sweep, nor trained runs to them", () => {
    const trained = database((other) => fill(other));
    for (const [first, second] of [
      [imported("a"), trained],
      [trained, imported("a")],
    ] as const) {
      const store = temporaryStore();
      merge(store, first);
      const before = everything(store);
      const error = thrownBy(() => merge(store, second));
      expect(error).toBeInstanceOf(SweepError);
      expect(error).toMatchObject({
        code: "USAGE",
        message: expect.stringContaining(
          "sweep sample must be trained in both or imported in both",
        ),
      });
      expect(everything(store)).toEqual(before);
    }
  });
});

test.each(["variants", "runs", "attempts", "series", "epochs", "environments"])(
  "an insert into %s that fails half-way leaves everything as it was",
  (table) => {
    const store = temporaryStore();
    fill(store, ({ variant }) => (variant === "wide" ? "done" : "open"));
    const plan = samplePlan({ sweep: "other", variants: { a: 5, b: 6 }, seeds: [3, 4] });
    const source = database((other) => {
      fill(other);
      fill(other, () => "done", plan);
      other.database.exec(`UPDATE environments SET details = '{}', sha256 = '${sha256("{}")}'`);
    });
    const before = everything(store);
    store.database.exec(
      `CREATE TEMP TABLE left AS SELECT ${table === "environments" ? 0 : 1} AS n;
       CREATE TEMP TRIGGER full AFTER INSERT ON main.${table} BEGIN
         SELECT raise(ABORT, 'the disk is full') WHERE (SELECT n FROM left) = 0;
         UPDATE left SET n = n - 1;
       END`,
    );
    expect(String(thrownBy(() => merge(store, source)))).toContain("the disk is full");
    expect(everything(store)).toEqual(before);
    store.database.exec("DROP TRIGGER full");
    expect(merge(store, source)[0]!.runs).toMatchObject({ added: 4, taken: 2, equal: 2 });
  },
);
