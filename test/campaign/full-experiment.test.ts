import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localDispatcher } from "../../src/run/local/local-dispatcher.ts";
import {
  CURVE_VARIANTS,
  type Curves,
  questionLayers,
  questionSpec,
} from "../reference/question-network.ts";

// The whole experiment of the answer on the compiled engine: 20 runs of 31,250 steps. Rounding
// alone moves one run by several percent in ten epochs, so the means of ten runs are compared.

const VARIANTS = ["dropout_active", "dropout_inactive"];
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const EPOCHS = [1, 5, 10];
const curves: Curves = JSON.parse(
  readFileSync(new URL("../reference/curves.json", import.meta.url), "utf8"),
);
const dispatcher = localDispatcher();
const runs = VARIANTS.flatMap((variant) => SEEDS.map((seed) => ({ variant, seed })));
const losses = new Map<string, Float64Array[]>(VARIANTS.map((variant) => [variant, []]));

beforeAll(async () => {
  const specs = runs.map(({ variant, seed }) =>
    questionSpec(questionLayers([1, 1, 1, 1, 1], CURVE_VARIANTS[variant]), seed, { epochs: 10 }),
  );
  const threads = availableParallelism();
  await dispatcher.open({ data: specs[0]!.data, files: {}, engine: "compiled", threads });
  const startedAt = performance.now();
  const ends = await Promise.all(specs.map((spec) => dispatcher.train(spec, () => {})));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`20 runs of 31,250 steps on ${threads} threads: ${seconds} s\n`);
  for (const [index, end] of ends.entries()) {
    if (end.kind !== "ended") throw new Error(`run ${index}: ${JSON.stringify(end)}`);
    losses.get(runs[index]!.variant)!.push(end.result.series.loss!);
  }
}, 1_200_000);

afterAll(() => dispatcher.close());

test.each(VARIANTS.flatMap((variant) => EPOCHS.map((epoch) => ({ variant, epoch }))))(
  "$variant, epoch $epoch: the mean loss is within two standard errors of TensorFlow's",
  ({ variant, epoch }) => {
    const series = losses.get(variant)!;
    const mean = series.reduce((sum, run) => sum + run[epoch - 1]!, 0) / series.length;
    const { mean: means, std_sample } = curves.variants[variant]!;
    const standardError = std_sample[epoch - 1]! / Math.sqrt(SEEDS.length);
    const distance = (mean - means[epoch - 1]!) / standardError;
    const told = `${mean.toFixed(4)} against ${means[epoch - 1]!.toFixed(4)}`;
    process.stderr.write(`${variant}, epoch ${epoch}: ${told}, ${distance.toFixed(2)} errors\n`);
    expect(series).toHaveLength(SEEDS.length);
    expect(Math.abs(distance)).toBeLessThanOrEqual(2);
  },
);
