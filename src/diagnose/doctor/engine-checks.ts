import { countOf } from "../../base/count-of.ts";
import type { EngineName } from "../../engine/engine.ts";
import { type Check, checked } from "./check.ts";
import type { EngineReport, TestedEngine } from "./examine-engine.ts";

const HINT =
  "npm ci, then npm run build; `sweep doctor` in another folder tells whether it is this one";

/**
 * Whether an engine loads and knows the answers.
 *
 * @param isBuilt whether the native part is there of an engine that may lack it
 */
export function engineChecks(report: EngineReport, isBuilt: boolean): Check[] {
  const { engine, unavailable, tested } = report;
  if (unavailable !== undefined) return [unavailableCheck(engine, unavailable, isBuilt)];
  return tested.map((one) => answersCheck(report, one));
}

function unavailableCheck(name: EngineName, got: string, isBuilt: boolean): Check {
  const what = { topic: "engine", name } as const;
  if (name === "tfjs-node" && !isBuilt) {
    const text = "not installed; npm run tfjs-node installs it";
    return { ...what, state: "absent", text, faults: [] };
  }
  return checked(
    { ...what, text: "does not load" },
    [`${name}: must load, got ${oneLine(got)}`],
    HINT,
  );
}

function answersCheck({ engine, numerics }: EngineReport, one: TestedEngine): Check {
  const { kernels, tests } = one;
  const name = kernels === undefined ? engine : `${engine} ${kernels}`;
  const failed = tests.filter(({ passed }) => !passed);
  const faults = failed.map(
    (test) =>
      `${name}: ${test.group}, ${test.name}: must be ${test.expected}, got ${oneLine(test.got)}`,
  );
  const count = countOf(tests.length, "answer");
  const right = failed.length === 0 ? `${count} right` : `${failed.length} of ${count} wrong`;
  const text = `${numerics?.split("/")[1]}, ${right}`;
  return checked({ topic: "engine", name, text }, faults, HINT);
}

function oneLine(text: string): string {
  return text.split("\n")[0]!.trim();
}
