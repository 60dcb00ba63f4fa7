import { describe, expect, test } from "vitest";
import { confirm } from "../../src/stats/confirm.ts";
import { runsOf, sweepOf } from "./runs.ts";

const OPTIONS = { at: "last", alpha: 0.05 };
const PAIR = { candidate: "b", baseline: "a" };
const FRESH = Array.from({ length: 8 }, (_, index) => 9 + index);

/** Eight seeds on which b is lower by one, and eight fresh ones on which it is by `later`. */
function sweepWith(later: number) {
  const a = Array.from({ length: 16 }, (_, index) => 10 + (index % 5));
  const b = a.map((value, index) => value - (index < 8 ? 1 : later) + 0.02 * (index % 3));
  return sweepOf({ a: runsOf(a), b: runsOf(b) });
}

describe("a claim on eight seeds", () => {
  test("is confirmed by eight fresh ones that say the same", () => {
    const { claim, confirmation, isConfirmed } = confirm(sweepWith(1), OPTIONS, PAIR, FRESH);
    expect(isConfirmed).toBe(true);
    expect(claim.comparisons[0]).toMatchObject({ verdict: "better", n: 8 });
    expect(confirmation.comparisons[0]).toMatchObject({ verdict: "better", n: 8 });
  });
  test("is not where they say the opposite, or nothing", () => {
    expect(confirm(sweepWith(-1), OPTIONS, PAIR, FRESH).isConfirmed).toBe(false);
    expect(confirm(sweepWith(0.02), OPTIONS, PAIR, FRESH).isConfirmed).toBe(false);
  });
  test("has nothing to confirm where it decides nothing", () => {
    const claimSeeds = Array.from({ length: 14 }, (_, index) => 3 + index);
    const { claim, isConfirmed } = confirm(sweepWith(1), OPTIONS, PAIR, claimSeeds);
    expect([claim.comparisons[0]!.verdict, isConfirmed]).toEqual(["undecided", null]);
  });
  test("takes no part in its confirmation: other values there change nothing", () => {
    const sweep = sweepWith(1);
    const other = sweepOf({
      a: sweep.variants[0]!.runs,
      b: sweep.variants[1]!.runs.map((run) =>
        run.seed <= 8 ? { ...run, series: { val_loss: Float64Array.of(99) } } : run,
      ),
    });
    const of = (which: typeof sweep) => confirm(which, OPTIONS, PAIR, FRESH).confirmation;
    expect(of(other).comparisons).toEqual(of(sweep).comparisons);
  });
});

test("fresh seeds that nobody trained, and all of them, are refused", () => {
  const sweep = sweepWith(1);
  expect(() => confirm(sweep, OPTIONS, PAIR, [9, 17, 18])).toThrow("got seeds 17, 18 not trained");
  const all = Array.from({ length: 16 }, (_, index) => index + 1);
  expect(() => confirm(sweep, OPTIONS, PAIR, all)).toThrow("must leave seeds");
});
