import { expect, test } from "vitest";
import { sineWindows } from "../../../src/data/sine-windows.ts";
import { compiledEngine } from "../../../src/engine/compiled/compiled-engine.ts";
import { loadKernels } from "../../../src/engine/compiled/load-kernels.ts";
import { KERNEL_VERSION } from "../../../src/engine/compiled/program.ts";
import { weightsSha256 } from "../../../src/model/initialize.ts";
import { questionLayers, questionSpec, ROW_COUNT } from "../../reference/question-network.ts";
import { CASES } from "./cases.ts";
import { trainCase } from "./train-case.ts";

// A run's identity names the version of the kernels, and a run is never trained twice: were a bit
// to change under the same version, old results and new ones would be compared as one thing. By one
// kernel set, as all of them give the same bits (equal-bits.test.ts).
//
// If a bit changed on purpose: raise KERNEL_VERSION in src/engine/compiled/program.ts, then
// `npm run golden`.

const MESSAGE = "bits changed: raise KERNEL_VERSION in program.ts, then `npm run golden`";

test("the kernels of this version end in these bits", async () => {
  const lines = [`kernels ${KERNEL_VERSION}`];
  for (const given of CASES) {
    const { weights } = await trainCase("compiled wasm", given);
    lines.push(`${given.title} ${short(weightsSha256(weights.map((values) => ({ values }))))}`);
  }
  lines.push(`1,000 steps of the question's network ${short(await questionDigest())}`);
  await expect(`${lines.join("\n")}\n`, MESSAGE).toMatchFileSnapshot("../../golden/files/bits.txt");
});

async function questionDigest(): Promise<string> {
  const spec = questionSpec(questionLayers([1, 1, 1, 1, 1], [1, 1, 1, 1]), 1);
  const dataset = sineWindows({ rows: ROW_COUNT, seed: 1, shuffle: 1, take: 32_000 });
  const engine = compiledEngine(loadKernels("wasm"));
  const observer = { onEpoch: () => {}, shouldStop: () => false };
  const result = await engine.train(spec, dataset, observer);
  expect(result!.outcome).toBe("done");
  return result!.finalWeightsSha256;
}

function short(digest: string): string {
  return digest.slice(0, 16);
}
