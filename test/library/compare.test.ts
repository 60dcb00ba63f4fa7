import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, type SeedValues } from "../../src/library/compare.ts";
import { sweep, temporaryFolder } from "../cli/program.ts";

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const twoLists = fc
  .array(fc.tuple(value, value), { maxLength: 12 })
  .map((pairs) => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const);

test("a real difference is told, in the direction that is asked for", () => {
  const [slow, fast] = [
    [4.05, 4.31, 3.97, 4.22, 4.18, 4.4],
    [1.32, 1.51, 1.4, 1.38, 1.29, 1.6],
  ];
  expect(compare(fast, slow)).toMatchObject({
    ...{ candidate: "candidate", baseline: "baseline", verdict: "better", n: 6, wins: 6 },
    ...{ difference: expect.closeTo(-2.7717, 4), paired: true, method: "paired-t" },
  });
  expect(compare(fast, slow, { direction: "max" }).verdict).toBe("worse");
});

test("it says what the report of an import of the same values says", async () => {
  const folder = temporaryFolder();
  const [a, b] = [
    [0.31, 0.29, 0.35, 0.3, 0.33],
    [0.36, 0.3, 0.37, 0.36, Number.NaN],
  ];
  const rows = [a, b].flatMap((values, side) =>
    values.map((each, index) => `${side === 0 ? "candidate" : "baseline"},${index + 1},${each}`),
  );
  const [file, db] = [join(folder, "results.csv"), join(folder, "a.db")];
  writeFileSync(file, `variant,seed,mae\n${rows.join("\n")}\n`);
  const asked = ["--margin", "0.02", "--alpha", "0.1", "--baseline", "baseline", "--db", db];
  expect((await sweep("import", file, "--name", "far", ...asked)).exitCode).toBe(0);
  const { out } = await sweep("report", "far", "--json", "--db", db);
  const [reported] = JSON.parse(out).comparisons;
  expect(compare(a, b, { margin: 0.02, alpha: 0.1 })).toEqual(reported);
});

test("to change sides turns the sign of the difference and nothing else", () => {
  fc.assert(
    fc.property(twoLists, ([a, b]) => {
      const [there, back] = [compare(a, b), compare(b, a)];
      expect(back.difference ?? 0).toBeCloseTo(-(there.difference ?? 0), 6);
      expect([back.n, back.pValue]).toEqual([there.n, there.pValue]);
      expect([back.wins, back.losses, back.ties]).toEqual([there.losses, there.wins, there.ties]);
    }),
  );
});

test("a list is the same as an object with the seeds 1, 2 ...", () => {
  const bySeed = (values: readonly number[]): SeedValues =>
    Object.fromEntries(values.map((each, index) => [index + 1, each]));
  fc.assert(
    fc.property(twoLists, ([a, b]) => {
      expect(compare(bySeed(a), bySeed(b))).toEqual(compare(a, b));
    }),
  );
});

test("pairs are made by seed, in whatever order; without a shared one there are none", () => {
  const a = { 3: 0.3, 1: 0.1, 2: 0.2, 9: 5 };
  const b = { 1: 0.2, 2: 0.31, 3: 0.4, 4: 7 };
  expect(compare(a, b)).toMatchObject({ paired: true, n: 3, wins: 3 });
  const others = compare({ 1: 1, 2: 2, 3: 3 }, { 4: 1, 5: 2, 6: 4 });
  expect(others).toMatchObject({ paired: false, method: "welch-t" });
});

test("what is not finite is a run that diverged, and takes the word better away", () => {
  const comparison = compare([1, 1.1, 1.2, 1.05, Number.NaN], [3, 3.2, 3.1, 3.05, 3.3]);
  expect(comparison).toMatchObject({
    n: 4,
    verdict: "undecided",
    divergedAlone: { candidate: 1, baseline: 0 },
  });
});

test("equal lists are ties, which show nothing", () => {
  const values = [0.9, 0.93, 0.9];
  const tied = compare(values, values, { margin: 0.01 });
  expect(tied).toMatchObject({ verdict: "undecided", equivalence: null, ties: 3 });
  expect(tied.warnings.map(({ code }) => code)).toEqual(["tied"]);
});

test("looks that are to be allowed make the interval wider", () => {
  const [a, b] = [
    [1, 1.3, 1.1, 1.2, 1.4, 1.1],
    [1.3, 1.5, 1.6, 1.3, 1.7, 1.6],
  ];
  const width = ({ interval }: ReturnType<typeof compare>) => interval!.high - interval!.low;
  const fixed = compare(a, b);
  expect(width(compare(a, b, { mode: "budget", looks: [5, 6] }))).toBeGreaterThan(width(fixed));
  expect(width(compare(a, b, { mode: "open-ended" }))).toBeGreaterThan(width(fixed));
});

describe("a mistake is told by its rule", () => {
  const nonsense = (made: unknown) => made as never;
  test.each<[string, () => unknown]>([
    ["the two must both be lists, or both be by seed", () => compare([1], { 1: 2 })],
    ["lists must have a value for each seed, got 2 and 1 values", () => compare([1, 2], [1])],
    [
      "the candidate's value of seed 2 must be a number, got 7",
      () => compare(nonsense([1, "7"]), [1, 2]),
    ],
    [
      'a seed must be a whole number from 0 to 2^53 - 1, got "1.5"',
      () => compare({ 1.5: 1 }, { 1: 1 }),
    ],
    ["alpha must be between 0 and 0.5, got 0.5", () => compare([1], [1], { alpha: 0.5 })],
    ["margin must be a number greater than 0, got 0", () => compare([1], [1], { margin: 0 })],
    [
      'direction: must be min or max, got "low"',
      () => compare([1], [1], nonsense({ direction: "low" })),
    ],
    [
      'mode must be fixed, budget or open-ended, got "x"',
      () => compare([1], [1], nonsense({ mode: "x" })),
    ],
    ['scale must be linear or log, got "ln"', () => compare([1], [1], nonsense({ scale: "ln" }))],
    ["mode budget needs looks, as planned before", () => compare([1], [1], { mode: "budget" })],
    [
      "looks must be whole numbers that ascend from 3, got [5, 5]",
      () => compare([1], [1], { looks: [5, 5] }),
    ],
    [
      "looks must be whole numbers that ascend from 3, got []",
      () => compare([1], [1], { looks: [] }),
    ],
  ])("%s", (message, act) => {
    expect(act).toThrow(
      expect.objectContaining({ code: "USAGE", message: expect.stringContaining(message) }),
    );
  });
});
