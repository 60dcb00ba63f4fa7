import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { sweep, temporaryFolder } from "../cli/program.ts";
import { kerasFile } from "../reference/keras-models/keras-files.ts";
import { badFile, endReader, isClear, KINDS, messagesOn, rowShapeOf } from "./bad-files.ts";

afterAll(endReader);

// test/campaign/bad-model-files.test.ts takes 10,000.
const COUNT = 150;

describe("a file that is damaged is read, or refused in clear words:", () => {
  test.each(KINDS)("%s", async (kind) => {
    let refusedCount = 0;
    await fc.assert(
      fc.asyncProperty(badFile(kind), async ({ name, bytes }) => {
        const messages = await messagesOn(kind, name, bytes);
        if (messages.length > 0) refusedCount++;
        expect(messages.filter((message) => !isClear(message))).toEqual([]);
      }),
      { numRuns: COUNT },
    );
    expect(refusedCount).toBeGreaterThan(COUNT / 4);
  });
});

test("the program says so, ends with 2 and records nothing", async () => {
  const folder = temporaryFolder();
  const [file, db] = [join(folder, "bad.yaml"), join(folder, "a.db")];
  const bad = fc.constantFrom(...KINDS).chain((kind) => fc.tuple(fc.constant(kind), badFile(kind)));
  const unreadable = fc.sample(bad, 12);
  for (const [kind, { name, bytes }] of unreadable) {
    if ((await messagesOn(kind, name, bytes)).length === 0) continue;
    const damaged = join(folder, name);
    writeFileSync(damaged, bytes);
    const model = kind === "model.json" ? damaged : kerasFile(`${name.split(".")[0]}.json`);
    const weights = kind === "model.json" ? "" : `, weights: ${damaged}`;
    const [columnCount] = rowShapeOf(name);
    const header = Array.from({ length: columnCount! }, (_, column) => `c${column}`).join(",");
    const rows = `${"1,".repeat(columnCount!)}2\n`.repeat(4);
    writeFileSync(join(folder, "rows.csv"), `${header},y\n${rows}`);
    writeFileSync(file, configOf(`{keras: ${model}${weights}}`));
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, talk]).toEqual([2, expect.stringContaining(`${damaged}:`)]);
    expect(talk).not.toMatch(/^ +at |node_modules/m);
    expect(existsSync(db)).toBe(false);
  }
});

const configOf = (model: string) => `name: bad
seeds: 1..3
data: {source: csv, path: ./rows.csv, target: y, standardize: false}
train: {epochs: 1, loss: mse, optimizer: {name: sgd}}
model: ${model}
variants: {a: {}}
`;
