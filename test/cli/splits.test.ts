import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { sweep, temporaryFolder } from "./program.ts";

/** Flats whose last column says which of them are the test set. */
function flats(count = 40): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const size = 30 + ((n * 37) % 71);
    return `${size},${n % 3},${(2 * size + ((n * 7) % 5)) / 100},${n % 4 === 0 ? "test" : "train"}\n`;
  });
  return `size,floor,price,part\n${rows.join("")}`;
}

interface Parts {
  readonly validation: string;
  readonly variants?: string;
  readonly seeds?: string;
  readonly engine?: string;
  readonly ignore?: string;
}

function given({ validation, variants, seeds = "1..3", engine, ignore = "part" }: Parts) {
  const folder = temporaryFolder();
  const [file, db] = [join(folder, "a.yaml"), join(folder, "a.db")];
  writeFileSync(join(folder, "flats.csv"), flats());
  const options = `target: price, ignore: [${ignore}], shuffle: 3`;
  const lines = [
    `name: a`,
    `seeds: ${seeds}`,
    ...(engine === undefined ? [] : [`engine: ${engine}`]),
    `data: {source: csv, path: flats.csv, ${options}, validation: ${validation}}`,
    "train: {epochs: 2, batch: 8, loss: mse, shuffle: true, optimizer: {name: adam}}",
    "model: {layers: [{dense: {units: 4, activation: tanh}}, {dropout: {rate: 0.2}}, {dense: {units: 1}}]}",
    `variants: ${variants ?? "{with: {}, without: {without: [dropout]}}"}`,
    "compare: {metric: val_loss}",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return { folder, file, db };
}

function query(db: string, sql: string): unknown[] {
  const database = new Database(db, { readonly: true });
  const found = database.prepare(sql).pluck().all();
  database.close();
  return found;
}

const FIRST_LOSSES = `SELECT seed || ' ' || value FROM epochs JOIN runs ON runs.id = run_id
  JOIN variants ON variants.id = variant_id
  WHERE metric = 'val_loss' AND epoch = 1 AND variants.name = ? ORDER BY seed`;

function firstLosses(db: string, variant: string): string[] {
  const database = new Database(db, { readonly: true });
  const found = database.prepare(FIRST_LOSSES).pluck().all(variant) as string[];
  database.close();
  return found.map((text) => text.split(" ")[1]!);
}

describe("with a split that each seed draws, a sweep", () => {
  test.each(["{random: 0.25}", "{folds: 4}"])(
    "by %s is planned, run, verified",
    async (validation) => {
      const { file, db } = given({ validation });
      const plan = await sweep("plan", file, "--db", db);
      expect(plan.out).toContain("30 rows train, 10 validate; other ones with each seed\n");
      const { exitCode, out } = await sweep("run", file, "--db", db);
      expect(exitCode).toBe(0);
      expect(out.replace(/\s+/g, " ")).toContain(
        "the verdict is about other seeds and splits of these data, for new data take the interval " +
          "1.4 times as wide (Nadeau and Bengio 2003)",
      );
      const json = JSON.parse((await sweep("report", "--db", db, "--json")).out);
      const codes = json.comparisons[0].warnings.map(({ code }: { code: string }) => code);
      expect(codes).toContain("shared-rows");
      const [{ candidate, baseline }] = json.comparisons;
      const { talk } = await sweep("gate", `${candidate} better-than ${baseline}`, "--db", db);
      expect(talk).toMatch(/^caveat: .*for new data take the interval 1\.4 times as wide/m);
      expect(await sweep("verify", "--db", db, "--runs", "all")).toMatchObject({ exitCode: 0 });
      // The rows before the split are those of every run.
      expect(query(db, "SELECT count(DISTINCT data_sha256) FROM runs")).toEqual([1]);
    },
  );

  test("on tfjs reads the very rows that the compiled engine reads", async () => {
    const losses: string[][] = [];
    for (const engine of ["compiled", "tfjs-cpu"]) {
      const { file, db } = given({ validation: "{random: 0.25}", engine });
      expect((await sweep("run", file, "--db", db, "--no-audit")).exitCode).toBe(0);
      losses.push(firstLosses(db, "without"));
    }
    for (const [index, loss] of losses[0]!.entries()) {
      expect(Number(losses[1]![index])).toBeCloseTo(Number(loss), 5);
    }
  });
});

describe("what a seed decides of the split", () => {
  // Weights that do not move: any difference between seeds is that of the rows.
  const HELD = "{split-only: {streams: [split]}, none: {streams: [order]}}";

  test("is all that differs where nothing else follows it, and nothing where it is held", async () => {
    const { file, db } = given({ validation: "{folds: 5}", variants: HELD, seeds: "1..10" });
    await sweep("run", file, "--db", db, "--no-audit");
    expect(new Set(firstLosses(db, "split-only")).size).toBe(10);
    const { out } = await sweep("report", "--db", db, "--json");
    expect(JSON.parse(out).variance.map(({ streams }: { streams: string[] }) => streams)).toEqual([
      ["split"],
      ["order"],
    ]);
  });

  test("is nothing with one fold held: then it is the same rows with every seed", async () => {
    const { file, db } = given({
      validation: "{folds: 5, fold: 2}",
      variants: "{none: {streams: [noise]}}",
    });
    await sweep("run", file, "--db", db, "--no-audit");
    expect(new Set(firstLosses(db, "none")).size).toBe(1);
    expect((await sweep("plan", file)).out).toContain("32 rows train, 8 validate\n");
    expect((await sweep("report", "--db", db, "--json")).out).not.toContain("shared-rows");
  });

  test("why names the split where one variant holds it", async () => {
    const variants = "{moved: {}, held: {streams: [init, dropout, order]}}";
    const { file, db } = given({ validation: "{random: 0.25}", variants });
    await sweep("run", file, "--db", db, "--no-audit");
    const { exitCode, out } = await sweep("why", "moved", "held", "--seed", "2", "--db", db);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/the splits differ: \d+ of the 10 rows that validate held train moved/);
    const { out: json } = await sweep("why", "moved", "held", "--db", db, "--json");
    const { differs, sentence } = JSON.parse(json);
    expect(differs).toMatchObject({ rung: "data", where: "split" });
    expect(sentence).toContain("seeding.streams");
  });

  test("is audited: a split that follows the seed, and one that is held", async () => {
    const variants = "{moved: {}, held: {streams: [init, dropout, order]}}";
    const { file } = given({ validation: "{random: 0.25}", variants });
    expect(await sweep("audit", file)).toMatchObject({ exitCode: 0 });
  });
});

describe("rows that a column marks", () => {
  test("validate, and the column is no input", async () => {
    const validation = "{column: part, value: test}";
    const { file, db } = given({ validation, ignore: "" });
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect(exitCode).toBe(0);
    expect(talk).toContain("flats.csv: 40 rows; 2 inputs from 2 columns of numbers");
    expect((await sweep("plan", file)).out).toContain("30 rows train, 10 validate\n");
    expect((await sweep("report", "--db", db, "--json")).out).not.toContain("shared-rows");
    expect(await sweep("verify", "--db", db, "--runs", "all")).toMatchObject({ exitCode: 0 });
  });

  test("are the rows of a table that is sorted so beforehand", async () => {
    const marked = given({ validation: "{column: part, value: test}", ignore: "" });
    const sorted = given({ validation: "0.25" });
    // The shuffle comes before: leave it out of both.
    for (const { file } of [marked, sorted]) {
      writeFileSync(file, readFileSync(file, "utf8").replace(", shuffle: 3", ""));
    }
    const [header, ...rows] = flats().trimEnd().split("\n");
    const [train, rest] = ["train", "test"].map((part) => rows.filter((row) => row.endsWith(part)));
    writeFileSync(
      join(sorted.folder, "flats.csv"),
      `${[header, ...train!, ...rest!].join("\n")}\n`,
    );
    const losses = [];
    for (const { file, db } of [marked, sorted]) {
      expect((await sweep("run", file, "--db", db, "--no-audit")).exitCode).toBe(0);
      losses.push(firstLosses(db, "with"));
    }
    expect(losses[1]).toEqual(losses[0]);
  });

  test("must be some, and the column must be there", async () => {
    const none = given({ validation: "{column: part, value: tset}", ignore: "" });
    const told = await sweep("run", none.file, "--db", none.db);
    expect([told.exitCode, existsSync(none.db)]).toEqual([2, false]);
    expect(told.talk).toContain("data.validation.value: must be that of some rows of ");
    expect(told.talk).toContain('hint: values of "part": test, train');
    const wrong = given({ validation: "{column: prat, value: test}", ignore: "" });
    const { talk } = await sweep("run", wrong.file, "--db", wrong.db);
    expect(talk).toContain("data.validation.column: must be a column of ");
    expect(talk).toContain('hint: did you mean "part"?');
  });
});
