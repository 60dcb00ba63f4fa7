import { expect, test } from "vitest";
import { maskDraw, runDraws } from "../../src/model/run-draws.ts";
import { tf1Draw } from "../../src/random/tf1-seeds.ts";

const ALL = ["init", "dropout", "noise", "order"] as const;
const at = (step: number) => ({ step, rowsBefore: 32 * step });

test("named masks change from step to step, from layer to layer and from seed to seed", () => {
  const mask = (seed: number, layer: string, step: number) =>
    maskDraw(
      runDraws({ rule: "named", streams: ALL }, seed).mask(layer, "dropout", undefined, 64),
      at(step),
    );
  const draws = [mask(1, "a", 0), mask(1, "a", 1), mask(1, "b", 0), mask(2, "a", 0)];
  expect(new Set(draws.map((draw) => JSON.stringify(draw))).size).toBe(4);
  expect(mask(1, "a", 1)).toEqual(draws[1]);
});

test("the order changes from epoch to epoch, with tf1 seeding as well", () => {
  for (const rule of ["named", "tf1"] as const) {
    const draws = runDraws({ rule, streams: ALL }, 1);
    expect(draws.order(0)).not.toEqual(draws.order(1));
    expect(runDraws({ rule, streams: ALL }, 2).order(0)).not.toEqual(draws.order(0));
  }
});

test("tf1 masks go on by the numbers drawn before, whatever the size of the last batch", () => {
  const mask = runDraws({ rule: "tf1", streams: ALL }, 5).mask("a", "dropout", 7, 64);
  expect(maskDraw(mask, { step: 2, rowsBefore: 48 })).toEqual(tf1Draw(5, 7, 48 * 64));
});

test("tf1 streams that do not follow the seed keep the graph seed 1", () => {
  const draws = runDraws({ rule: "tf1", streams: ["dropout"] }, 9);
  expect(draws.weight("a", "kernel", 3)).toEqual(tf1Draw(1, 3));
  expect(maskDraw(draws.mask("a", "dropout", 3, 1), at(0))).toEqual(tf1Draw(9, 3));
  expect(maskDraw(draws.mask("a", "noise", 3, 1), at(0))).toEqual(tf1Draw(1, 3));
});

test("a tf1 layer without an op seed is a mistake of the caller", () => {
  const draws = runDraws({ rule: "tf1", streams: ALL }, 1);
  expect(() => draws.weight("a", "kernel", undefined)).toThrow("a has no op seed");
});
