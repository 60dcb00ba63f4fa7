import { describe, expect, test } from "vitest";
import { divergedDigests, engineNames } from "./diverged-digests.ts";
import { trainDiverging } from "./diverging-run.ts";

// A short version of test/campaign/diverged-run.test.ts. Which bits a not-a-number has depends on the
// processor, and on whether V8 has compiled the function that handles it.

const names = await engineNames();
const compiled = names.filter((name) => !name.startsWith("tfjs-"));

describe("a diverged run is recorded as one digest", () => {
  test.each(names)("however often it is trained in one process: %s", async (name) => {
    expect(new Set(await trainDiverging(name, 25)).size).toBe(1);
  });

  test("whatever compiled kernels train it, in a used process or a fresh one", async () => {
    const digests = await Promise.all(compiled.map((name) => trainDiverging(name, 1)));
    expect(new Set([...digests.flat(), ...divergedDigests("wasm", 1)]).size).toBe(1);
  });
});
