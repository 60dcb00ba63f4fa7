import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../src/config/parse-config.ts";
import { sweep } from "./cli/program.ts";
import { readDocument } from "./docs/document.ts";
import { CALIBRATIONS, documents, RUN_BY_CI, recordOnly, TOO_LONG } from "./docs/documents.ts";
import { checkTypes, follow } from "./docs/follow.ts";
import { differenceOf } from "./docs/shown-output.ts";
import { ROOT, readersPlace } from "./docs/workplace.ts";

// What the documents tell people to type is typed, and what they show is what is printed. Lines that
// train for a minute are typed by test/campaign/docs.test.ts.

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

test.each(documents())(
  "$file can be followed from its first line to its last",
  async (document) => {
    await follow(document, recordOnly);
  },
);

test("what is left out here is in a document, and done elsewhere", () => {
  const lines = documents().flatMap(({ blocks }) =>
    blocks.flatMap(({ commands }) => commands.map(({ line }) => line)),
  );
  const leftOut = [...TOO_LONG, ...RUN_BY_CI, ...CALIBRATIONS];
  expect(leftOut.filter((line) => !lines.includes(line))).toEqual([]);
  const ci = readFileSync(join(ROOT, ".ci/run"), "utf8").split("\n");
  const parts = RUN_BY_CI.flatMap((line) => line.split(" && "));
  expect(parts.filter((part) => !ci.includes(part))).toEqual([]);
  expect(ci).toContain("npm run test:campaign");
});

describe("a document that nobody can follow is refused, at its line:", () => {
  const followed = (text: string) => follow(readDocument("a.md", text), () => undefined);
  test.each([
    [
      "other output than is printed",
      "a\n\n```\n$ echo no\nyes\n```\n",
      'a.md:3: `echo no` shows "yes", printed is "no"',
    ],
    ["less than is printed", "```\n$ printf 'a\\nb'\na\n```\n", 'ends before "b"'],
    ["another exit code", "```sh\nfalse\n```\n", "a.md:1: `false` ends with 1, not 0"],
    [
      "a language without a use",
      "```python\nprint()\n```\n",
      "must be commands, a transcript or a file",
    ],
    [
      "output without a command",
      "```\nsome text\n```\n",
      "must be commands, a transcript or a file",
    ],
    [
      "a file without a use",
      "<!-- file: a.yaml -->\n```yaml\na: 1\n```\n",
      "must be used by a command",
    ],
    [
      "a file that was used before it is there",
      "```sh\necho a.yaml\n```\n<!-- file: a.yaml -->\n```yaml\na: 1\n```\n",
      "a.md:5: the file a.yaml must be used by a command",
    ],
    [
      "a file that only another one without a use names",
      "<!-- file: a.yaml -->\n```yaml\na: b.csv\n```\n<!-- file: b.csv -->\n```csv\nx\n```\n",
      "the file a.yaml must be used by a command",
    ],
    [
      "Python that nobody ran",
      "<!-- file: save_models.py -->\n```python\nprint()\n```\n```sh\npython save_models.py\n```\n",
      "a.md:5: `python save_models.py` ends with 1, not 0",
    ],
    [
      "a type that is wrong",
      '<!-- file: a.ts -->\n```ts\nconst a: number = "";\n```\n```sh\necho a.ts\n```\n',
      "must be typed",
    ],
    [
      "a step of a workflow that fails",
      "<!-- file: .github/workflows/a.yml -->\n```yaml\njobs: {a: {steps: [{run: exit 3}]}}\n```\n",
      "exit 3` ends with 3, not 0",
    ],
  ])("%s", async (_, text, message) => {
    await expect(followed(text)).rejects.toThrow(message);
  });
});

describe("what is shown against what is printed:", () => {
  const printed = { out: "a\nb took 12 ms\nc\n", talk: "one\ntwo\n" };
  test.each([
    ["all of it", ["a", "b took 12 ms", "c"]],
    ["another time", ["a", "b took 1.5 s", "c"]],
    ["the middle left out", ["a", "...", "c"]],
    ["talk where it came", ["one", "a", "b took 12 ms", "two", "c"]],
  ])("%s is the same", (_, shown) => expect(differenceOf(shown, printed)).toBeUndefined());
  test.each([
    ["the end left out without a word", ["a", "b took 12 ms"]],
    ["one letter", ["a", "B took 12 ms", "c"]],
    ["another order", ["b took 12 ms", "a", "c"]],
    ["talk in another order", ["two", "one", "..."]],
    ["a line that was never printed", ["...", "d"]],
  ])("%s is not", (_, shown) => expect(differenceOf(shown, printed)).toBeTypeOf("string"));
});

test("files, scripts and links that the documents name are there", () => {
  const scripts = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts;
  const missing = documents().flatMap(({ file }) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const named = [...text.matchAll(/`((?:test|src|tools|sweeps|docs)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) =>
      join(file, "..", path!),
    );
    const run = [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, name]) => name!);
    return [
      ...[...named, ...links].filter((path) => !existsSync(join(ROOT, path))),
      ...run.filter((name) => !(name in scripts)),
    ].map((name) => `${file}: ${name}`);
  });
  expect(missing).toEqual([]);
});

test.each(readdirSync(join(ROOT, "sweeps")).filter((name) => name.endsWith(".yaml")))(
  "sweeps/%s is a config",
  (name) => {
    const file = join(ROOT, "sweeps", name);
    expect(`${parseConfig(readFileSync(file, "utf8"), file).name}.yaml`).toBe(name);
  },
);

test("the modules of sweeps/ are typed as their authors' compilers demand", async () => {
  const modules = readdirSync(join(ROOT, "sweeps")).filter((name) => name.endsWith(".ts"));
  expect(modules).toContain("sine-layer.ts");
  const files = modules.map((name) => `sweeps/${name}`);
  await checkTypes(files, readersPlace(), true);
});

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
