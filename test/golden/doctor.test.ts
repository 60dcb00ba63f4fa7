import { expect, test } from "vitest";
import type { Check } from "../../src/diagnose/doctor/check.ts";
import type { DoctorReport } from "../../src/diagnose/doctor/examine.ts";
import { renderDoctorText } from "../../src/report/doctor-text.ts";

// What doctor prints, as files one can look at; `npm run golden` writes them anew.

const passed = (topic: Check["topic"], name: string, text: string): Check => ({
  ...{ topic, name, state: "passed", text, faults: [] },
});
const absent = (topic: Check["topic"], name: string, text: string): Check => ({
  ...{ topic, name, state: "absent", text, faults: [] },
});

const WELL: readonly Check[] = [
  passed("machine", "Node", "20.20.2, at least 20.19.0"),
  passed("machine", "SQLite", "3.53.2, at least 3.51.3"),
  passed("files", "@tensorflow/tfjs-core", "4.22.0, 883 files as locked"),
  absent("files", "@tensorflow/tfjs-node", "not installed"),
  passed("files", "better-sqlite3", "12.11.1, 45 files as locked, 2 built here"),
  absent(
    "files",
    "kernels.node",
    "not built, WASM is used: npm run build makes it where there is a C compiler",
  ),
  passed("copies", "@tensorflow/*", "9 packages, each once"),
  passed("engine", "compiled wasm", "in use, 54 answers right"),
  absent("engine", "tfjs-node", "not built; npm run tfjs-node installs and builds it"),
];

const ILL: readonly Check[] = [
  ...WELL,
  {
    ...{ topic: "files", name: "@tensorflow/tfjs-layers", state: "fault" },
    text: "4.22.0, 2 files not as locked",
    faults: [
      "@tensorflow/tfjs-layers/dist/tf-layers.node.js: must have SHA-256 0123456789ab…, " +
        "got ba9876543210…",
      "@tensorflow/tfjs-layers/dist/version.js: must be there, got no such file",
    ],
    hint: "npm ci installs what package-lock.json names",
  },
  {
    ...{ topic: "engine", name: "tfjs-cpu", state: "fault" },
    text: "1 of 57 answers wrong",
    faults: [
      "tfjs-cpu: dropout, static, not told: dropped: must be 0, got \u001b[31m1029\u001b[0m",
    ],
    hint: "npm ci and npm run build install and build anew",
  },
];

function report(checks: readonly Check[]): DoctorReport {
  const tested = (stepCount: number, weightsSha256: string) => [
    { tests: [], trained: { stepCount, weightsSha256 } },
  ];
  return {
    machine: {
      ...{ node: "20.20.2", v8: "11.3.244.8-node.38", platform: "linux", arch: "x64" },
      ...{ cpu: "AMD EPYC", cores: 2, sqlite: "3.53.2" },
      features: ["sse4_2", "avx", "avx2", "fma"],
    },
    checks,
    engines: [
      { engine: "compiled", numerics: "compiled/2-4", tested: tested(100, "1cde07c0".repeat(8)) },
      { engine: "tfjs-node", unavailable: "no such module", tested: [] },
      {
        engine: "tfjs-wasm",
        numerics: "tfjs-wasm/4.22.0-4",
        tested: [{ tests: [], trained: null }],
      },
      {
        engine: "tfjs-cpu",
        numerics: "tfjs-cpu/4.22.0-4",
        tested: tested(20, "6d526be8".repeat(8)),
      },
    ],
    builtHere: [],
  };
}

test.each([
  ["well", WELL],
  ["ill", ILL],
] as const)("doctor's text looks as it did where all is %s", async (name, checks) => {
  const text = renderDoctorText(report(checks));
  expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(text).not.toContain("\u001b");
  await expect(text).toMatchFileSnapshot(`./files/doctor-${name}.txt`);
});

test("of a check with very many faults ten are shown and the others counted", () => {
  const faults = Array.from({ length: 54 }, (_, index) => `compiled wasm: question ${index}`);
  const broken: Check = {
    ...{ topic: "engine", name: "compiled wasm", state: "fault", text: "54 of 54 answers wrong" },
    faults,
  };
  const text = renderDoctorText(report([broken]));
  expect(text.split("\n").slice(-4)).toEqual([
    "  ✗ compiled wasm: question 8",
    "  ✗ compiled wasm: question 9",
    "    and 44 more, in --json",
    "",
  ]);
});

test("a machine whose features nobody tells says so", () => {
  const { machine, ...rest } = report(WELL);
  const text = renderDoctorText({ ...rest, machine: { ...machine, features: null } });
  expect(text).toContain("AMD EPYC, 2 cores: its features are not told here\n");
});
