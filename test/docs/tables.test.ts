import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { KERAS_LAYERS } from "../../src/model/keras/keras-layers.ts";
import { ROOT } from "./workplace.ts";

// What pages say in tables, where no block that is followed says it.

const data = readFileSync(join(ROOT, "docs/data.md"), "utf8");
const models = readFileSync(join(ROOT, "docs/models.md"), "utf8");

/** The data of a config that has nothing else of interest. */
function parsedData(text: string) {
  const config = `name: a
seeds: 1..3
data: ${text}
train: {epochs: 1, loss: meanSquaredError, optimizer: {name: sgd}}
model: {layers: [{dense: {units: 1}}]}
variants: {a: {}, b: {build: deferred}}
`;
  return parseConfig(config, "sweep.yaml").data;
}

const sources = [...data.matchAll(/`(\{source: [^`]*\})`/g)].map(([, text]) => text!);
test.each(sources)("docs/data.md: data: %s is right", (text) => {
  expect(parsedData(text).source).toMatch(/csv|parquet|npy/);
});

const [, splitTable] = data.split("## Which rows validate");
const splits = [...splitTable!.matchAll(/^\| `([^`]*)` \|/gm)]
  .map(([, text]) => text!)
  .filter((text) => text !== "validation");
test.each(splits)("docs/data.md: validation: %s is right", (text) => {
  const table = `{source: csv, path: a.csv, target: y, validation: ${text}}`;
  expect(parsedData(table).validation).toBeTruthy();
});

test("docs/data.md has all of these", () => {
  expect([sources.length, splits.length]).toEqual([4, 5]);
});

test("docs/models.md names every layer that can be read from Keras", () => {
  const [, tables] = models.split("### What can be read");
  const missing = KERAS_LAYERS.filter((layer) => !new RegExp(`\\b${layer}\\b`).test(tables!));
  expect(missing).toEqual([]);
});

test("docs/report.md has every warning in its table, and no other", () => {
  const report = readFileSync(join(ROOT, "docs/report.md"), "utf8");
  const [, table] = report.split("| code | when | values | seeds |");
  const [rows] = table!.split("\n\n");
  const told = [...rows!.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, codes]) =>
    codes!.split(", ").map((code) => code.replaceAll("`", "")),
  );
  const source = readFileSync(join(ROOT, "src/stats/warning.ts"), "utf8");
  const [, union] = source.split("export type WarningCode =");
  const codes = [...union!.matchAll(/^ {2}\| "([a-z-]+)"/gm)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(25);
  expect([...told].sort()).toEqual([...codes].sort());
});
