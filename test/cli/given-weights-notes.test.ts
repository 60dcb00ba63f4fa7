import { expect, test } from "vitest";
import { givenWeightsNotes } from "../../src/cli/given-weights-notes.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { edited } from "../config/mistakes.ts";
import { configOf, ENGINE } from "../plan/plan-of.ts";

test("a split that each seed draws is among what the seed still moves", () => {
  const drawn = edited("", ["validation: 0.1", "validation: {random: 0.1}"]).text;
  const notes = [edited("").text, drawn].map((text) => {
    const config = configOf(text);
    const variants = config.variants.map((each) => ({ ...each, initialWeights: { sha256: "a" } }));
    return givenWeightsNotes(makePlan({ ...config, variants }, ENGINE).variants);
  });
  const given = "initial weights are given; the seed still moves";
  expect(notes).toEqual([
    [`base: ${given} the order of the rows and dropout`, `off: ${given} the order of the rows`],
    [
      `base: ${given} the order of the rows and dropout and which rows validate`,
      `off: ${given} the order of the rows and which rows validate`,
    ],
  ]);
});
