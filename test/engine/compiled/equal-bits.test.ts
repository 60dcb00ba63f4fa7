import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sineWindows } from "../../../src/data/sine-windows.ts";
import { availableKernels, loadKernels } from "../../../src/engine/compiled/load-kernels.ts";
import { lower } from "../../../src/engine/compiled/lower.ts";
import { printProgram } from "../../../src/engine/compiled/print-program.ts";
import { questionLayers, questionSpec, ROW_COUNT } from "../../reference/question-network.ts";
import { OPTIMIZER_NAMES, randomRuns } from "./random-specs.ts";
import { expectSameBits, trainAll } from "./run-digests.ts";
import { wideRuns } from "./wide-specs.ts";

const RUNS = Number(process.env.SWEEP_RANDOM_PROGRAMS ?? 300);
/** with each optimizer */
const WIDE_RUNS = 5;
const SEED = 20_26;
const sets = availableKernels().map((name) => loadKernels(name));
const reference = sets.find(({ name }) => name === "reference")!;
const others = sets.filter(({ name }) => name !== "reference");

describe("every kernel set gives the reference's bits", () => {
  test(`in ${RUNS} random programs`, () => {
    expect(others.map(({ name }) => name)).toContain("wasm");
    fc.assert(
      fc.property(randomRuns, (run) => expectSameBits(run, reference, others)),
      { numRuns: RUNS, seed: SEED, verbose: 0 },
    );
  });

  for (const [index, name] of OPTIMIZER_NAMES.entries()) {
    test(`in ${WIDE_RUNS} runs of wide networks trained by ${name}`, () => {
      fc.assert(
        fc.property(wideRuns(name), (run) => expectSameBits(run, reference, others)),
        { numRuns: WIDE_RUNS, seed: SEED + index, verbose: 0 }, // other networks with each
      );
    });
  }
});

test("1,000 steps of the question's network end in one digest with every quick kernel set", () => {
  const spec = questionSpec(questionLayers([1, 1, 1, 1, 1], [1, 1, 1, 1]), 1);
  const dataset = sineWindows({ rows: ROW_COUNT, seed: 1, shuffle: 1, take: 32_000 });
  const runs = others.map((kernels) => trainAll(kernels, { spec, dataset }));
  for (const run of runs) expect(run).toEqual(runs[0]);
});

test("a program is one text for one model", () => {
  fc.assert(
    fc.property(randomRuns, ({ spec, dataset: { inputShape, targetShape } }) => {
      const print = () => printProgram(lower({ ...spec, inputShape, targetShape }));
      expect(print()).toBe(print());
    }),
    { numRuns: 30 },
  );
});
