import { describe, expect, test } from "vitest";
import {
  type Claim,
  type ClaimHistory,
  departuresOf,
  summarizeClaim,
} from "../../src/stats/claim.ts";
import type { Question } from "../../src/stats/question.ts";

const QUESTION: Question = {
  ...{ metric: "val_loss", at: "last", direction: "min", baseline: "a", pairs: "baseline" },
  ...{ alpha: 0.05, margin: null, mode: "fixed", scale: "linear", looks: null },
  failureValue: null,
};
const NOTHING_ELSE = { laterClaims: [], looks: [], droppedCount: 0, earlierSeeds: [] };
const CLAIM: Claim = {
  question: QUESTION,
  seeds: [1, 2, 3, 4, 5],
  endedRunCount: 0,
  madeAt: "2026-01-01T12:00:00.000Z",
};

function deviations(
  history: Partial<ClaimHistory> = {},
  asked: Partial<Question> = {},
  seeds: readonly number[] = CLAIM.seeds,
) {
  const whole = { claim: CLAIM, ...NOTHING_ELSE, ...history };
  const shown = { question: { ...QUESTION, ...asked }, seeds, pairCount: 5 };
  return summarizeClaim(whole, shown).deviations;
}

const look = (pairCount: number, command = "report") => ({ pairCount, command });

test("what was claimed and nothing else deviates in nothing", () => {
  expect(deviations()).toEqual([]);
  expect(deviations({ looks: [look(5), look(0)] })).toEqual([]);
});

test("another question than the claimed one is told with both", () => {
  expect(deviations({}, { metric: "mae", margin: 0.05 })).toEqual([
    "metric mae instead of val_loss",
    "margin 0.05 instead of none",
  ]);
});

test("seeds beyond the claimed ones are told, fewer are not", () => {
  expect(deviations({}, {}, [1, 2, 3, 4, 5, 6, 7])).toEqual([
    "seeds 6, 7 were added to the 5 claimed (seeds 1..5)",
  ]);
  expect(deviations({}, {}, [1, 2])).toEqual([]);
});

test("seeds that are older than the claim are not told as added to it", () => {
  expect(deviations({ earlierSeeds: [21, 22] }, {}, [1, 2, 3, 4, 5, 21, 22])).toEqual([
    "seeds 21, 22 had ended before seeds 1..5 were claimed",
  ]);
  expect(deviations({ earlierSeeds: [21, 22] }, {}, [1, 2, 3, 4, 5, 9, 21])).toEqual([
    "seed 21 had ended before seeds 1..5 were claimed",
    "seed 9 was added to the 5 claimed (seeds 1..5)",
  ]);
});

describe("a claim that is about to be made", () => {
  const history = { claim: CLAIM, laterClaims: [] };
  test("departs by its question and by its seeds from the first", () => {
    const question = { ...QUESTION, margin: 0.02 };
    expect(departuresOf(history, { question, seeds: [1, 2, 6] })).toEqual([
      "margin 0.02 instead of none",
      "seed 6 was added to the 5 claimed (seeds 1..5)",
    ]);
    expect(departuresOf(history, { question: QUESTION, seeds: [1, 2] })).toEqual([]);
  });
  test("departs in open-ended mode only by seeds that come in between", () => {
    const question = { ...QUESTION, mode: "open-ended" } as const;
    const open = { claim: { ...CLAIM, question }, laterClaims: [] };
    expect(departuresOf(open, { question, seeds: [1, 2, 3, 4, 5, 6] })).toEqual([]);
    expect(departuresOf(open, { question, seeds: [0, 1, 2, 3, 4, 5] })).toHaveLength(1);
  });
});

describe("a look before the end", () => {
  test("is told in a fixed design, with where it was", () => {
    expect(deviations({ looks: [look(3), look(4), look(5)] })).toEqual([
      "2 looks at the verdict before all 5 pairs were done (at 3, 4)",
    ]);
  });
  test("is counted already in an adaptive one", () => {
    const question = { ...QUESTION, mode: "budget", looks: [3, 4, 5] } as const;
    const claim = { ...CLAIM, question };
    expect(deviations({ claim, looks: [look(3), look(4)] }, question)).toEqual([]);
  });
});

test("a question that was changed and changed back is still told", () => {
  const later = { ...CLAIM, question: { ...QUESTION, alpha: 0.1 } };
  expect(deviations({ laterClaims: [later] })).toEqual(["for a time alpha 0.1 instead of 0.05"]);
});

test("a claim made when the runs were there already is told", () => {
  expect(deviations({ claim: { ...CLAIM, endedRunCount: 8 } })).toEqual([
    "the claim was made when 8 runs could be compared already",
  ]);
});

test("open-ended seeds cannot be exceeded", () => {
  const question = { ...QUESTION, mode: "open-ended" } as const;
  const claim = { ...CLAIM, question };
  const told = (seeds: number[]) => {
    const laterClaims = [{ ...claim, seeds }];
    const history = { ...NOTHING_ELSE, claim, laterClaims };
    return summarizeClaim(history, { question, seeds, pairCount: 5 });
  };
  expect(told([1, 2, 3, 4, 5, 6])).toMatchObject({ seedCount: null, deviations: [] });
  expect(told([0, 1, 2, 3, 4, 5]).deviations).toEqual([
    "seed 0 came in before seeds that were there already",
  ]);
});

test("claimed variants that were taken out or redefined are told", () => {
  expect(deviations({ droppedCount: 4 })).toEqual([
    "4 claimed variants were taken out or redefined",
  ]);
});

test("a report before the end is told while it is shown, a confirmation is not", () => {
  const shown = { question: QUESTION, seeds: CLAIM.seeds, pairCount: 3 };
  const history = { claim: CLAIM, ...NOTHING_ELSE };
  expect(summarizeClaim(history, shown).deviations).toEqual([
    "a look at the verdict before all 5 pairs were done (at 3)",
  ]);
  expect(deviations({ looks: [look(3, "confirm")] })).toEqual([]);
});
