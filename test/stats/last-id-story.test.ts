import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Comparison } from "../../src/stats/comparison.ts";
import { confirm } from "../../src/stats/confirm.ts";
import { pairedDifferences } from "../../src/stats/paired-differences.ts";
import { pairedT } from "../../src/stats/procedure/paired-t.ts";
import { signFlip } from "../../src/stats/procedure/sign-flip.ts";
import type { RecordedRun } from "../../src/stats/recorded-run.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { run, summaryOf, sweepOf } from "./runs.ts";

// The pair without a difference that docs/statistics.md tells of: TensorFlow's own losses of
// 303 against 7 on sixty seeds. Ten of them show a difference, fifty others do not.

interface LastId {
  readonly "runs_1..10": readonly {
    readonly variant: VariantName;
    readonly graph_seed: number;
    readonly val_loss: readonly number[];
  }[];
  readonly "val_loss_seeds_11..60": Readonly<Record<VariantName, readonly (readonly number[])[]>>;
}
type VariantName = "last_id_303" | "last_id_7";

const { first_question_last_id: lastId } = JSON.parse(
  readFileSync("test/reference/curves.json", "utf8"),
) as { first_question_last_id: LastId };

const PAIR = { candidate: "303", baseline: "7" };
const OPTIONS = { at: "last", alpha: 0.05 };
const FRESH = everySeed(11, 60);
const variants = { 7: runsOf("last_id_7"), 303: runsOf("last_id_303") };

function runsOf(name: VariantName): RecordedRun[] {
  const first = lastId["runs_1..10"]
    .filter(({ variant }) => variant === name)
    .map(({ graph_seed, val_loss }) => run(graph_seed, val_loss));
  const rest = lastId["val_loss_seeds_11..60"][name];
  return [...first, ...rest.map((values, index) => run(11 + index, values))];
}

/** Last val_loss of 303 minus that of 7, on these seeds. */
function differencesOn(seeds: readonly number[]): number[] {
  const lasts = (runs: readonly RecordedRun[]) =>
    seeds.map((seed) => runs.find((one) => one.seed === seed)!.series.val_loss!.at(-1)!);
  return pairedDifferences(lasts(variants[303]), lasts(variants[7]));
}

const { claim, confirmation, ...story } = confirm(sweepOf(variants), OPTIONS, PAIR, FRESH);

test("sixty seeds of each were trained for three epochs", () => {
  for (const runs of Object.values(variants)) {
    expect(runs.map(({ seed }) => seed)).toEqual([1, ...everySeed(2, 60)]);
    expect(runs.every(({ series }) => series.val_loss!.length === 3)).toBe(true);
  }
});

test("ten seeds say that 303 is worse: t 3.70, p 0.0049, sign flips 0.0039", () => {
  const t = pairedT(differencesOn(story.claimSeeds))!;
  expect(story.claimSeeds).toHaveLength(10);
  expect(t.t).toBeCloseTo(3.7, 2);
  expect(t.pValue).toBeCloseTo(0.0049, 4);
  const pair = claim.comparisons[0]!;
  expect(pair).toMatchObject({ n: 10, verdict: "worse", method: "sign-flip", pValue: 4 / 1024 });
  expect(pair.difference).toBeCloseTo(0.485, 3);
  expect(signFlip(differencesOn(story.claimSeeds)).pValue).toBe(pair.pValue);
});

test("fifty fresh ones do not: t -1.30, p 0.20, and the claim is not confirmed", () => {
  const t = pairedT(differencesOn(story.freshSeeds))!;
  expect(t.t).toBeCloseTo(-1.3, 2);
  expect(t.pValue).toBeCloseTo(0.2, 2);
  const pair = confirmation.comparisons[0]!;
  expect(pair).toMatchObject({ n: 50, verdict: "undecided", method: "sign-flip" });
  expect(pair.pValue).toBeCloseTo(0.2, 2);
  expect(pair.difference).toBeCloseTo(-0.099, 3);
  expect(story.isConfirmed).toBe(false);
});

test.each([
  [30, 8],
  [50, 10],
])("adaptive, 5 to %i seeds: it stops at %i with the same mistake", (max, stop) => {
  const looks = everySeed(5, max);
  expect(adaptive(looks)).toMatchObject({ n: stop, verdict: "worse" });
});

function adaptive(looks: readonly number[]): Comparison {
  return summaryOf(variants, { baseline: "7", mode: "budget", looks }).comparisons[0]!;
}
