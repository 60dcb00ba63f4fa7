// Trains one run that diverges, over and over, and prints what would be recorded of it each time.
// Arguments: the engine ("reference", "wasm" ..., or "tfjs-wasm" ...) and how often.

import { fileURLToPath } from "node:url";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { Engine, RunSpec } from "../../src/engine/engine.ts";
import type { TfjsBackend } from "../../src/engine/tfjs/load-backend.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import type { Activation, LayerSpec } from "../../src/model/model-spec.ts";
import { encodeSeries, seriesSha256 } from "../../src/store/series-bytes.ts";

const ROWS = 60;

/** Ends in weights, losses and metrics that are no numbers, some of them minus infinity before. */
const SPEC: RunSpec = {
  data: { source: "sine-windows", rows: ROWS, seed: 1, validation: 0.2 },
  model: {
    layers: [dense("hidden", "input", 8, "relu"), dense("out", "hidden", 1, "linear")],
    ...{ build: "static", dispatch: "fit" },
  },
  training: {
    ...{ epochs: 6, batch: 8, loss: "meanSquaredError", shuffle: true },
    metrics: ["mae", "logcosh", "cosineProximity", "kullbackLeiblerDivergence"],
    optimizer: { name: "momentum", momentum: 0.9, learningRate: 1e12 },
  },
  seeding: { rule: "named", streams: ["init", "order"] },
  engine: "test",
  seed: 3,
};

function dense(name: string, input: string, units: number, activation: Activation): LayerSpec {
  return {
    ...{ name, inputs: [input], kind: "dense", units, activation, useBias: true },
    kernelInitializer: { kind: "randomUniform", minval: -1, maxval: 1 },
    biasInitializer: { kind: "zeros" },
  };
}

async function engineOf(name: string): Promise<Engine> {
  const backend = /^tfjs-(.*)/.exec(name)?.[1];
  if (backend) return loadTfjsEngine(backend as TfjsBackend);
  return compiledEngine(loadKernels(name));
}

/** @returns of each training, digests of its series and of its weights */
export async function trainDiverging(name: string, times: number): Promise<string[]> {
  const engine = await engineOf(name);
  const dataset = sineWindows({ rows: ROWS, seed: 1 });
  const digests: string[] = [];
  for (let time = 0; time < times; time++) {
    const observer = { onEpoch: () => {}, shouldStop: () => false };
    const result = await engine.train(SPEC, dataset, observer);
    if (result?.outcome !== "diverged") throw new Error("must diverge");
    const series = new Map(
      Object.entries(result.series).map(([metric, values]) => [metric, encodeSeries(values)]),
    );
    digests.push(`${seriesSha256(series)} ${result.finalWeightsSha256}`);
  }
  return digests;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , name, times] = process.argv;
  console.log((await trainDiverging(name!, Number(times))).join("\n"));
}
