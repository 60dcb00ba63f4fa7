import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import type { RecordedRun } from "../../src/stats/recorded-run.ts";
import { summarize } from "../../src/stats/summarize.ts";
import { run, runsOf, summaryOf, sweepOf } from "./runs.ts";

function errorOf(action: () => unknown): SweepError {
  try {
    action();
  } catch (error) {
    if (error instanceof SweepError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a variant's numbers", () => {
  test("are those of its runs' last epochs", () => {
    const { variants } = summaryOf({ a: [run(1, [9, 2]), run(2, [9, 4]), run(3, [9, 9])] });
    expect(variants[0]).toMatchObject({
      n: 3,
      mean: 5,
      sd: Math.sqrt(13),
      median: 4,
      min: 2,
      max: 9,
    });
  });
  test("have no sd with one run, and none at all without", () => {
    const { variants } = summaryOf({ a: runsOf([3]), b: [run(1, [], "pending")] });
    expect(variants[0]).toMatchObject({ n: 1, mean: 3, sd: null, median: 3, min: 3, max: 3 });
    expect(variants[1]).toMatchObject({ n: 0, mean: null, sd: null, median: null, min: null });
  });
  test("count diverged, failed and unfinished runs but take no value from them", () => {
    const runs = [
      run(1, [1]),
      run(2, [5, Number.NaN], "diverged"),
      run(3, [], "failed"),
      run(4, [], "pending"),
      run(5, [7], "running"),
    ];
    const { variants } = summaryOf({ a: runs });
    expect(variants[0]).toMatchObject({ n: 1, diverged: 1, failed: 1, pending: 2, mean: 1 });
    expect(variants[0]!.runs.map(({ value }) => value)).toEqual([1, null, null, null, null]);
    expect(variants[0]!.curve).toHaveLength(1);
  });
  test("hold neither NaN nor infinities, whatever a done run recorded", () => {
    const { variants } = summaryOf({
      a: [
        run(1, [Number.NaN]),
        run(2, [Number.POSITIVE_INFINITY]),
        run(3, [1e308]),
        run(4, [-1e308]),
      ],
    });
    const numbers = JSON.stringify(variants, (_, value) =>
      typeof value === "number" && !Number.isFinite(value) ? "not finite" : value,
    );
    expect(numbers).not.toContain("not finite");
    expect(variants[0]!.n).toBe(2);
  });
});

describe("the value of a run", () => {
  const runs = { a: [run(1, [4, 1, 7]), run(2, [2, 3])] };
  const valuesAt = (at: string, direction?: "min" | "max") =>
    summaryOf(runs, { at, direction }).variants[0]!.runs.map(({ value }) => value);

  test("at best is its smallest or largest, by the direction", () => {
    expect(valuesAt("best", "min")).toEqual([1, 2]);
    expect(valuesAt("best", "max")).toEqual([7, 3]);
  });
  test("at auc is its mean over epochs", () => {
    expect(valuesAt("auc")).toEqual([4, 2.5]);
  });
  test("at epoch:3 is absent for a run that stopped before", () => {
    expect(valuesAt("epoch:3")).toEqual([7, null]);
    expect(valuesAt("epoch:1")).toEqual([4, 2]);
  });
  test("at best passes over epochs that are not finite", () => {
    const { variants } = summaryOf({ a: [run(1, [3, Number.NaN, -Infinity])] }, { at: "best" });
    expect(variants[0]!.mean).toBe(3);
  });
  test.each(["epoch:0", "epoch:1.5", "epoch:-1", "epoch:", "first", "epoch:1e3"])(
    "cannot be asked for at %s",
    (at) => {
      const error = errorOf(() => valuesAt(at));
      expect(error.code).toBe("USAGE");
      expect(error.message).toBe(
        `--at: must be last, best, auc or epoch:N with N from 1, got "${at}"`,
      );
    },
  );
});

describe("the curve", () => {
  test("holds per epoch the runs that got there, and null where none has a number", () => {
    const { variants } = summaryOf({ a: [run(1, [1, Number.NaN, 5]), run(2, [3, Number.NaN])] });
    expect(variants[0]!.curve).toEqual([
      { epoch: 1, n: 2, mean: 2, sd: Math.SQRT2, min: 1, max: 3 },
      { epoch: 2, n: 0, mean: null, sd: null, min: null, max: null },
      { epoch: 3, n: 1, mean: 5, sd: null, min: 5, max: 5 },
    ]);
  });
});

describe("the difference", () => {
  test("is candidate minus baseline over the seeds both have done", () => {
    const a = [run(1, [10]), run(2, [20]), run(3, [30]), run(5, [50])];
    const b = [run(2, [19]), run(3, [33]), run(4, [99]), run(5, [50])];
    expect(summaryOf({ a, b }).comparisons).toMatchObject([
      { baseline: "a", candidate: "b", n: 3, difference: 2 / 3, wins: 1, losses: 1, ties: 1 },
    ]);
  });
  test("counts a higher value as a win where higher is better", () => {
    const [pair] = summaryOf(
      { a: runsOf([1, 2]), b: runsOf([2, 1.5]) },
      { direction: "max" },
    ).comparisons;
    expect(pair).toMatchObject({ wins: 1, losses: 1, ties: 0 });
    const [low] = summaryOf({ a: runsOf([1, 2]), b: runsOf([2, 3]) }).comparisons;
    expect(low).toMatchObject({ wins: 0, losses: 2 });
  });
  test("is null where no seed has a value on both sides", () => {
    const a = [run(1, [1]), run(2, [], "failed")];
    const [pair] = summaryOf({ a, b: [run(1, [], "failed"), run(2, [1])] }).comparisons;
    expect(pair).toMatchObject({ n: 0, difference: null, differenceSd: null, correlation: null });
  });
  test("is that of every variant to the baseline asked for, or among all", () => {
    const variants = { a: runsOf([1]), b: runsOf([2]), c: runsOf([3]) };
    const pairs = (options: object) =>
      summaryOf(variants, options).comparisons.map((p) => `${p.candidate}-${p.baseline}`);
    expect(pairs({})).toEqual(["b-a", "c-a"]);
    expect(pairs({ baseline: "b" })).toEqual(["a-b", "c-b"]);
    expect(pairs({ baseline: "b", pairs: "all" })).toEqual(["a-b", "c-b", "c-a"]);
  });
});

describe("the metric", () => {
  const recorded = (names: readonly string[]): RecordedRun => ({
    seed: 1,
    state: "done",
    series: Object.fromEntries(names.map((name) => [name, Float64Array.of(1)])),
    ...{ error: null, environmentId: null },
  });

  test("is val_loss where it is recorded, else loss", () => {
    expect(summaryOf({ a: [recorded(["loss", "val_loss"])] }).metric).toBe("val_loss");
    expect(summaryOf({ a: [recorded(["loss", "mae"])] }).metric).toBe("loss");
    expect(summaryOf({ a: [run(1, [], "pending")] }).metric).toBe("loss");
  });
  test("that nobody recorded is refused with what was probably meant and what there is", () => {
    const error = errorOf(() =>
      summaryOf({ a: [recorded(["loss", "val_mae"])] }, { metric: "val_mea" }),
    );
    expect(error.code).toBe("USAGE");
    expect(error.message).toBe('--metric: must be a metric that is recorded, got "val_mea"');
    expect(error.hint).toBe('did you mean "val_mae"? recorded: loss, val_mae');
  });
  test("toString is as unknown as any other", () => {
    const options = { metric: "toString" };
    expect(errorOf(() => summaryOf({ a: runsOf([1]) }, options)).code).toBe("USAGE");
    expect(summaryOf({ a: [run(1, [], "pending")] }, options).variants[0]!.n).toBe(0);
  });
  test("that one variant alone recorded is no property of the other's runs", () => {
    const runs = { a: [recorded(["constructor"])], b: [recorded(["loss"])] };
    const { variants } = summaryOf(runs, { metric: "constructor" });
    expect(variants.map(({ n }) => n)).toEqual([1, 0]);
  });
  test.each([
    ["val_accuracy", "max"],
    ["acc", "max"],
    ["sparseCategoricalAccuracy", "max"],
    ["val_loss", "min"],
    ["mae", "min"],
    ["val_cosineProximity", "min"], // recorded negated
  ] as const)("%s is better at its %s", (metric, direction) => {
    expect(summaryOf({ a: [recorded([metric])] }, { metric }).direction).toBe(direction);
  });
});

test("a baseline that is no variant is refused with what was probably meant", () => {
  const error = errorOf(() => summaryOf({ wide: [], deep: [] }, { baseline: "wid" }));
  expect(error.message).toBe('--baseline: must be a variant of the sweep, got "wid"');
  expect(error.hint).toBe('did you mean "wide"? variants: wide, deep');
});

test("an alpha that is no probability and a margin that is no distance are refused", () => {
  const messageFor = (options: object) => errorOf(() => summaryOf({ a: [] }, options)).message;
  expect(messageFor({ alpha: 1 })).toBe("--alpha: must be a number between 0 and 0.5, got 1");
  expect(messageFor({ alpha: Number.NaN })).toContain("--alpha");
  expect(messageFor({ margin: 0 })).toBe("--margin: must be a number greater than 0, got 0");
});

describe("a summary by law", () => {
  const finals = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
    minLength: 8,
    maxLength: 8,
  });
  const variants = fc.record({ a: finals, b: finals, c: finals });

  test("does not change in any bit when seeds are permuted", () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    fc.assert(
      fc.property(variants, order, ({ a, b }, indices) => {
        const [inOrder, other] = [runsOf(a), runsOf(b)];
        const permuted = indices.map((index) => inOrder[index]!);
        expect(summaryOf({ a: permuted, b: other })).toEqual(summaryOf({ a: inOrder, b: other }));
      }),
    );
  });
  test("says the same of each variant and pair when variants are permuted", () => {
    const order = fc.shuffledSubarray(["a", "b", "c"] as const, { minLength: 3 });
    fc.assert(
      fc.property(variants, order, (values, names) => {
        const sweep = sweepOf({ a: runsOf(values.a), b: runsOf(values.b), c: runsOf(values.c) });
        const permuted = {
          ...sweep,
          variants: names.map((n) => sweep.variants.find((v) => v.name === n)!),
        };
        const options = { at: "last", alpha: 0.05, baseline: "b" };
        const [plain, other] = [summarize(sweep, options), summarize(permuted, options)];
        expect(new Set(other.variants)).toEqual(new Set(plain.variants));
        expect(new Set(other.comparisons)).toEqual(new Set(plain.comparisons));
      }),
    );
  });
  test("turns every difference when candidate and baseline change sides", () => {
    fc.assert(
      fc.property(variants, ({ a, b }) => {
        const runs = { a: runsOf(a), b: runsOf(b) };
        const there = summaryOf(runs, { baseline: "a" }).comparisons[0]!;
        const back = summaryOf(runs, { baseline: "b" }).comparisons[0]!;
        expect(back.difference! + there.difference!).toBeCloseTo(0, 9);
        expect(back.differenceSd!).toBeCloseTo(there.differenceSd!, 9);
        expect([back.wins, back.losses, back.ties]).toEqual([there.losses, there.wins, there.ties]);
      }),
    );
  });
  test("keeps its differences when a constant is added to every value", () => {
    const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: -1000, max: 1000 }), (a, b, shift) => {
        const by = (values: number[]) => runsOf(values.map((value) => value + shift));
        const [plain] = summaryOf({ a: runsOf(a), b: runsOf(b) }).comparisons;
        const [shifted] = summaryOf({ a: by(a), b: by(b) }).comparisons;
        expect(shifted!.difference).toBeCloseTo(plain!.difference!, 9);
        expect(shifted!.differenceSd).toBeCloseTo(plain!.differenceSd!, 9);
        expect(shifted!.wins).toBe(plain!.wins);
      }),
    );
  });
});
