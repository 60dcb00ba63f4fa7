import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseConfig } from "../src/config/parse-config.ts";
import { sweep, temporaryFolder } from "./cli/program.ts";

// What docs/data.md shows is what the program does.

const page = readFileSync(fileURLToPath(new URL("../docs/data.md", import.meta.url)), "utf8");
const fenced = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
const blocks = (kind: string) =>
  fenced.flatMap(([, found, text]) => (found === kind ? [text!] : []));

/** A config around some of its parts; lines as they stand on the page. */
function around(part: string): string {
  const rest = {
    name: "a",
    seeds: "1..3",
    data: "{source: iris, validation: {random: 0.2}}",
    train: "{epochs: 1, loss: meanSquaredError, optimizer: {name: sgd}}",
    model: "{layers: [{dense: {units: 1}}]}",
    variants: "{a: {}, b: {build: deferred}}",
  };
  const missing = Object.entries(rest).filter(([key]) => !new RegExp(`^${key}:`, "m").test(part));
  return `${part}\n${missing.map(([key, text]) => `${key}: ${text}\n`).join("")}`;
}

test.each(blocks("yaml").map((text) => [text.split("\n")[0]!, text]))(
  "%s ... is right",
  (_, text) => {
    expect(parseConfig(around(text), "sweep.yaml").variants.length).toBeGreaterThan(1);
  },
);

const lines = [...page.matchAll(/`(\{source: [^`]*\})`/g)].map(([, text]) => text!);
test.each(lines)("data: %s is right", (text) => {
  expect(parseConfig(around(`data: ${text}\n`), "sweep.yaml").data.source).toMatch(
    /csv|parquet|npy/,
  );
});

const splits = [...page.matchAll(/^\| `([^`]*)` \|/gm)].map(([, text]) => text!).slice(1);
test.each(splits)("validation: %s is right", (text) => {
  const data = `data: {source: csv, path: a.csv, target: y, validation: ${text}}\n`;
  expect(parseConfig(around(data), "sweep.yaml").data.validation).toBeTruthy();
});

test("the page has all of these", () => {
  expect([blocks("yaml").length, lines.length, splits.length]).toEqual([5, 4, 5]);
});

/** Two thirds of the flats are in Bonn. */
function flats(): string {
  const rows = Array.from({ length: 60 }, (_, n) => {
    return `${n},${30 + n},${n % 3 === 0 ? "Ulm" : "Bonn"},${(164 + 2 * n) / 100}\n`;
  });
  return `id,size,town,price\n${rows.join("")}`;
}

test("the sweep that the page shows is planned as it shows", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "flats.csv"), flats());
  writeFileSync(join(folder, "own.yaml"), blocks("yaml")[0]!);
  const { out, talk } = await sweep("plan", join(folder, "own.yaml"), "--db", join(folder, "a.db"));
  const [command, note, headline, , rows] = blocks("")[0]!.split("\n");
  expect(command).toBe("$ npx sweep plan own.yaml");
  expect(talk).toBe(`${folder}/${note}\n`);
  const [start] = headline!.split("...");
  expect(out.startsWith(start!)).toBe(true);
  expect(out).toContain(`\n${rows}\n`);
});

test("the init command of the page writes a config that runs", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "flats.csv"), flats());
  const [, words] = /`npx sweep (init [^`]*)`/.exec(page)!;
  const args = words!.split(" ").map((word) => (word === "flats.csv" ? join(folder, word) : word));
  const out = join(folder, "own.yaml");
  expect(await sweep(...args, "--out", out)).toMatchObject({ exitCode: 0 });
  expect(await sweep("plan", out, "--db", join(folder, "a.db"))).toMatchObject({ exitCode: 0 });
});
