import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonRandom } from "../src/random/mt19937.ts";
import { ROOT, workplace } from "./docs/workplace.ts";

// Somebody with an empty folder, a table that nobody here has seen, and the README.

const LINE_COUNT_MAX = 10;

/** The block of the README that begins with this comment is the newcomer's path. */
function newcomersPath(): string[] {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, block] = /^<!-- newcomer -->\n```sh\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  return block?.trimEnd().split("\n") ?? [];
}

/** Flats whose price hangs on size, town and year in a curve, with a little noise. */
function table(seed: number): string {
  const random = pythonRandom(seed);
  const towns = ["Jena", "Köln", "Bad Ems", "Ulm"].map((name) => ({ name, base: random.random() }));
  const rows = Array.from({ length: 240 }, (_, n) => {
    const { name, base } = towns[Math.floor(random.random() * towns.length)]!;
    const [size, year] = [25 + 95 * random.random(), 1900 + Math.floor(random.random() * 120)];
    const price = size * (0.02 + base / 50) + Math.sin(year / 12) + 0.1 * random.random();
    return `${n};${name};${size.toFixed(1)};${year};${price.toFixed(3)}\n`;
  });
  return `id;town;size;year;price\n${rows.join("")}`;
}

test("the README's path ends in a verdict on a new table", async () => {
  const place = workplace();
  place.write("flats.csv", table(11));
  expect(readdirSync(place.path).sort()).toEqual(["flats.csv", "node_modules", "package.json"]);
  const lines = newcomersPath();
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.length).toBeLessThanOrEqual(LINE_COUNT_MAX);
  let printed = "";
  for (const line of lines) {
    const { exitCode, out, talk } = await place.type(line);
    expect({ line, exitCode, talk }).toEqual({ line, exitCode: 0, talk });
    printed += out;
  }
  expect(printed).toMatch(/^flats {2}val_loss, last epoch/m);
  // Its noise costs a network this small more than it saves; 50 seeds are enough to see it.
  expect(printed).toMatch(/^WORSE {2}with-dropout is worse than without-dropout/m);
  expect(readFileSync(join(place.path, "page.html"), "utf8")).toContain("with-dropout is worse");
  expect(existsSync(join(place.path, "results/sweeps.db"))).toBe(true);
});
