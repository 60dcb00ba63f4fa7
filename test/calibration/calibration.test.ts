import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import { temporaryFolder } from "../cli/program.ts";
import { readDocument } from "../docs/document.ts";
import { ROOT } from "../docs/workplace.ts";
import { brokenPromises } from "../simulation/table.ts";
import { comparisons } from "./comparisons.ts";
import { accuracyContestants, type Contestant, lossContestants } from "./contestants.ts";
import { readDigests } from "./digests.ts";
import { TABLES } from "./document.ts";
import { loadRule } from "./load-rule.ts";
import { measure } from "./measured.ts";
import { readPopulation } from "./population.ts";
import type { Pairs, Rule } from "./rule.ts";
import { BUDGET_30, FIXED_5, FIXED_8 } from "./rules/own.ts";
import { rule as repeatedT } from "./rules/repeated-t.ts";
import { rule as seqbench } from "./rules/seqbench.ts";
import { scoresOf } from "./score-comparison.ts";
import { SUBSET_SEEDS, subset, subsetFile } from "./subset.ts";
import { missTable, nameOf, type Scored, summaryTable } from "./tables.ts";
import { trainPopulation } from "./train-populations.ts";

// `npm run calibrate` in small: two comparisons, 200 seeds, few decisions. A bar may be missed by three
// standard errors. Seeded, so what passes once passes always.

const DECISION_COUNT = 300;
const STANDARD_ERRORS = 3;

const populations = await Promise.all(
  subset().map((comparison) => readPopulation(comparison, subsetFile(comparison))),
);

/** What each made of the committed populations. */
function scored(contestants: readonly Contestant[]): Scored[] {
  const all = populations.map((population) => {
    return scoresOf(contestants, measure(population, "val_loss")!, DECISION_COUNT);
  });
  return contestants.map((contestant, index) => {
    return { contestant, scores: all.flatMap((scores) => scores[index] ?? []) };
  });
}

function promised(rule: Rule): Contestant {
  return { rule, scale: "linear", isPromised: true };
}

test.each(subset())(
  "$name: its first seeds, trained again, are the committed bytes",
  (comparison) => {
    const folder = temporaryFolder();
    const trained: string[] = [];
    const train = () =>
      trainPopulation(comparison, {
        ...{ folder, seeds: SUBSET_SEEDS },
        onTraining: (name) => trained.push(name),
      });
    expect(train().digests.parquet).toBe(sha256(readFileSync(subsetFile(comparison))));
    expect(train().digests).toEqual({
      ...readDigests()[comparison.name],
      parquet: expect.anything(),
    });
    expect(trained).toEqual([comparison.name]);
  },
);

test("every comparison has the digest of the config that there is", () => {
  const configs = comparisons().map(({ name, config }) => [name, sha256(readFileSync(config))]);
  const known = Object.entries(readDigests()).map(([name, { config }]) => [name, config]);
  expect(Object.fromEntries(known)).toEqual(Object.fromEntries(configs));
});

describe("on the committed populations", () => {
  test("this program's rules keep their promises", () => {
    const own = scored([FIXED_5, FIXED_8, BUDGET_30].map(promised));
    const tables = [summaryTable("all", own), missTable("each", own)];
    expect(tables.flatMap((table) => brokenPromises(table, STANDARD_ERRORS))).toEqual([]);
  });
  test("a t test after every seed does not, so that the bars see what they are there for", () => {
    const naive = scored([promised(repeatedT)]);
    const broken = brokenPromises(missTable("each", naive), STANDARD_ERRORS);
    expect(broken).toEqual([
      expect.stringMatching(/^each, n2-cancer-split, t test .*: [23]\d\.\d %$/),
      expect.stringMatching(/^each, s8-cancer-bn, t test .*: [23]\d\.\d %$/),
    ]);
  });
  test("a difference of 0.8 sd is mostly found, and never with the wrong sign", () => {
    const [{ scores }] = scored([promised(BUDGET_30)]) as [Scored];
    const { claimed, reversed, seedsUsed, dz } = scores[1]!;
    expect(Math.abs(dz)).toBeCloseTo(0.8, 0);
    expect(claimed.times / claimed.of).toBeGreaterThan(0.9);
    expect(reversed.times).toBe(0);
    expect(seedsUsed).toBeLessThan(20);
  });
});

describe.each(lossContestants(null).filter(({ scale }) => scale === "linear"))(
  "$rule.name",
  ({ rule }) => {
    const question = { scale: "linear", margin: null, bounds: { low: 0, high: 4 } } as const;
    const values = fc.array(fc.double({ min: 0.5, max: 3.5, noNaN: true }), {
      ...{ minLength: rule.pairCount, maxLength: rule.pairCount },
    });
    const runs = { numRuns: 20 };
    test("says the opposite of two variants that change places", () => {
      const opposite = { better: "worse", worse: "better", undecided: "undecided" } as const;
      fc.assert(
        fc.property(values, values, (baseline, candidate) => {
          const { verdict, n } = rule.decide({ baseline, candidate }, question);
          const swapped = rule.decide({ baseline: candidate, candidate: baseline }, question);
          expect(swapped.n).toBe(n);
          // Resamples of five values are not symmetric, and one may lie on the edge.
          if (!rule.name.includes("bootstrap")) {
            expect(swapped.verdict).toBe(opposite[verdict as keyof typeof opposite]);
          }
        }),
        runs,
      );
    });
    test("rests on the pairs it says, whatever comes after", () => {
      fc.assert(
        fc.property(values, values, values, (baseline, candidate, others) => {
          const decision = rule.decide({ baseline, candidate }, question);
          const later = [...candidate.slice(0, decision.n), ...others.slice(decision.n)];
          expect(rule.decide({ baseline, candidate: later }, question)).toEqual(decision);
          expect(decision.n).toBeLessThanOrEqual(rule.pairCount);
        }),
        runs,
      );
    });
    test("finds nothing in pairs that are all tied", () => {
      const ties = new Array<number>(rule.pairCount).fill(1);
      const { verdict } = rule.decide({ baseline: ties, candidate: ties }, question);
      expect(verdict).toBe("undecided");
    });
  },
);

test("seqbench's rule stops where the package's own kernel does, with its interval", () => {
  // Of R/boundaries.R of seqbench 0.1.0 on a grid of 100,001 means, which rounds outwards.
  const d = [
    0.12, 0.3, 0.25, 0.18, 0.4, 0.22, 0.31, 0.27, 0.15, 0.33, 0.29, 0.24, 0.36, 0.2, 0.28, 0.26,
    0.3,
  ];
  const pairs = (factor: number): Pairs => {
    return { baseline: d.map(() => 0), candidate: d.map((value) => factor * value) };
  };
  const decide = (of: Pairs) =>
    seqbench.decide(of, { scale: "linear", margin: null, bounds: { low: 0, high: 1 } });
  const { verdict, n, interval } = decide(pairs(-2));
  expect([verdict, n]).toEqual(["better", 17]);
  expect(interval!.low).toBeCloseTo(-0.6959, 4);
  expect(interval!.high).toBeCloseTo(-0.02428, 4);
  expect(decide(pairs(1)).verdict).toBe("undecided");
});

describe("a rule of one's own", () => {
  test("as the documentation has it is read and scored", async () => {
    const text = readFileSync(join(ROOT, "docs/calibration.md"), "utf8");
    const { blocks } = readDocument("docs/calibration.md", text);
    const file = join(temporaryFolder(), "my-rule.mjs");
    writeFileSync(file, blocks.find((block) => block.file === "my-rule.mjs")!.text);
    const [{ scores }] = scored([promised(await loadRule(file))]) as [Scored];
    // Six of six signs agree in one of 32 cases.
    const { claimed } = scores[0]!;
    expect(claimed.times / claimed.of).toBeGreaterThan(0);
    expect(claimed.times / claimed.of).toBeLessThan(0.0625);
  });
  test("that is none is refused", async () => {
    const file = join(temporaryFolder(), "none.mjs");
    writeFileSync(file, "export const rule = 1;\n");
    await expect(loadRule(file)).rejects.toThrow("none.mjs: must export `rule` with name");
  });
});

test("docs/calibration.md has a row for each rule, and the picture shows some of them", () => {
  const rows = TABLES.read().matchAll(/^\| (.+?) \|/gm);
  const names = new Set([...rows].map(([, name]) => name));
  const contestants = [...lossContestants(null), ...accuracyContestants(null)];
  expect(contestants.map(nameOf).filter((name) => !names.has(name))).toEqual([]);
  expect(comparisons().filter(({ name }) => !names.has(name))).toEqual([]);
  const picture = readFileSync(join(ROOT, "docs/calibration.svg"), "utf8");
  expect(picture).toContain("t test after each of 3..30");
});
