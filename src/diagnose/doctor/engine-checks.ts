import { countOf } from "../../base/count-of.ts";
import type { EngineName } from "../../engine/engine.ts";
import { type Check, checked } from "./check.ts";
import type { EngineReport, TestedEngine } from "./examine-engine.ts";

const HINT = "npm ci and npm run build install and build anew";

/** Which native parts are there; an engine may do without. */
export interface NativeParts {
  readonly tfjsNode: boolean;
  readonly kernels: boolean;
}

/** Whether an engine loads and knows the answers. */
export function engineChecks(report: EngineReport, native: NativeParts): Check[] {
  const { engine, unavailable, tested } = report;
  if (unavailable !== undefined) return [unavailableCheck(engine, unavailable, native.tfjsNode)];
  const answers = tested.map((one, index) => answersCheck(engine, one, index === 0));
  const lacksNative = !tested.some(({ kernels }) => kernels?.startsWith("native-"));
  if (engine !== "compiled" || !native.kernels || !lacksNative) return answers;
  const fault = "build/kernels.node: must load on this machine, got none of its kernels";
  const what = { topic: "engine", name: "compiled native", text: "does not load" } as const;
  return [...answers, checked(what, [fault], "remove build, then npm run build")];
}

function unavailableCheck(name: EngineName, got: string, isBuilt: boolean): Check {
  const what = { topic: "engine", name } as const;
  if (name === "tfjs-node" && !isBuilt) {
    const text = "not built; npm run tfjs-node installs and builds it";
    return { ...what, state: "absent", text, faults: [] };
  }
  return checked(
    { ...what, text: "does not load" },
    [`${name}: must load, got ${oneLine(got)}`],
    HINT,
  );
}

function answersCheck(engine: EngineName, one: TestedEngine, isInUse: boolean): Check {
  const { kernels, tests } = one;
  const name = kernels === undefined ? engine : `${engine} ${kernels}`;
  const failed = tests.filter(({ passed }) => !passed);
  const faults = failed.map(
    (test) =>
      `${name}: ${test.group}, ${test.name}: must be ${test.expected}, got ${oneLine(test.got)}`,
  );
  const count = countOf(tests.length, "answer");
  const right = failed.length === 0 ? `${count} right` : `${failed.length} of ${count} wrong`;
  const text = kernels !== undefined && isInUse ? `in use, ${right}` : right;
  return checked({ topic: "engine", name, text }, faults, HINT);
}

function oneLine(text: string): string {
  return text.split("\n")[0]!.trim();
}
