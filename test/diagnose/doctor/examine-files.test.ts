import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { examineFiles, isHealthy } from "../../../src/diagnose/doctor/examine.ts";
import { temporaryFolder } from "../../cli/program.ts";
import { flipBit, installedTree } from "./installed-tree.ts";

const CPU = "@tensorflow/tfjs-backend-cpu";

/** Plants something; returns what doctor finds, which must be a fault. */
function faultsAfter(plant: (root: string) => void): readonly string[] {
  const root = installedTree();
  plant(root);
  const { checks } = examineFiles({ root, tree: "dist" }, root);
  expect(isHealthy({ checks })).toBe(false);
  return checks.flatMap(({ faults }) => faults);
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

test("an installation without a fault has none, and what is optional may be missing", () => {
  const root = installedTree();
  const { checks } = examineFiles({ root, tree: "dist" }, root);
  expect(checks.flatMap(({ faults }) => faults)).toEqual([]);
  const absent = checks.filter(({ state }) => state === "absent").map(({ name }) => name);
  expect(absent).toContain("@tensorflow/tfjs-node");
  expect(absent).not.toContain("@tensorflow/tfjs-core");
});

test("one bit of one installed file is named", () => {
  const file = `${CPU}/dist/tf-backend-cpu.node.js`;
  expect(faultsAfter((root) => flipBit(join(root, "node_modules", file)))).toEqual([
    expect.stringMatching(
      /^@tensorflow\/tfjs-backend-cpu\/dist\/tf-backend-cpu\.node\.js: must have SHA-256 [0-9a-f]{12}…, got [0-9a-f]{12}…$/,
    ),
  ]);
});

test("a file that is gone is named", () => {
  const file = "long/src/long.js";
  expect(faultsAfter((root) => rmSync(join(root, "node_modules", file)))).toEqual([
    "long/src/long.js: must be there, got no such file",
  ]);
});

test("a file that no tarball has is named, where Node could load it", () => {
  const plant = (root: string) => {
    for (const name of ["index.js", "notes.md"]) {
      writeFileSync(join(root, "node_modules", CPU, name), "");
    }
  };
  expect(faultsAfter(plant)).toEqual([
    `${CPU}/index.js: must be in the tarball, got a file of nobody's`,
  ]);
});

test("another version is named", () => {
  const file = "node_modules/long/package.json";
  const plant = (root: string) =>
    rewrite(join(root, file), (text) => text.replace('"4.0.0"', '"4.0.1"'));
  expect(faultsAfter(plant)).toEqual(["long: must have version 4.0.0, got 4.0.1"]);
});

test("a package.json that nobody can read is named", () => {
  const faults = faultsAfter((root) =>
    rewrite(join(root, "node_modules/long/package.json"), (text) => text.replace("{", "[")),
  );
  expect(faults).toEqual([expect.stringMatching(/^long\/package\.json: must have SHA-256 /)]);
});

test("a manifest that is damaged is named, and the rest is looked at all the same", () => {
  const faults = faultsAfter((root) => {
    rewrite(join(root, "dist/diagnose/doctor/packages.sha256"), (text) => text.slice(1000));
    rewrite(join(root, "build/kernels.node.stamp"), (text) => text.slice(1));
  });
  expect(faults).toEqual([
    expect.stringMatching(
      /^dist\/diagnose\/doctor\/packages\.sha256: must be as it was made, got packages manifest: /,
    ),
    "build/kernels.node: must have its digest beside it, got none",
    expect.stringMatching(/^dist\/diagnose\/doctor\/packages\.sha256: must have SHA-256 /),
  ]);
});

test("a package that is missing is named", () => {
  expect(faultsAfter((root) => rmSync(join(root, "node_modules/seedrandom")))).toEqual([
    "seedrandom: must be installed, got none",
  ]);
});

test("a second copy within a package is named with both places", () => {
  const inner = `node_modules/long/node_modules/${CPU}`;
  const faults = faultsAfter((root) => {
    cpSync(join(root, "node_modules", CPU), join(root, inner), { recursive: true });
  });
  expect(faults).toEqual([
    expect.stringMatching(
      /^@tensorflow\/tfjs-backend-cpu: must be there once, got 4\.22\.0 in \S+ and 4\.22\.0 in \S+\/long\/node_modules\/\S+$/,
    ),
  ]);
});

test("a second copy where the user works is named", () => {
  const [root, user] = [installedTree(), temporaryFolder()];
  const folder = join(user, "node_modules/@tensorflow/tfjs-core");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"version": "4.10.0"}');
  const { checks } = examineFiles({ root, tree: "dist" }, join(user, "sweeps"));
  expect(checks.flatMap(({ faults }) => faults)).toEqual([
    expect.stringMatching(/tfjs-core: must be there once, got 4\.22\.0 in \S+ and 4\.10\.0 in /),
  ]);
});

test("one bit of our own kernels is named, of those in C and of those in WASM", () => {
  const faults = faultsAfter((root) => {
    flipBit(join(root, "dist/engine/compiled/kernels.wasm"));
    flipBit(join(root, "build/kernels.node"));
  });
  expect(faults).toEqual([
    expect.stringMatching(/^kernels\.wasm: must have SHA-256 \S+, got \S+$/),
    expect.stringMatching(/^build\/kernels\.node: must have SHA-256 \S+ as built, got \S+$/),
    expect.stringMatching(/^dist\/engine\/compiled\/kernels\.wasm: must have SHA-256 /),
  ]);
});

test("kernels that were built from other sources are named", () => {
  const faults = faultsAfter((root) =>
    rewrite(join(root, "src/engine/compiled/c/update.h"), (text) => `${text}\n`),
  );
  expect(faults).toEqual([
    "build/kernels.node: must be built from the sources that are here, got one of others",
  ]);
});

test("kernels without the digest from when they were built are named", () => {
  const faults = faultsAfter((root) =>
    rewrite(join(root, "build/kernels.node.stamp"), (text) => {
      const { addon: _, ...stamp } = JSON.parse(text);
      return JSON.stringify(stamp);
    }),
  );
  expect(faults).toEqual(["build/kernels.node: must have its digest beside it, got none"]);
});

test("kernels that were not built are no fault", () => {
  const root = installedTree();
  rmSync(join(root, "build"), { recursive: true });
  const { checks, addonSha256 } = examineFiles({ root, tree: "dist" }, root);
  expect(addonSha256).toBeUndefined();
  expect(checks.find(({ name }) => name === "kernels.node")).toMatchObject({ state: "absent" });
  expect(isHealthy({ checks })).toBe(true);
});

test("a changed, a missing and an added file of the compiled program are named", () => {
  const faults = faultsAfter((root) => {
    rewrite(join(root, "dist/cli/sweep.js"), (text) => `${text}//`);
    rmSync(join(root, "dist/store/schema.sql"));
    writeFileSync(join(root, "dist/store/more.js"), "");
  });
  expect(faults).toEqual([
    expect.stringMatching(/^dist\/cli\/sweep\.js: must have SHA-256 \S+ as built, got [0-9a-f]+…$/),
    expect.stringMatching(/^dist\/store\/more\.js: must have SHA-256 none as built, got /),
    expect.stringMatching(/^dist\/store\/schema\.sql: must have SHA-256 \S+ as built, got none$/),
  ]);
});
