import { describe, expect, test } from "vitest";
import { CASES } from "./cases.ts";
import { STEPS, trainCase } from "./train-case.ts";

// Eight steps of small models by tfjs' own layers, losses and gradients and by the program's. Both
// are float32 and sum in other orders, so they may part by some units in the last place, and by
// more where a rule divides by the root of a tiny gradient.

/** Of a weight, relative to 1 + its size; a loss is held to the same. */
const TOLERANCE = 2e-6;

describe("the compiled engine trains as tfjs does", () => {
  for (const given of CASES) {
    test(given.title, async () => {
      const ours = await trainCase("compiled reference", given);
      const theirs = await trainCase("tfjs cpu", given);
      const { tolerance = TOLERANCE } = given;
      expect(ours.losses.length).toBe(STEPS);
      expect(new Set(ours.losses).size).toBeGreaterThan(1); // it learns something
      expect(furthest(ours.losses, theirs.losses)).toBeLessThanOrEqual(tolerance);
      for (const [index, weight] of theirs.weights.entries()) {
        expect(furthest(ours.weights[index]!, weight)).toBeLessThanOrEqual(tolerance);
      }
    });
  }
});

function furthest(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  return Array.from(theirs).reduce((most, value, i) => {
    const distance = Math.abs(ours[i]! - value) / (1 + Math.abs(value));
    return distance > most || Number.isNaN(distance) ? distance : most;
  }, 0);
}
