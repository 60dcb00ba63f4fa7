// A small sweep and results made by hand, for the tests of this folder.

import { digest, type Json } from "../../src/base/digest.ts";
import type { Plan, PlannedVariant, RunResult, VariantSpec } from "../../src/plan/run.ts";
import type { RunContext } from "../../src/store/finish-run.ts";

export const ENGINE = "tfjs-wasm/4.22.0";

/** The n-th minute of a certain hour. */
export function minute(n: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString();
}

export interface SampleOptions {
  readonly sweep?: string;
  /** names of the variants, and what makes them differ: equal numbers are equal definitions */
  readonly variants?: Readonly<Record<string, number>>;
  readonly seeds?: readonly number[];
}

export function samplePlan(options: SampleOptions = {}): Plan {
  const { sweep = "sample", variants = { plain: 1, wide: 2 }, seeds = [1, 2] } = options;
  const planned = Object.entries(variants).map(([name, units]): PlannedVariant => {
    const spec = sampleSpec(units);
    return { name, spec, id: digest(spec as unknown as Json) };
  });
  return {
    sweep,
    configText: `name: ${sweep}\n# ${JSON.stringify(options)}\n`,
    engine: { name: "tfjs-wasm", numerics: ENGINE },
    seeds,
    variants: planned,
    runs: seeds.flatMap((seed) =>
      planned.map(({ name, spec }) => {
        const runSpec = { ...spec, seed };
        return { id: digest(runSpec as unknown as Json), variant: name, seed, spec: runSpec };
      }),
    ),
    warnings: [],
    files: {},
  };
}

function sampleSpec(units: number): VariantSpec {
  return {
    data: { source: "sine-windows", rows: 10 * units, seed: 1, validation: 0.1 },
    model: { build: "static", dispatch: "fit", layers: [] },
    training: {
      epochs: 3,
      batch: 32,
      loss: "meanSquaredError",
      metrics: ["mae"],
      optimizer: { name: "sgd", learningRate: 0.1 },
      shuffle: false,
    },
    seeding: { rule: "named", streams: ["init"] },
    engine: ENGINE,
  };
}

/** A result with these series; `reason` makes it a diverged one. */
export function sampleResult(
  series: Readonly<Record<string, readonly number[]>>,
  reason?: string,
): RunResult {
  return {
    outcome: reason === undefined ? "done" : "diverged",
    series: Object.fromEntries(
      Object.entries(series).map(([metric, values]) => [metric, Float64Array.from(values)]),
    ),
    initialWeightsSha256: "1".repeat(64),
    initialPredictionsSha256: "2".repeat(64),
    finalWeightsSha256: "3".repeat(64),
    durationMs: 1500,
    ...(reason === undefined ? {} : { reason }),
  };
}

export const CONTEXT: RunContext = {
  engine: ENGINE,
  dataSha256: "d".repeat(64),
  environment: { node: "v20.20.2", cpu: "a cpu" },
};
