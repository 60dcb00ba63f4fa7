import { expect, test } from "vitest";
import { drawnStreams } from "../../src/plan/drawn-streams.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { edited } from "../config/mistakes.ts";
import { configOf, ENGINE, planOf } from "./plan-of.ts";

type Edit = readonly [from: string, to: string];

const drawn = (...edits: readonly Edit[]) =>
  planOf(edited("", ...edits).text).variants.map(({ spec }) => drawnStreams(spec));

test("a network with dropout draws weights, masks and the order of the rows", () => {
  const [base, off] = drawn();
  expect(base).toEqual(["init", "dropout", "order"]);
  expect(off).toEqual(["init", "order"]);
});

test.each<readonly [what: string, expected: string[], ...Edit[]]>([
  [
    "without a shuffle no order",
    ["init", "dropout"],
    ["epochs: 10", "epochs: 10\n  shuffle: false"],
  ],
  [
    "with gaussian noise, noise",
    ["init", "noise", "order"],
    ["dropout: {rate: 0.2}", "gaussianNoise: {stddev: 0.2}"],
    ["  off: {without: [dropout]}\n", ""],
  ],
  ["untold of training, no mask", ["init", "order"], ["base: {}", "base: {dispatch: call}"]],
  [
    "with a drawn split, the split",
    ["init", "dropout", "order", "split"],
    ["validation: 0.1", "validation: {random: 0.1}"],
  ],
  [
    "with a held fold, none",
    ["init", "dropout", "order"],
    ["validation: 0.1", "validation: {folds: 5, fold: 2}"],
  ],
  [
    "with constant weights, none",
    ["dropout", "order"],
    ["units: 4", "units: 4, kernelInitializer: zeros"],
    ["{units: 1}", "{units: 1, kernelInitializer: ones}"],
  ],
  [
    "of held streams, the same ones",
    ["init", "dropout", "order"],
    ["1..3", "1..3\nstreams: [order]"],
  ],
])("%s", (_, expected, ...edits) => {
  expect(drawn(...(edits as Edit[]))[0]).toEqual(expected);
});

test("given initial weights are not drawn", () => {
  const config = configOf(edited("").text);
  const variants = config.variants.map((each) => ({ ...each, initialWeights: { sha256: "a" } }));
  const [base] = makePlan({ ...config, variants }, ENGINE).variants;
  expect(drawnStreams(base!.spec)).toEqual(["dropout", "order"]);
});
