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

// The first epoch on all 100,000 rows against TensorFlow's, on the fastest engine at hand. After
// 3,125 steps rounding alone has parted two correct programs by up to 4e-2 in one run, so six
// runs have to agree on the average.

const VARIANTS = ["dropout_active", "dropout_inactive"];
const SEEDS = [1, 2, 3];
const curves: Curves = JSON.parse(
  readFileSync(new URL("../reference/curves.json", import.meta.url), "utf8"),
);
const dispatcher = localDispatcher();
const runs = VARIANTS.flatMap((variant) => SEEDS.map((seed) => ({ variant, seed })));
let distances: number[] = [];

beforeAll(async () => {
  const specs = runs.map(({ variant, seed }) =>
    questionSpec(questionLayers([1, 1, 1, 1, 1], CURVE_VARIANTS[variant]), seed),
  );
  const threads = availableParallelism();
  await dispatcher.open({ data: specs[0]!.data, files: {}, engine: "tfjs-wasm", threads });
  const ends = await Promise.all(specs.map((spec) => dispatcher.train(spec, () => {})));
  distances = ends.map((end, index) => {
    if (end.kind !== "ended") throw new Error(`run ${index}: ${JSON.stringify(end)}`);
    const { variant, seed } = runs[index]!;
    return end.result.series.loss![0]! / curves.variants[variant]!.series[seed]![0]! - 1;
  });
}, 1_200_000);

afterAll(() => dispatcher.close());

test.each(runs.map((run, index) => ({ ...run, index })))(
  "$variant, seed $seed: the loss of the first epoch is within 4e-2 of TensorFlow's",
  ({ index }) => {
    expect(Math.abs(distances[index]!)).toBeLessThanOrEqual(4e-2);
  },
);

test("the six runs are on the average within 1.5e-2 of TensorFlow's", () => {
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  process.stderr.write(`distances ${distances.map((d) => d.toExponential(1))}, mean ${mean}\n`);
  expect(Math.abs(mean)).toBeLessThanOrEqual(1.5e-2);
});
