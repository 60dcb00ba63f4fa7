import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type StarterTable, starterConfig } from "../../src/config/starter-config.ts";
import { readYaml } from "../../src/config/yaml-source.ts";

test("without a table it is a config with nothing to mend", () => {
  const text = starterConfig({ name: "first", table: undefined });
  const config = parseConfig(text, "first.yaml");
  expect(config.name).toBe("first");
  expect(config.variants.map(({ name }) => name)).toEqual(["with-dropout", "without-dropout"]);
});

test("what it proposes in comments holds too", () => {
  const text = starterConfig({ name: "first", table: undefined })
    .replace(/^seeds: .*\n# (seeds:.*)$/m, "$1")
    .replace(/^ {2}# (wide:)/m, "  $1")
    .replace(/^ {2}# (margin:)/m, "  $1");
  const config = parseConfig(text, "first.yaml");
  expect(config).toMatchObject({ firstLook: 5, compare: { margin: 0.05 } });
  expect(config.variants).toHaveLength(3);
});

const table = (parts: Partial<StarterTable>): StarterTable => ({
  ...{
    source: "csv",
    path: "./my.csv",
    target: "price",
    classCount: undefined,
    ignore: [],
    ...parts,
  },
});

describe("whatever a table is called,", () => {
  const names = ["price", "a: b", "true", "No", "7", "=1+1", 'it\'s "it"', "#x", "ü ñ", "a\nb", ""];
  test.each(names)("the config means the column %j", (name) => {
    const path = `../${name}.csv`;
    const text = starterConfig({ name: "1", table: table({ target: name, ignore: [name], path }) });
    expect(readYaml(text, "a.yaml").value).toMatchObject({
      name: "1",
      data: { source: "csv", path, target: name, ignore: [name], validation: 0.2, shuffle: 1 },
    });
  });
});

test("no line is longer than a terminal is wide", () => {
  for (const classCount of [undefined, 3, 1000]) {
    const text = starterConfig({ name: "first", table: table({ classCount }) });
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  }
});
