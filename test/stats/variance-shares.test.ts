import { expect, test } from "vitest";
import { summarize } from "../../src/stats/summarize.ts";
import { runsOf, sweepOf } from "./runs.ts";

const SHARED = { otherwise: "same" };
const [ALL, INIT, DROPOUT] = [["init", "dropout"], ["init"], ["dropout"]];

function sharesOf(changes: readonly object[]) {
  const sweep = sweepOf({
    all: runsOf([0, 10, 20]),
    init: runsOf([0, 6, 12]),
    dropout: runsOf([0, 8, 16]),
    other: runsOf([1, 2, 3]),
  });
  const variants = sweep.variants.map((variant, index) => ({ ...variant, ...changes[index] }));
  return summarize({ ...sweep, variants }, { at: "last", alpha: 0.05 }).variance;
}

test("each source has the share of the variance that it makes alone", () => {
  const shares = sharesOf([
    { ...SHARED, streams: ALL },
    { ...SHARED, streams: INIT },
    { ...SHARED, streams: DROPOUT },
  ]);
  expect(shares.map(({ variant, share }) => [variant, Number(share!.toFixed(9))])).toEqual([
    ["all", 1],
    ["init", 0.36],
    ["dropout", 0.64],
  ]);
});

test("the split is a source like the others", () => {
  const shares = sharesOf([
    { ...SHARED, streams: ["init", "split"] },
    { ...SHARED, streams: ["split"] },
  ]);
  expect(shares.map(({ streams, share }) => [streams.join(), Number(share!.toFixed(9))])).toEqual([
    ["init,split", 1],
    ["split", 0.36],
  ]);
});

test("variants that differ in more than their streams have no shares", () => {
  expect(sharesOf([])).toEqual([]);
});
