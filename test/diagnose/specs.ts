import type { RunSpec } from "../../src/engine/engine.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import type { OptimizerSpec } from "../../src/model/training-spec.ts";

/** What of a small run a test is about. */
export interface SpecParts {
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly optimizer?: OptimizerSpec;
  readonly dispatch?: "fit" | "call";
  readonly normalizes?: boolean;
}

function dense(name: string, input: string, units: number): LayerSpec {
  return {
    ...{ kind: "dense", name, inputs: [input], units, useBias: true },
    activation: units === 1 ? "linear" : "relu",
    kernelInitializer: {
      ...{ kind: "varianceScaling", scale: 1, mode: "fanAvg", distribution: "uniform" },
    },
    biasInitializer: { kind: "zeros" },
  };
}

/** A network with dropout on the question's rows, of which 96 train: four whole steps and a rest. */
export function droppingSpec(parts: SpecParts = {}): RunSpec {
  const { epochs = 3, batch = 20, seed = 7, dispatch = "fit", normalizes = false } = parts;
  const { optimizer = { name: "sgd", learningRate: 1e-4 } } = parts;
  const norm: LayerSpec = {
    ...{ kind: "batchNormalization", name: "norm", inputs: ["hidden"] },
    ...{ momentum: 0.9, epsilon: 1e-3, center: true, scale: true },
  };
  const input = normalizes ? "norm" : "hidden";
  const layers: LayerSpec[] = [
    dense("hidden", "input", 8),
    ...(normalizes ? [norm] : []),
    { kind: "dropout", name: "drop", inputs: [input], rate: 0.3 },
    dense("out", "drop", 1),
  ];
  return {
    data: { source: "sine-windows", rows: 120, seed: 1, shuffle: 1, validation: 0.2 },
    model: { layers, build: "static", dispatch },
    training: {
      ...{ epochs, batch, loss: "meanSquaredError", metrics: ["mae"], optimizer, shuffle: true },
    },
    seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
    engine: "test",
    seed,
  };
}
