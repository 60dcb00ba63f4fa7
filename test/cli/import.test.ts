import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { longRows, wideRows } from "../external/results-csv.ts";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

/** Two variants whose losses are apart by about 1, `seeds` seeds, three epochs. */
function runsOf(seeds: number) {
  return ["plain", "wide"].flatMap((variant, v) =>
    Array.from({ length: seeds }, (_, seed) => {
      const last = 2 - v + ((seed * 7) % 5) / 10;
      const val_loss = [4, 3, last];
      return { variant, seed, series: { loss: val_loss.map((x) => x / 2), val_loss } };
    }),
  );
}

function folderWith(rows: readonly string[]) {
  const folder = temporaryFolder();
  const [file, db] = [join(folder, "results.csv"), join(folder, "a.db")];
  writeFileSync(file, `${rows.join("\n")}\n`);
  return { folder, file, db };
}

test.each([
  ["long", longRows(runsOf(10))],
  ["wide", wideRows(runsOf(10))],
])("a %s file becomes a sweep with a report", async (_, rows) => {
  const { file, db } = folderWith(rows);
  const { exitCode, out, talk } = await sweep("import", file, "--name", "far", "--db", db);
  expect({ exitCode, out, talk }).toEqual({
    exitCode: 0,
    out: "imported 20 runs, of 2 variants, 10 seeds, metrics loss, val_loss, 3 epochs, into sweep far\n",
    talk: "hint: sweep report far\n",
  });
  const report = await sweep("report", "far", "--db", db);
  expect(report.exitCode).toBe(0);
  expect(report.out).toContain("far  val_loss, last epoch");
  expect(report.out).toContain("engine external");
  expect(report.out).toMatch(/plain +10 +2\.20/);
  expect(report.out).toMatch(/wide +10 +1\.20/);
  const sql =
    "SELECT variant, count(*) n, round(avg(last), 3) last, round(avg(auc), 3) auc " +
    "FROM run_results WHERE metric = 'val_loss' AND engine = 'external' GROUP BY variant";
  expect((await sweep("query", sql, "--db", db, "--format", "csv")).out).toBe(
    "variant,n,last,auc\r\nplain,10,2.2,3.067\r\nwide,10,1.2,2.733\r\n",
  );
  expect((await sweep("status", "--db", db)).out).toMatch(/plain +10 +0 +0 +0 +0/);
});

test("the same file again changes nothing, a longer one adds, another one is refused", async () => {
  const { file, db } = folderWith(longRows(runsOf(5)));
  const run = () => sweep("import", file, "--name", "far", "--db", db);
  await run();
  const before = (await sweep("query", "SELECT * FROM sweeps", "--db", db)).out;
  expect(await run()).toMatchObject({
    exitCode: 0,
    out: "far holds these 10 runs already; nothing changed\n",
  });
  expect((await sweep("query", "SELECT * FROM sweeps", "--db", db)).out).toBe(before);

  writeFileSync(file, wideRows(runsOf(7)).join("\n"));
  expect((await run()).out).toMatch(/^imported 4 runs, 10 more recorded before, of 2 variants/);

  writeFileSync(
    file,
    wideRows(runsOf(9)).join("\n").replace("wide,3,3,0.55,1.1", "wide,3,3,0.55,1.2"),
  );
  const refused = await run();
  expect(refused).toMatchObject({ exitCode: 2, out: "" });
  expect(refused.talk).toMatch(
    /^variant wide, seed 3: must have the metrics and values .*\nhint: /,
  );
  expect((await sweep("query", "SELECT count(*) n FROM runs", "--db", db)).out).toBe(" n\n14\n");
});

test("what is said of the comparison stays until it is said otherwise", async () => {
  const { file, db } = folderWith(longRows(runsOf(4)));
  const name = ["--name", "far", "--db", db];
  await sweep("import", file, ...name, "--metric", "loss", "--baseline", "wide", "--at", "best");
  expect((await sweep("report", "--db", db)).out).toContain("plain minus wide");
  await sweep("import", file, ...name, "--at", "last");
  const { out } = await sweep("report", "--db", db, "--json");
  expect(JSON.parse(out)).toMatchObject({ metric: "loss", at: "last" });
  expect(JSON.parse(out).comparisons).toMatchObject([{ baseline: "wide", candidate: "plain" }]);
});

test("results without a loss are compared by their first metric, and it is said", async () => {
  const { file, db } = folderWith(["variant,seed,accuracy,f1", "a,1,0.5,1", "b,1,0.75,1"]);
  const { talk } = await sweep("import", file, "--name", "far", "--db", db);
  expect(talk).toContain("note: compared by accuracy; --metric names another\n");
  expect((await sweep("report", "--db", db)).out).toContain(
    "accuracy, last epoch · higher is better",
  );
});

test("diverged runs are counted, in the report too, and JSON says the same", async () => {
  const { file, db } = folderWith([
    "variant,seed,epoch,loss,x",
    "a,1,0,1,t",
    "a,2,0,nan,t",
    "b,1,0,,u",
  ]);
  const { out, talk } = await sweep("import", file, "--name", "far", "--db", db, "--json");
  expect(JSON.parse(out)).toEqual({
    ...{ sweep: "far", added: 3, recorded: 0, changed: true, runs: 3, variants: 2, seeds: 2 },
    ...{ diverged: 2, metrics: ["loss"], epochs: { min: 1, max: 1 } },
  });
  expect(talk).toContain('note: not read: "x"\n');
  expect(talk).toContain("note: the file counts epochs from 0, the sweep from 1\n");
  expect((await sweep("report", "--db", db)).out).toMatch(/seed 2 diverged/);
});

describe("a mistake ends with code 2 and makes no database", () => {
  const rows = longRows(runsOf(2));
  const cases: [string, readonly string[], readonly string[], RegExp][] = [
    ["in a row", [...rows, "plain,x,loss,1,2"], [], /results\.csv:26:7: seed: .*\n.*\n.*\^\n$/],
    [
      "an unknown metric",
      rows,
      ["--metric", "los"],
      /--metric: .* got "los"\nhint: did you mean "loss"/,
    ],
    ["an unknown baseline", rows, ["--baseline", "x"], /--baseline: .*\nhint: known: plain, wide/],
    ["a margin of nothing", rows, ["--margin", "0"], /--margin: must be more than 0, got 0/],
    ["an unsafe name", rows, ["--name", "a/b"], /--name: must be 1 to 64 letters/],
  ];
  test.each(cases)("%s", async (_, lines, args, message) => {
    const { file, db } = folderWith(lines);
    const given = args.includes("--name") ? args : ["--name", "far", ...args];
    const { exitCode, out, talk } = await sweep("import", file, "--db", db, ...given);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(talk).toMatch(message);
    expect(existsSync(db)).toBe(false);
  });

  test("no file, a folder, no text", async () => {
    const { folder, file, db } = folderWith([]);
    const run = (path: string) => sweep("import", path, "--name", "far", "--db", db);
    expect((await run(join(folder, "none.csv"))).talk).toContain(
      "must be a file, got no such file",
    );
    expect((await run(folder)).talk).toContain("must be a file, got a folder");
    writeFileSync(file, Buffer.from("variant,seed,loss\nplain,1,2\n", "utf16le"));
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), readFileSync(file)]));
    expect((await run(file)).talk).toContain("must be text in UTF-8");
    expect(await sweep("import", file, "--db", db)).toMatchObject({ exitCode: 2 });
    expect(existsSync(db)).toBe(false);
  });
});

test("the name of a sweep that was trained here is taken, and keeps what it has", async () => {
  const { folder, file, db } = folderWith(longRows(runsOf(2)));
  await sweep("run", writeSweep(folder), "--db", db);
  const { exitCode, talk } = await sweep("import", file, "--name", "small", "--db", db);
  expect(exitCode).toBe(2);
  expect(talk).toMatch(
    /^--name: must not be the name of a sweep that was trained here, got small\nh/,
  );
  expect((await sweep("report", "small", "--db", db)).out).not.toContain("external");
});

test("what an import records as its config cannot be run, and says so", async () => {
  const { folder, file, db } = folderWith(longRows(runsOf(2)));
  await sweep("import", file, "--name", "far", "--db", db);
  const { out } = await sweep("query", "SELECT config FROM sweeps", "--db", db, "--json");
  const config = join(folder, "far.yaml");
  writeFileSync(config, JSON.parse(out)[0].config);
  expect(readFileSync(config, "utf8")).not.toContain(folder);
  expect(() => parseConfig(readFileSync(config, "utf8"), "far.yaml")).toThrow(/far\.yaml:3:1/);
  const run = await sweep("run", config, "--db", db);
  expect(run).toMatchObject({ exitCode: 2, out: "" });
  expect(run.talk).toContain("cannot be trained here");
});
