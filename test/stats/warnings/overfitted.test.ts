import { describe, expect, test } from "vitest";
import { reversed } from "../../../src/stats/reversed.ts";
import { everySeed } from "../../../src/stats/sequential/looks.ts";
import { run } from "../runs.ts";
import { compared, curves, jitter, warned } from "./planted.ts";

/** Falls to 0.5 in epoch 4, and from there rises by so much an epoch. */
const rising = (slope: number) => (epoch: number, seed: number) =>
  0.5 + (epoch < 4 ? 0.1 * (4 - epoch) : slope * (epoch - 4)) + 0.02 * jitter(seed);
/** The same, each seed's rise somewhat off, so that differences have a spread. */
const uneven = (slope: number) => (epoch: number, seed: number) =>
  rising(slope)(epoch, seed) + 0.004 * jitter(3 * seed + 1) * epoch;
const falling = (epoch: number, seed: number) => 0.5 + 1 / epoch + 0.02 * jitter(seed);

describe("variants that are past their best at the last epoch", () => {
  const { pair, variants } = compared(curves(10, uneven(0.1)), curves(10, uneven(0.02)));

  test("are told with epochs, values and the verdict at each run's best epoch", () => {
    expect(pair.verdict).toBe("better");
    const { text, values } = warned(pair, "overfitted")!;
    expect(values).toMatchObject({ verdict: "better", atBest: "undecided" });
    expect(values.variants.map(({ variant, bestEpoch }) => [variant, bestEpoch])).toEqual([
      ["off", 4],
      ["on", 4],
    ]);
    expect(values.variants[0]).toMatchObject({
      best: expect.closeTo(0.5, 1),
      compared: variants[0]!.mean!,
    });
    expect(text).toMatch(
      /^mean val_loss is past its best: off 0\.\d+ in epoch 4, then 1\.\d+; on 0\.\d+ in epoch 4, then 0\.\d+; at each run's best epoch the verdict is undecided$/,
    );
  });
  test("are what the same comparison says when it is asked for the best epoch", () => {
    const best = compared(curves(10, uneven(0.1)), curves(10, uneven(0.02)), { at: "best" });
    expect(best.pair.verdict).toBe(warned(pair, "overfitted")!.values.atBest);
    expect(warned(best.pair, "overfitted")).toBeUndefined();
    expect(best.variants.map(({ overfit }) => overfit)).toEqual([null, null]);
  });
  test("keep the candidate's verdict when the two change places", () => {
    const shallow = (epoch: number, seed: number) => uneven(0.1)(epoch, seed) - 0.05;
    const turned = compared(curves(10, shallow), curves(10, uneven(0.02))).pair;
    expect(warned(turned, "overfitted")!.values).toMatchObject({
      ...{ verdict: "better", atBest: "worse" },
    });
    const { text, values } = warned(reversed(turned), "overfitted")!;
    expect(values).toMatchObject({ verdict: "worse", atBest: "better" });
    expect(text).toMatch(/at each run's best epoch on is worse than off$/);
  });
});

describe("no warning where", () => {
  const silent = (off: typeof falling, on: typeof falling, options = {}) => {
    const { pair, variants } = compared(curves(10, off), curves(10, on), options);
    expect(warned(pair, "overfitted")).toBeUndefined();
    return { verdict: pair.verdict, overfit: variants.map(({ overfit }) => overfit !== null) };
  };

  test("curves end at their best", () => {
    const lower = (epoch: number, seed: number) => falling(epoch, seed) - 0.1 + 0.01 * jitter(seed);
    expect(silent(falling, lower)).toEqual({ verdict: "better", overfit: [false, false] });
  });
  test("the rise is 5 % or less", () => {
    expect(silent(uneven(0.003), uneven(0))).toMatchObject({ overfit: [false, false] });
  });
  test("the best epoch is a late one", () => {
    const late = (epoch: number, seed: number) => uneven(0)(epoch, seed) + (epoch > 7 ? 0.2 : 0);
    const early = (epoch: number, seed: number) => late(epoch, seed) - (epoch === 7 ? 0.1 : 0);
    expect(silent(early, uneven(0))).toMatchObject({ overfit: [false, false] });
  });
  test("the verdict at the best epochs is the same", () => {
    const lower = (epoch: number, seed: number) =>
      rising(0.1)(epoch, seed) - 0.2 + 0.01 * jitter(5 * seed);
    expect(silent(rising(0.1), lower)).toEqual({ verdict: "better", overfit: [true, true] });
  });
  test("half of the difference is left, and only fewer seeds would see it", () => {
    // At the best epochs half the difference remains, with a spread that hides it.
    const on = (epoch: number, seed: number) =>
      rising(0.1)(epoch, seed) +
      (epoch > 7 ? 0.05 * jitter(7 * seed) - 0.2 : 0.6 * jitter(7 * seed) - 0.1);
    const { verdict, overfit } = silent(rising(0.1), on);
    expect(overfit).toEqual([true, true]);
    expect(verdict).toBe("better");
    const best = compared(curves(10, rising(0.1)), curves(10, on), { at: "best" }).pair;
    expect(best.verdict).toBe("undecided");
  });
  test("the metric is one of training, or the value not of one epoch", () => {
    const off = curves(10, uneven(0.1));
    const on = curves(10, uneven(0.02));
    const renamed = (runs: typeof off) =>
      runs.map((one) => ({ ...one, series: { loss: one.series.val_loss! } }));
    const training = compared(renamed(off), renamed(on), { metric: "loss" });
    expect(warned(training.pair, "overfitted")).toBeUndefined();
    for (const at of ["auc", "epoch:4"]) {
      expect(warned(compared(off, on, { at }).pair, "overfitted")).toBeUndefined();
    }
  });
});

test("a metric that should rise is past its best where it fell", () => {
  const asAccuracy = (runs: ReturnType<typeof curves>) =>
    runs.map((one) => ({
      ...one,
      series: { val_accuracy: one.series.val_loss!.map((loss) => 1 - loss / 2) },
    }));
  const options = { metric: "val_accuracy" };
  const off = asAccuracy(curves(10, uneven(0.1)));
  const { pair } = compared(off, asAccuracy(curves(10, uneven(0.02))), options);
  const { verdict, variants } = warned(pair, "overfitted")!.values;
  expect([verdict, ...variants.map(({ bestEpoch }) => bestEpoch)]).toEqual(["better", 4, 4]);
});

test("of an epoch that was asked for, only what came before it counts", () => {
  const options = { at: "epoch:8" };
  const dip = (epoch: number, seed: number) => uneven(0.1)(epoch, seed) - (epoch > 8 ? 0.9 : 0);
  const { pair } = compared(curves(10, dip), curves(10, uneven(0.02)), options);
  const { values } = warned(pair, "overfitted")!;
  expect(values.variants[0]).toMatchObject({ bestEpoch: 4, compared: expect.closeTo(0.9, 1) });
});

test("an undecided verdict that the best epochs decide is told, too", () => {
  const on = (epoch: number, seed: number) =>
    rising(0.1)(epoch, seed) - (epoch === 4 ? 0.1 + 0.01 * jitter(7 * seed) : 2 * jitter(7 * seed));
  const { pair } = compared(curves(10, rising(0.1)), curves(10, on));
  expect(pair.verdict).toBe("undecided");
  expect(warned(pair, "overfitted")!.values).toMatchObject({ atBest: "better" });
});

test("runs that stopped early leave the epochs that all of them reached", () => {
  const stopped = curves(10, uneven(0.1)).map((one, index) =>
    index === 0 ? run(1, [...one.series.val_loss!].slice(0, 5)) : one,
  );
  const { variants } = compared(stopped, curves(10, uneven(0.02)));
  // Of the five shared epochs the fourth is no early one.
  expect(variants.map(({ overfit }) => overfit !== null)).toEqual([false, true]);
});

test("adaptive seeds are judged by the same looks at their best epochs", () => {
  const options = { mode: "budget", looks: everySeed(5, 10) } as const;
  const { pair } = compared(curves(10, uneven(0.1)), curves(10, uneven(0.02)), options);
  expect(pair).toMatchObject({ verdict: "better", method: "repeated-interval" });
  expect(warned(pair, "overfitted")!.values).toMatchObject({ atBest: "undecided" });
});
