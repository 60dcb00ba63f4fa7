import { expect, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { why } from "../../src/diagnose/why.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import { armOf, flipBit, tamperedKernels } from "../diagnose/arms.ts";
import { questionLayers, questionSpec, ROW_COUNT } from "../reference/question-network.ts";

const PARTING = 20_000;

test("a part at step 20,000 of the question's 31,250 is found at the cost of 2.2 runs or less", async () => {
  const layers = questionLayers([1, 1, 1, 1, 1], [1, 1, 1, 1]);
  const spec = questionSpec(layers, 1, { epochs: 10 });
  const dataset = sineWindows({ rows: ROW_COUNT, seed: 1, shuffle: 1 });
  const startedAt = performance.now();
  await (await loadEngine("compiled")).train(spec, dataset, {
    onEpoch: () => {},
    shouldStop: () => false,
  });
  const runMs = performance.now() - startedAt;
  const off = tamperedKernels((executor, stretch, { tensors, weights }) => {
    executor.train(stretch);
    const { offset } = tensors[weights[0]!.tensor]!;
    if (stretch.step === PARTING - 1) flipBit(executor.arena, offset);
  });
  const a = await armOf(spec, { name: "a", dataset });
  const b = await armOf(spec, { dataset, kernels: off });
  const climbedAt = performance.now();
  const { differs, costInRuns } = why({ a, b, judge: "bits" });
  const climbMs = performance.now() - climbedAt;
  expect(a.run.stepCount).toBe(31_250);
  expect(differs).toMatchObject({ rung: "step", where: "dense-1/kernel", step: PARTING });
  expect(costInRuns).toBeLessThanOrEqual(2.2);
  const seconds = [runMs, climbMs].map((ms) => (ms / 1000).toFixed(1));
  const ratio = (climbMs / runMs).toFixed(2);
  process.stdout.write(
    `a run ${seconds[0]} s, why ${seconds[1]} s: ${ratio} times, ${costInRuns.toFixed(2)} in steps\n`,
  );
});
