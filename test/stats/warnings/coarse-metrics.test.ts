import { describe, expect, test } from "vitest";
import type { RecordedRun } from "../../../src/stats/recorded-run.ts";
import { run, runsOf, warningOf } from "../runs.ts";
import { compared, warned } from "./planted.ts";

describe("values that are equal on some seeds", () => {
  const tiesOf = (values: readonly number[]) =>
    warned(compared(runsOf(values.map(() => 0.5)), runsOf(values)).pair, "partly-tied");

  test("are counted from a third of the pairs on", () => {
    expect(tiesOf([0.5, 0.5, 0.6, 0.4, 0.7, 0.3])).toEqual({
      code: "partly-tied",
      text: "val_loss is equal on 2 of 6 seeds: so coarse a metric shows less than a loss would",
      ...{ values: { ties: 2, pairs: 6 }, seeds: [1, 2] },
    });
    expect(tiesOf([0.5, 0.1, 0.6, 0.4, 0.7, 0.3])).toBeUndefined();
    expect(tiesOf([0.5, 0.6])).toBeUndefined();
  });
  test("are another warning where it is every seed", () => {
    const { pair } = compared(runsOf([1, 2, 3]), runsOf([1, 2, 3]).map(withLoss));
    expect(warned(pair, "tied")).toMatchObject({ values: { ties: 3, pairs: 3 }, seeds: [1, 2, 3] });
    expect(warned(pair, "partly-tied")).toBeUndefined();
  });
});

/** Without it the runs would be identical. */
function withLoss(one: RecordedRun): RecordedRun {
  return { ...one, series: { ...one.series, loss: Float64Array.of(one.seed) } };
}

describe("an accuracy", () => {
  const accuracies = (values: readonly number[], majority: number | null) =>
    values.map((value, index) => ({
      ...run(index + 1, []),
      series: { val_accuracy: Float64Array.of(value) },
      constantScores: majority === null ? null : { val_accuracy: majority, loss: 0.7 },
    }));
  const of = (values: readonly number[], majority: number | null, metric = "val_accuracy") =>
    compared(accuracies(values, majority), accuracies([0.9, 0.8, 0.9], 0.6), { metric });

  test("has what a constant answer scores beside it", () => {
    expect(of([0.7, 0.8, 0.7], 0.55).variants.map(({ constant }) => constant)).toEqual([0.55, 0.6]);
    const [first, second] = [accuracies([0.7], 0.5), accuracies([0, 0.8], 0.7).slice(1)];
    const drawn = compared([...first, ...second], accuracies([0.9], 0.6), {
      metric: "val_accuracy",
    });
    expect(drawn.variants[0]!.constant).toBe(0.6);
    expect(of([0.7, 0.8, 0.7], null).variants[0]!.constant).toBeNull();
  });
  test("is warned of where the majority class alone scores as much", () => {
    const below = of([0.6, 0.7, 0.5], 0.62);
    expect(warningOf(below, "majority-class")).toBe(
      "off: val_accuracy 0.6 is not above 0.62, what the majority class alone scores",
    );
    expect(below.warnings).toMatchObject([
      { code: "majority-class", values: { variant: "off", constant: 0.62 } },
    ]);
    expect(warningOf(of([0.1, 0.1, 0.1], 0.1), "majority-class")).toBeDefined();
  });
  test("is not where it is above, nor where nobody counted", () => {
    expect(warningOf(of([0.6, 0.7, 0.6], 0.62), "majority-class")).toBeUndefined();
    expect(warningOf(of([0.6, 0.7, 0.5], null), "majority-class")).toBeUndefined();
  });
});
