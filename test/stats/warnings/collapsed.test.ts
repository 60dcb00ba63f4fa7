import { describe, expect, test } from "vitest";
import { reversed } from "../../../src/stats/reversed.ts";
import { everySeed } from "../../../src/stats/sequential/looks.ts";
import { run, runsOf } from "../runs.ts";
import { compared, jitter, trained, warned } from "./planted.ts";

/** Ten runs of `off`, a little worse than `on` where those learned; the rest of `on` collapsed. */
function halfCollapsed(collapsedCount: number, lossOfCollapsed = 0.95) {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
  const off = trained(runsOf(seeds.map((seed) => 0.5 + 0.01 * jitter(seed))), () => 0.3);
  const values = seeds.map((seed) =>
    seed <= collapsedCount ? 0.9 + 0.05 * jitter(seed) : 0.4 + 0.02 * jitter(5 * seed),
  );
  const on = trained(runsOf(values), (seed) => (seed <= collapsedCount ? lossOfCollapsed : 0.2));
  return { off, on };
}

describe("runs that end no better than a constant answer", () => {
  const { off, on } = halfCollapsed(8);
  const { pair, variants } = compared(off, on, { mode: "budget", looks: everySeed(5, 10) });

  test("are named, with the verdict of the seeds on which neither side collapsed", () => {
    expect(pair.verdict).toBe("worse");
    const { text, values, seeds } = warned(pair, "collapsed")!;
    expect(values).toEqual({
      ...{ verdict: "worse", amongLive: "undecided", livePairs: 2, pairs: pair.n },
      variants: [{ variant: "on", seeds: [1, 2, 3, 4, 5, 6, 7, 8], of: 10 }],
    });
    expect(seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(text).toBe(
      "no better in training than a constant answer: on seeds 1..8; " +
        "of the 2 live pairs the verdict is undecided",
    );
    expect(variants.map(({ collapsed }) => collapsed.length)).toEqual([0, 8]);
  });
  test("may hide the opposite", () => {
    const many = halfCollapsed(5);
    const opposite = compared(many.off, many.on);
    expect(opposite.pair.verdict).toBe("undecided");
    const live = warned(opposite.pair, "collapsed")!;
    expect(live.values).toMatchObject({ amongLive: "better", livePairs: 5 });
    expect(live.text).toMatch(/of the 5 live pairs on is better than off$/);
    expect(warned(reversed(opposite.pair), "collapsed")!.values.amongLive).toBe("worse");
  });
  test("leave nothing to compare where no seed is spared", () => {
    const all = halfCollapsed(10);
    const dead = trained(all.off, () => 0.95);
    const nothing = warned(compared(dead, all.on).pair, "collapsed")!;
    expect(nothing.values).toMatchObject({ amongLive: "invalid", livePairs: 0 });
    expect(nothing.text).toMatch(/: off seeds 1\.\.10; on seeds 1\.\.10; no live pair is left$/);
  });
});

describe("no warning, though the runs are counted, where", () => {
  test("one variant collapsed on every seed, which is why it is worse", () => {
    const { off, on } = halfCollapsed(10);
    const { pair, variants } = compared(off, on);
    expect(pair.verdict).toBe("worse");
    expect(warned(pair, "collapsed")).toBeUndefined();
    expect(variants.map(({ collapsed }) => collapsed.length)).toEqual([0, 10]);
  });
  test("the verdict among live pairs is the same", () => {
    const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
    const values = seeds.map((seed) => 0.5 + 0.01 * jitter(seed));
    const off = trained(runsOf(values), () => 0.3);
    const on = trained(
      runsOf(values.map((value, n) => value - 0.1 - 0.01 * jitter(3 * n))),
      (seed) => (seed === 4 ? 0.95 : 0.2),
    );
    const { pair, variants } = compared(off, on);
    expect(pair.verdict).toBe("better");
    expect(warned(pair, "collapsed")).toBeUndefined();
    expect(variants[1]!.collapsed).toEqual([4]);
  });
  test("one pair fewer leaves the same difference undecided", () => {
    // Signs of eight decide, of five with such a spread nothing does: the difference is what it was.
    const off = trained(runsOf([1, 2, 3, 4, 5, 6, 7, 8]), (seed) => (seed > 5 ? 0.95 : 0.3));
    const on = trained(runsOf([0.98, 1.4, 2.9, 3.1, 4.9, 5.7, 6.6, 7.9]), () => 0.3);
    const { pair } = compared(off, on);
    expect(pair.verdict).toBe("better");
    const live = compared(off.slice(0, 5), on.slice(0, 5)).pair;
    expect(live.verdict).toBe("undecided");
    expect(warned(pair, "collapsed")).toBeUndefined();
  });
});

describe("a run has collapsed", () => {
  const isCollapsed = (loss: number, held: { constant?: number; penalty?: number | null } = {}) =>
    compared(
      trained([run(1, [1])], () => loss, held),
      [run(1, [1])],
    ).variants[0]!.collapsed.length;

  test("above nine tenths of the constant's loss, not at it", () => {
    expect(isCollapsed(0.91)).toBe(1);
    expect(isCollapsed(0.9)).toBe(0);
    expect(isCollapsed(9.1, { constant: 10 })).toBe(1);
  });
  test("by its loss without the penalty of its weights", () => {
    expect(isCollapsed(1.2, { penalty: 0.31 })).toBe(0);
    expect(isCollapsed(1.2, { penalty: 0.29 })).toBe(1);
  });
  test("only where penalty and constant are known, and that is above 0", () => {
    expect(isCollapsed(5, { penalty: null })).toBe(0);
    expect(isCollapsed(5, { constant: 0 })).toBe(0);
    expect(isCollapsed(-0.5, { constant: -1 })).toBe(0);
    const series = { val_loss: Float64Array.of(1), loss: Float64Array.of(9) };
    const imported = { ...run(1, [1]), series };
    expect(compared([imported], [run(1, [1])]).variants[0]!.collapsed).toEqual([]);
  });
  test("only if it is done", () => {
    const diverged = trained([run(1, [1], "diverged")], () => 9);
    expect(compared(diverged, [run(1, [1])]).variants[0]!.collapsed).toEqual([]);
  });
});
