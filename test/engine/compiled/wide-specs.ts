import fc from "fast-check";
import type { RunSpec } from "../../../src/engine/engine.ts";
import type { LayerSpec } from "../../../src/model/model-spec.ts";
import type { OptimizerSpec } from "../../../src/model/training-spec.ts";
import {
  maybe,
  optimizerOf,
  type RandomRun,
  randomRows,
  regularizer,
  withoutUndefined,
} from "./random-specs.ts";

const hidden = fc.record({
  units: fc.oneof(fc.constantFrom(32, 64, 96, 128, 160), fc.integer({ min: 32, max: 160 })),
  activation: fc.constantFrom("relu" as const, "relu" as const, "tanh" as const, "linear" as const),
  kernelRegularizer: maybe(regularizer, 4),
  biasRegularizer: maybe(regularizer, 4),
  useBias: fc.boolean(),
});

/**
 * Dense networks as wide as those that are really trained: sums so long that kernels cut them into
 * blocks, and weights enough for several whole tiles of a gradient, each trained while the next is
 * summed. Two whole batches and a part of one.
 */
export function wideRuns(name: OptimizerSpec["name"]): fc.Arbitrary<RandomRun> {
  return fc
    .record({
      inputs: fc.oneof(fc.constantFrom(128, 129, 256, 257, 384), fc.integer({ min: 40, max: 385 })),
      hiddenLayers: fc.array(hidden, { minLength: 1, maxLength: 2 }),
      outputs: fc.constantFrom(1, 1, 3, 33),
      optimizer: maybe(optimizerOf(name), 4).chain((any) =>
        any ? fc.constant(any) : optimizerOf(name).map(byTiles),
      ),
      batch: fc.integer({ min: 15, max: 47 }),
      rest: fc.nat({ max: 14 }),
      metrics: fc.constantFrom([], ["mae" as const]),
      shuffle: fc.boolean(),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    .map(({ inputs, hiddenLayers, outputs, rest, seed, ...training }) => {
      const layers = denseLayers(hiddenLayers, outputs);
      const spec: RunSpec = {
        data: { source: "sine-windows", rows: 1, seed: 1, validation: 0.2 }, // not these rows
        model: { layers, build: "static", dispatch: "fit" },
        training: { epochs: 1, loss: "meanSquaredError", ...training },
        seeding: { rule: "named", streams: ["init", "order"] },
        engine: "test",
        seed,
      };
      const rows = Math.ceil((2 * training.batch + rest) / 0.8);
      const shape = { inputShape: [inputs], rows, seed, scale: 1, embeds: false };
      return { spec, dataset: randomRows(shape, [outputs], 0) };
    });
}

/** Without what kernels need a whole gradient or another loop for. */
function byTiles({ clipNorm: _, ...optimizer }: OptimizerSpec): OptimizerSpec {
  return "centered" in optimizer ? { ...optimizer, momentum: 0, centered: false } : optimizer;
}

type Hidden = typeof hidden extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function denseLayers(hiddenLayers: readonly Hidden[], outputs: number): LayerSpec[] {
  const output: Hidden = {
    ...{ units: outputs, activation: "linear", useBias: true },
    ...{ kernelRegularizer: undefined, biasRegularizer: undefined },
  };
  return [...hiddenLayers, output].map((drawn, index) =>
    withoutUndefined({
      ...drawn,
      kind: "dense" as const,
      name: `dense-${index + 1}`,
      inputs: [index === 0 ? "input" : `dense-${index}`],
      kernelInitializer: {
        ...{ kind: "varianceScaling" as const, scale: 1 },
        ...{ mode: "fanAvg" as const, distribution: "uniform" as const },
      },
      biasInitializer: { kind: "randomUniform" as const, minval: -0.1, maxval: 0.1 },
    }),
  );
}
