import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DoctorReport } from "../../src/diagnose/doctor/examine.ts";
import { copyPackage, flipBit, installedTree } from "../diagnose/doctor/installed-tree.ts";
import { sweep } from "./program.ts";

// The real program, installed where things may be broken.

const CPU = "node_modules/@tensorflow/tfjs-backend-cpu";

function doctor(root: string, env: Record<string, string> = {}, ...args: readonly string[]) {
  const program = join(root, "dist/cli/sweep.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "doctor", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  expect(stderr).toBe("");
  return { exitCode: status, out: stdout };
}

test("a machine that is well passes, and prints what others can compare", async () => {
  const { out, exitCode } = await sweep("doctor");
  expect(out).toMatch(
    /^ {2}c894f22b31a5f533 {2}compiled\/\S+, 100 steps: the same on every machine$/m,
  );
  expect(out).toMatch(/\nAll is well: \d+ checks passed\.\n$/);
  expect(exitCode).toBe(0);
});

test("planted faults are all named, and end in exit code 4", () => {
  const root = installedTree();
  flipBit(join(root, CPU, "dist/backend_cpu.js"));
  rmSync(join(root, CPU, "dist/version.js"));
  writeFileSync(join(root, CPU, "index.cjs"), "");
  cpSync(join(root, "node_modules/long"), join(root, CPU, "node_modules/long"), {
    recursive: true,
  });
  const copy = "node_modules/long/node_modules/@tensorflow/tfjs-backend-cpu";
  cpSync(join(root, CPU), join(root, copy), { recursive: true });
  flipBit(join(root, "dist/store/schema.sql"));
  const { out, exitCode } = doctor(root);
  const [, faults] = out.split(/\n\d+ checks of \d+ found a fault:\n/);
  const words = faults!.replace(/\s+/g, " ");
  for (const fault of [
    "tfjs-backend-cpu/dist/backend_cpu.js: must have SHA-256",
    "tfjs-backend-cpu/dist/version.js: must be there, got no such file",
    "tfjs-backend-cpu/index.cjs: must be in the tarball, got a file of nobody's",
    "@tensorflow/tfjs-backend-cpu: must be there once, got 4.22.0 in",
    "dist/store/schema.sql: must have SHA-256",
    "hint: npm ci installs what package-lock.json names",
  ]) {
    expect(words).toContain(fault);
  }
  expect(exitCode).toBe(4);
});

test("a package without which no database opens is named all the same", () => {
  const root = installedTree();
  const folder = copyPackage(root, "better-sqlite3");
  const file = join(folder, "lib/database.js");
  writeFileSync(file, `(${readFileSync(file, "utf8")}`);
  const { out, exitCode } = doctor(root);
  expect(out).toContain("✗ better-sqlite3/lib/database.js: must have SHA-256");
  expect(out.replace(/\s+/g, " ")).toContain(
    "✗ SQLite: must have version 3.51.3 or newer, got none,",
  );
  expect(exitCode).toBe(4);
});

test("dropout of tfjs that drops though nobody told it to train is named, with its file", () => {
  const root = installedTree();
  const file = join(copyPackage(root, "@tensorflow/tfjs-layers"), "dist/tf-layers.node.js");
  const [silent, dropping] = ["kwargs['training'] == null ? false", "true ? true"];
  const source = readFileSync(file, "utf8");
  const at = source.indexOf(silent, source.indexOf("    Dropout.prototype.call ="));
  writeFileSync(file, source.slice(0, at) + dropping + source.slice(at + silent.length));
  const { out, exitCode } = doctor(root, {}, "--json");
  const { checks } = JSON.parse(out) as DoctorReport;
  expect(checks.flatMap(({ faults }) => faults)).toEqual([
    expect.stringMatching(
      /^@tensorflow\/tfjs-layers\/dist\/tf-layers\.node\.js: must have SHA-256 /,
    ),
    ...["tfjs-wasm", "tfjs-cpu"].flatMap((engine) =>
      ["apply", "call"].map(
        (by) =>
          `${engine}: dropout, tfjs' layer by ${by}, not told: dropped of 4096: must be 0, got 970`,
      ),
    ),
  ]);
  expect(exitCode).toBe(4);
});

test("kernels that add where they should multiply answer wrong, and end in exit code 4", () => {
  const root = installedTree();
  const file = join(root, "dist/engine/compiled/kernels.wasm");
  const [multiply, add] = [Buffer.of(0xfd, 0xe6, 0x01), Buffer.of(0xfd, 0xe4, 0x01)];
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf(multiply); at >= 0; at = bytes.indexOf(multiply, at))
    add.copy(bytes, at);
  writeFileSync(file, bytes);
  const { out, exitCode } = doctor(root, { SWEEP_KERNELS: "wasm" }, "--json");
  const { checks, isHealthy } = JSON.parse(out) as DoctorReport & { isHealthy: boolean };
  const wrong = checks.filter(({ state }) => state === "fault").map(({ name }) => name);
  expect(wrong).toEqual(["kernels.wasm", "dist", "compiled wasm"]);
  const { faults, text } = checks.find(({ name }) => name === "compiled wasm")!;
  expect(text).toMatch(/^in use, \d+ of 54 answers wrong$/);
  expect(faults.at(-1)).toMatch(
    /SHA-256 of the weights after 100 steps: must be c894f22b\w+, got \w+$/,
  );
  expect(isHealthy).toBe(false);
  expect(exitCode).toBe(4);
});
