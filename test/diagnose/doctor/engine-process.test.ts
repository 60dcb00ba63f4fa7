import { expect, test } from "vitest";
import { engineChecks } from "../../../src/diagnose/doctor/engine-checks.ts";
import { examineEnginesApart } from "../../../src/diagnose/doctor/engine-process.ts";

const BOTH = { tfjsNode: true, kernels: true };

test("an engine that does not load is a finding, and the one after it is examined", async () => {
  const [compiled, cpu] = await examineEnginesApart(["compiled", "tfjs-cpu"], {
    SWEEP_KERNELS: "abacus",
  });
  expect(engineChecks(compiled!, BOTH)).toMatchObject([
    {
      state: "fault",
      faults: [expect.stringMatching(/^compiled: must load, got SWEEP_KERNELS: .*, got "abacus"$/)],
    },
  ]);
  expect(engineChecks(cpu!, BOTH)).toMatchObject([{ state: "passed", faults: [] }]);
});

test("a process that ends before it told is a finding for each of its engines", async () => {
  const settings = { NODE_OPTIONS: "--require=./there-is-no-such-module.cjs" };
  const reports = await examineEnginesApart(["tfjs-wasm", "tfjs-cpu"], settings);
  expect(reports.map(({ engine }) => engine)).toEqual(["tfjs-wasm", "tfjs-cpu"]);
  for (const { unavailable } of reports) {
    expect(unavailable).toMatch(
      /^a process that ended with exit code 1: Error: Cannot find module/,
    );
  }
});

test("tfjs-node that was never built is absent, one that was built must load", () => {
  const report = { engine: "tfjs-node", unavailable: "no such file\nat all", tested: [] } as const;
  const check = (tfjsNode: boolean) => engineChecks(report, { tfjsNode, kernels: false })[0];
  expect(check(false)).toMatchObject({ state: "absent", faults: [] });
  expect(check(true)).toMatchObject({ faults: ["tfjs-node: must load, got no such file"] });
});

test("native kernels that lie there but do not load are a finding", () => {
  const tested = [{ kernels: "wasm", tests: [], trained: null }];
  const faultsWith = (kernels: boolean) =>
    engineChecks({ engine: "compiled", tested }, { tfjsNode: false, kernels }).flatMap(
      ({ faults }) => faults,
    );
  expect(faultsWith(false)).toEqual([]);
  expect(faultsWith(true)).toEqual([
    "build/kernels.node: must load on this machine, got none of its kernels",
  ]);
});
