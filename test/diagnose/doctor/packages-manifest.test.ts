import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { installedFilesCheck } from "../../../src/diagnose/doctor/installed-files.ts";
import {
  isCovered,
  parseManifest,
  printManifest,
} from "../../../src/diagnose/doctor/packages-manifest.ts";

const COMMITTED = new URL("../../../src/diagnose/doctor/packages.sha256", import.meta.url);
const committed = readFileSync(COMMITTED, "utf8");

const anySha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const anyPath = fc.stringMatching(/^[a-z]{1,5}(\/[a-z ]{1,5}){0,2}\.js$/);
const anyPackage = fc.record({
  name: fc.stringMatching(/^(@[a-z]{1,3}\/)?[a-z]{1,8}$/),
  version: fc.constantFrom("1.0.0", "4.22.0-beta.1"),
  isOptional: fc.boolean(),
  files: fc.dictionary(anyPath, anySha256).map((files) => new Map(Object.entries(files))),
});

test("what is printed is read back", () => {
  fc.assert(
    fc.property(fc.array(anyPackage), (packages) => {
      expect(parseManifest(printManifest(packages))).toEqual(packages);
    }),
  );
});

test("the committed manifest is of the packages that the lock names: else npm run integrity", () => {
  const lock = JSON.parse(
    readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8"),
  );
  const packages = parseManifest(committed);
  for (const { name, version, isOptional, files } of packages) {
    const { version: locked, optional = false } = lock.packages[`node_modules/${name}`];
    expect([name, version, isOptional]).toEqual([name, locked, optional]);
    expect(files.has("package.json")).toBe(true);
  }
  const numeric = Object.keys(lock.packages).filter((path) => /^node_modules\/@tens/.test(path));
  const names = packages.map(({ name }) => `node_modules/${name}`);
  expect(numeric.filter((path) => path.split("/").length === 3 && !names.includes(path))).toEqual(
    [],
  );
  expect(printManifest(packages)).toBe(committed);
});

test("a line that is no file of its package is refused", () => {
  const sha256 = "0".repeat(64);
  for (const line of [`${sha256}  b/a.js`, `${sha256} a/a.js`, "abc  a/a.js"]) {
    expect(() => parseManifest(`# package a 1.0.0\n${line}\n`)).toThrow(
      `packages manifest: a line must be a file of its package, got "${line}"`,
    );
  }
  expect(() => parseManifest(`${sha256}  a/a.js\n`)).toThrow(RangeError);
});

test("covered is what Node loads and what a compiler reads", () => {
  const paths = ["a.js", "a/b.cjs", "package.json", "a.wasm", "a.node", "src/a.cc", "binding.gyp"];
  expect(paths.filter((path) => !isCovered(path))).toEqual([]);
  expect(["a.js.map", "a.d.ts", "README.md", "js", "a.html"].filter(isCovered)).toEqual([]);
});

test("of very many files at fault twenty are named and the others counted", () => {
  const paths = Array.from({ length: 30 }, (_, index) => `${index}.js`);
  const locked = {
    ...{ name: "a", version: "1.0.0", isOptional: false },
    files: new Map(paths.map((path) => [path, "0".repeat(64)])),
  };
  const { faults, text } = installedFilesCheck(locked, {
    ...{ version: "1.0.0", files: new Map(), built: [] },
  });
  expect(faults).toHaveLength(21);
  expect(faults.at(-1)).toBe("and 10 files more");
  expect(text).toBe("1.0.0, 30 files not as locked");
});
