import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tfjsLayers from "@tensorflow/tfjs-layers";
import { describe, expect, test } from "vitest";
import { bundleModule } from "../../src/module/bundle-module.ts";
import { callModule } from "../../src/module/call-module.ts";
import { bundleOf, folderWith } from "./temporary-module.ts";

const TWO = {
  "m.ts": `import { Kind, twice } from "./deep/helper.ts";
    export default (x: number): number => twice(x) + Kind.A;`,
  "deep/helper.ts": `export enum Kind { A = 3 }
    export const twice = (x: number): number => 2 * x;`,
};

describe("a module's digest", () => {
  test("covers the files that it imports, and not where they lie", async () => {
    const [here, there] = await Promise.all([bundleOf(TWO), bundleOf(TWO)]);
    expect(there.sha256).toBe(here.sha256);
    const helper = `${TWO["deep/helper.ts"]} // a remark`;
    const edited = await bundleOf({ ...TWO, "deep/helper.ts": helper });
    expect(edited.sha256).not.toBe(here.sha256);
  });

  test.each(["data.json", "words.txt", "style.css", "plain"])(
    "covers an imported %s",
    async (name) => {
      const importing = { "m.ts": `import * as got from "./${name}"; export default () => got;` };
      const [one, other] = await Promise.all([
        bundleOf({ ...importing, [name]: "1" }),
        bundleOf({ ...importing, [name]: "2" }),
      ]);
      expect(other.sha256).not.toBe(one.sha256);
    },
  );

  test("does not follow a tsconfig.json, nor files that are not imported", async () => {
    const plain = await bundleOf(TWO);
    const tsconfig = '{"compilerOptions": {"target": "ES5", "useDefineForClassFields": false}}';
    const beside = await bundleOf({ ...TWO, "tsconfig.json": tsconfig, "other.ts": "" });
    expect(beside.sha256).toBe(plain.sha256);
    const body = (code: string) => code.replaceAll(/sweep-module-\w+/g, "");
    expect(body(beside.code)).toBe(body(plain.code));
  });

  test("is that of the code that runs, though the file changes meanwhile", async () => {
    const folder = folderWith(TWO);
    const bundle = await bundleModule(join(folder, "m.ts"), "m.ts");
    writeFileSync(
      join(folder, "deep/helper.ts"),
      "export const [Kind, twice] = [{A: 0}, () => 0];",
    );
    expect(await callModule(bundle, undefined, 4)).toBe(11);
  });
});

test.each([
  ["m.ts", "export const f = (x: number): number => x as any;"],
  ["m.mts", "export const f = (x: number): number => x satisfies number;"],
  ["m.cts", "exports.f = (x: number) => x;"],
  ["m.js", "export const f = (x) => x;"],
  ["m.mjs", "export const f = (x) => x;"],
  ["m.cjs", "module.exports = { f: (x) => x };"],
])("%s is a module", async (name, text) => {
  expect(await callModule(await bundleOf({ [name]: text }), "f", 7)).toBe(7);
});

test("a module finds its own place, packages and JSON, in either format", async () => {
  const folder = folderWith({
    "m.mjs": `import { createRequire } from "node:module";
      import fs from "fs";
      import { dirname } from "node:path";
      import { seven } from "modern";
      import older from "older";
      import numbers from "./numbers.json";
      import local from "./local.cjs";
      const require = createRequire(import.meta.url);
      export const f = () => [import.meta.url, seven, older.eight, numbers, local(),
        fs.existsSync(new URL("./numbers.json", import.meta.url)), require("older").eight,
        dirname(import.meta.filename) === import.meta.dirname];`,
    "local.cjs": `const { eight } = require("older");
      const { basename } = require("path");
      module.exports = () => [basename(__filename), eight];`,
    "numbers.json": "[1, 2]",
    "node_modules/modern/package.json": '{"type": "module", "exports": {"import": "./i.js"}}',
    "node_modules/modern/i.js": "export const seven = 7;",
    "node_modules/older/package.json": '{"main": "./main.js"}',
    "node_modules/older/main.js": "exports.eight = 8;",
  });
  const bundle = await bundleModule(join(folder, "m.mjs"), "m.mjs");
  const url = pathToFileURL(join(folder, "m.mjs")).href;
  const found = await callModule(bundle, "f", undefined);
  expect(found).toEqual([url, 7, 8, [1, 2], ["local.cjs", 8], true, 8, true]);
  const other = folderWith({});
  cpSync(folder, other, { recursive: true });
  writeFileSync(join(other, "node_modules/modern/i.js"), "export const seven = 7.5;");
  // Packages are no part of the digest: they are installed, not written.
  expect((await bundleModule(join(other, "m.mjs"), "m.mjs")).sha256).toBe(bundle.sha256);
});

test("a module's tfjs is the one of sweep, by each of its names", async () => {
  const bundle = await bundleOf({
    "m.ts": `import * as tf from "@tensorflow/tfjs";
      import { sequential } from "@tensorflow/tfjs-layers";
      import { tensor } from "@tensorflow/tfjs-core";
      export const f = () => [tf.LayersModel, tf.sequential === sequential, tf.tensor === tensor];`,
  });
  expect(await callModule(bundle, "f", undefined)).toEqual([tfjsLayers.LayersModel, true, true]);
});

test("a module is run anew each time it is called", async () => {
  const bundle = await bundleOf({ "m.ts": "let n = 0; export const f = () => ++n;" });
  const call = () => callModule(bundle, "f", undefined);
  expect([await call(), await call()]).toEqual([1, 1]);
});

describe("what cannot be read is told with its line", () => {
  test("a syntax error in a file that is imported", async () => {
    const files = {
      "m.ts": `export * from "./lib/h.ts";`,
      "lib/h.ts": "const ü = 1;\nlet x = ) 1;\n",
    };
    await expect(bundleOf(files)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: 'lib/h.ts:2:9: module: Unexpected ")"\n  2 | let x = ) 1;\n    |         ^',
    });
  });

  test("all imports that lead nowhere", async () => {
    const text = `import { a } from "./gone.ts";\nimport { b } from "no-package";\nexport { a, b };`;
    const refused = bundleOf({ "m.ts": text });
    await expect(refused).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    const told = String(await refused.catch((error: unknown) => error));
    expect(told).toMatch(/m\.ts:1:19: module: Could not resolve "\.\/gone\.ts"$/m);
    expect(told).toMatch(/m\.ts:2:19: module: Could not resolve "no-package"$/m);
  });

  test("a file that is not there, and a folder", async () => {
    const folder = folderWith({ "d/x.ts": "" });
    for (const [name, got] of [
      ["no.ts", "no such file"],
      ["d", "a folder"],
    ] as const) {
      await expect(bundleModule(join(folder, name), name)).rejects.toMatchObject({
        message: `${name}: must be a module's file, got ${got}`,
      });
    }
  });
});

describe("what a module's code does wrong is told with its line", () => {
  const refusal = (text: string, name?: string) =>
    bundleOf({ "m.ts": text }).then((bundle) => callModule(bundle, name, undefined));

  test.each([
    [
      "it throws where it is read",
      "const a: any = null;\nexport default () => a;\na.b.c;",
      undefined,
      'm.ts:3:3: module: must not throw, got "TypeError: Cannot read',
    ],
    [
      "the function throws",
      "const deep = () => {\n  throw new RangeError('no\\nmore');\n};\nexport const f = () => deep();",
      "f",
      'm.ts:2:9: f: must not throw, got "RangeError: no"\n  2 |   throw new RangeError(',
    ],
    [
      "it throws what is no error",
      "export default () => { throw 'wor\\x1bds'; };",
      undefined,
      'm.ts: default export: must not throw, got "wor\uFFFDds"',
    ],
    [
      "it ends the process",
      "export default () => process.exit(0);",
      undefined,
      'm.ts:1:30: default export: must not throw, got "Error: process.exit(0) was called"',
    ],
    [
      "the export is no function",
      "export const f = 3;",
      "f",
      "m.ts: f: must be a function, got a ",
    ],
    ["it exports nothing", "", "f", "m.ts: must export f, got no function"],
    [
      "it has no default export",
      "export const load = () => 1;",
      undefined,
      "m.ts: must have a default export, got load",
    ],
  ])("%s", async (_, text, name, message) => {
    await expect(refusal(text, name)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(message),
    });
  });

  test("a name that is nearly right is meant", async () => {
    const text = "export const loadRows = () => 1;\nexport const other = () => 1;";
    await expect(refusal(text, "loadRow")).rejects.toMatchObject({
      message: "m.ts: must export loadRow, got loadRows, other",
      hint: 'did you mean "loadRows"?',
    });
    await expect(refusal(text)).rejects.toMatchObject({ hint: "name one: `export: loadRows`" });
  });
});

test("esbuild is loaded only where a module is read", () => {
  const source = readFileSync(
    new URL("../../src/module/bundle-module.ts", import.meta.url),
    "utf8",
  );
  expect(source.match(/^import (?!type).*"esbuild"/m)).toBeNull();
});
