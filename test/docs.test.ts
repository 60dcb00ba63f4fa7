import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadPlan } from "../src/cli/load-plan.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { openStore } from "../src/store/open-store.ts";
import { recordPlan } from "../src/store/record-plan.ts";
import { sweep, temporaryFolder } from "./cli/program.ts";

// What the README shows is what the program does.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(ROOT, "README.md"), "utf8");

/** The README's fenced blocks of a kind, without their fences. */
function blocks(kind: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === kind)
    .map(([, , text]) => text!);
}

test("the first command prints the README's first report, to the letter", async () => {
  const db = join(temporaryFolder(), "a.db");
  const { out } = await sweep("run", join(ROOT, "sweeps/smoke.yaml"), "--db", db);
  expect(blocks("")[0]).toBe(out);
});

test("last-id prints the README's table: the same bits on every machine", async () => {
  const db = join(temporaryFolder(), "a.db");
  const { out } = await sweep("run", join(ROOT, "sweeps/last-id.yaml"), "--db", db);
  const [shown] = blocks("").filter((block) => block.startsWith("$ npx sweep run sweeps/last-id"));
  const table = shown!.split("\n").slice(1).join("\n");
  expect(table).toContain("last-id-303 minus last-id-7");
  expect(out.slice(0, table.length)).toBe(table);
});

test.each([
  ["input-shape", "with-input-shape", "without-input-shape"],
  ["dropout", "dropout-active", "dropout-inactive"],
])("sweep why parts the variants of %s where the README shows it", async (name, a, b) => {
  const db = join(temporaryFolder(), "a.db");
  await recordUntrained(join(ROOT, "sweeps", `${name}.yaml`), db);
  const { out } = await sweep("why", a, b, "--db", db);
  const command = `$ npx sweep why ${a} ${b}\n`;
  expect(blocks("")).toContain(command + out);
});

/** What `sweep run` records before it trains. */
async function recordUntrained(config: string, db: string): Promise<void> {
  const { plan } = await loadPlan({ config, db });
  const store = openStore(db, "write");
  recordPlan(store, plan, new Date().toISOString());
  store.close();
}

test("the README's config is one, and its mistake is shown as it stands there", () => {
  const [config] = blocks("yaml");
  expect(parseConfig(config!, "sweep.yaml").variants.map(({ name }) => name)).toEqual([
    "dropout-on",
    "dropout-off",
    "wide",
    "untold",
  ]);
  const mistaken = config!.replace("rate: 0.2", "rate: 1.5");
  expect(() => parseConfig(mistaken, "sweep.yaml")).toThrow(
    blocks("")
      .find((block) => block.startsWith("sweep.yaml:"))!
      .trimEnd(),
  );
});

test("until-decided stops where the README shows it, at the looks it shows", async () => {
  const db = join(temporaryFolder(), "a.db");
  const config = join(ROOT, "sweeps/until-decided.yaml");
  const { out, talk } = await sweep("run", config, "--db", db, "--threads", "2");
  const [shown] = blocks("").filter((block) => block.startsWith("$ npx sweep run sweeps/until"));
  const lines = shown!.trimEnd().split("\n").slice(1);
  const looks = lines.filter((line) => line.startsWith("look at"));
  expect(looks).toHaveLength(4);
  const untimed = (line: string) => line.replace(/seeds?, .*$/, "");
  const looked = talk.split("\n").filter((line) => line.startsWith("look at"));
  expect(looked.map(untimed)).toEqual(looks.map(untimed));
  expect(out).toContain(`\n${lines.slice(looks.length + 1).join("\n")}\n\n`);
});

test("the import that the README shows is the one the program does", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "results.csv");
  const [shown] = blocks("").filter((block) => block.startsWith("$ head -2 results.csv"));
  const [, header, first, , told] = shown!.split("\n");
  const rows = [header, first, "plain,1,2,0.8,0.9", "wide,1,1,0.7,0.8", "wide,1,2,0.6,0.7"];
  writeFileSync(file, `${rows.join("\n")}\n`);
  const { out } = await sweep("import", file, "--name", "far", "--db", join(folder, "a.db"));
  expect(out.trimEnd()).toBe(told);
});

test("the table that the README exports is the one the program writes", async () => {
  const db = join(temporaryFolder(), "a.db");
  await sweep("run", join(ROOT, "sweeps/smoke.yaml"), "--db", db);
  const { out } = await sweep("export", "smoke", "--db", db);
  const shown = out
    .split("\n")
    .slice(0, 3)
    .map((line) => {
      return [1, 2, 3, 5, 8].map((column) => line.split(",")[column]).join(",");
    });
  const [command, ...lines] = blocks("")
    .find((block) => block.includes("sweep export"))!
    .split("\n");
  expect(command).toContain("cut -d, -f2-4,6,9 | head -3");
  expect(lines.join("\n").trimEnd()).toBe(shown.join("\n"));
});

test("the README's own data is read, and told of, as it stands there", async () => {
  const folder = temporaryFolder();
  const [file, data] = [join(folder, "own.yaml"), join(folder, "flats.csv")];
  writeFileSync(file, blocks("yaml").find((block) => block.startsWith("name: own-data"))!);
  const rows = Array.from({ length: 60 }, (_, n) => {
    return `flat ${n},${30 + n},${n % 3 === 0 ? "Ulm" : "Bonn"},${(60 + 2 * n + 104) / 100}\n`;
  });
  const text = `id,size,town,price\n${rows.join("")}`;
  writeFileSync(data, text);
  const shown = (start: string) => blocks("").find((block) => block.startsWith(start))!;
  const { exitCode, talk } = await sweep("run", file, "--db", join(folder, "a.db"));
  expect(exitCode).toBe(0);
  expect(talk).toContain(join(folder, shown("flats.csv: 60 rows")));
  writeFileSync(data, text.replace("flat 1,31,", "flat 1,,"));
  const broken = await sweep("run", file, "--db", join(folder, "b.db"));
  expect(broken).toMatchObject({ exitCode: 2, talk: join(folder, shown("flats.csv:3:8")) });
});

test.each(["smoke", "iris", "until-decided", "last-id", "input-shape", "dropout", "own-data"])(
  "sweeps/%s.yaml is a config",
  (name) => {
    const file = join(ROOT, "sweeps", `${name}.yaml`);
    const config = parseConfig(readFileSync(file, "utf8"), file);
    expect(config.name).toBe(name);
  },
);

test("every command of the README's table has help", async () => {
  const commands = [...readme.matchAll(/^\| `sweep (\w+)/gm)].map(([, command]) => command!);
  expect(commands.length).toBeGreaterThanOrEqual(5);
  for (const command of commands) {
    const { out, exitCode } = await sweep(command, "--help");
    expect(exitCode).toBe(0);
    expect(out).toContain(`sweep ${command}`);
    expect(out).toContain("Examples:");
  }
});

test("docs/modules.md shows modules that are planned and audited as they stand there", async () => {
  const text = readFileSync(join(ROOT, "docs/modules.md"), "utf8");
  const shown = [...text.matchAll(/^```(yaml|ts)\n(?:\/\/ (\S+)\n)?([\s\S]*?)^```$/gm)];
  expect(shown.map(([, kind, name]) => name ?? kind)).toEqual(["yaml", "rows.ts", "mine.ts"]);
  const folder = temporaryFolder();
  for (const [, , name = "sweep.yaml", body] of shown) writeFileSync(join(folder, name), body!);
  const config = join(folder, "sweep.yaml");
  const { exitCode, talk, out } = await sweep("audit", config);
  expect([exitCode, talk]).toEqual([0, ""]);
  expect(out).toContain("audit of modules: 3 variants");
  expect(out).toContain("the seed does what it says");
});
