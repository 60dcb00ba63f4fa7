import { describe, expect, test } from "vitest";
import { type RecordedVariant, type SummaryOptions, summarize } from "../../src/stats/summarize.ts";
import { runsOf, sweepOf, warningOf } from "./runs.ts";

type Seeded = Pick<RecordedVariant, "held" | "isCoupled">;

/** Two variants, a and b, whose runs follow their seeds as is said. */
function seeded(a: Seeded, b: Seeded, options: Partial<SummaryOptions> = {}, values = [1, 2, 3]) {
  const sweep = sweepOf({ a: runsOf(values), b: runsOf(values.toReversed()) });
  const variants = sweep.variants.map((variant, index) => ({ ...variant, ...[a, b][index] }));
  return summarize({ ...sweep, variants }, { at: "last", alpha: 0.05, ...options });
}

describe("coupled initial weights", () => {
  const coupled = { isCoupled: true };
  const told = (a: Seeded, b: Seeded, options?: Partial<SummaryOptions>, values?: number[]) =>
    warningOf(seeded(a, b, options, values), "coupled");

  test("are told in plain words, with the scale that is advised", () => {
    expect(told(coupled, coupled)).toBe(
      "initial weights are coupled by position: on each seed the units that two variants both " +
        "have start alike, which takes noise out of their difference and leaves each variant's " +
        "own distribution as it is; skewness stays, so `compare.scale: log`, chosen before the " +
        "first run, is advised",
    );
  });

  test("advise no scale where it is log already, or where values have no ratios", () => {
    const summaries = [
      told(coupled, coupled, { scale: "log" }),
      told(coupled, coupled, { direction: "max" }),
      told(coupled, coupled, {}, [0, 1, 2]),
    ];
    for (const text of summaries) expect(text).toMatch(/own distribution as it is$/);
  });

  test("are not told of one variant, which has no other to be like", () => {
    expect(told(coupled, { isCoupled: false })).toBeUndefined();
    expect(told({}, {})).toBeUndefined();
  });
});

describe("a stream that is held", () => {
  const told = (a: Seeded, b: Seeded) => {
    return seeded(a, b).warnings.flatMap(({ code, text }) => (code === "held-stream" ? text : []));
  };
  const rest =
    "(`streams`): the verdict holds for this one draw only, and another draw may give another " +
    "difference, even in sign";

  test("limits the verdict to its one draw", () => {
    expect(told({ held: ["order"] }, { held: ["order"] })).toEqual([
      `every seed has the same order of the rows ${rest}`,
    ]);
    expect(told({ held: ["init", "split"] }, { held: ["init", "split"] })).toEqual([
      `every seed has the same initial weights and split of the rows ${rest}`,
    ]);
  });

  test("is told of the variant that holds it, where another does not", () => {
    expect(told({ held: ["order"] }, { held: ["dropout"] })).toEqual([
      `a: every seed has the same order of the rows ${rest}`,
      `b: every seed has the same dropout masks ${rest}`,
    ]);
    expect(told({ held: [] }, { held: ["noise"] })).toEqual([
      `b: every seed has the same noise ${rest}`,
    ]);
  });

  test("is not told where none is, or where nothing is known of it", () => {
    expect(told({ held: [] }, {})).toEqual([]);
  });
});
