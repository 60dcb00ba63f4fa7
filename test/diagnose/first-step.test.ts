import fc from "fast-check";
import { expect, test } from "vitest";
import { findParting, stateDigest } from "../../src/diagnose/first-step.ts";
import type { InspectedRun, RunState } from "../../src/engine/inspection.ts";

/** A run whose one weight counts its steps, and goes wrong after one of them. */
function countingRun(stepCount: number, stepsPerEpoch: number, wrong: number): InspectedRun {
  let [step, value, lossSum] = [0, 0, 0];
  const taken = { count: 0 };
  const run = {
    ...{ layers: [], stepCount, stepsPerEpoch, taken },
    get step() {
      return step;
    },
    advanceTo(end: number) {
      for (; step < end; taken.count++) {
        if (step % stepsPerEpoch === 0) lossSum = 0;
        step++;
        value += step === wrong ? 1.5 : 1;
        lossSum += 1;
      }
    },
    state: (): RunState => ({
      ...{ step, lossSum, slots: [] },
      weights: [{ layer: "l", name: "w", shape: [1], values: Float32Array.of(value) }],
    }),
    resume(state: RunState) {
      ({ step, lossSum } = state);
      value = state.weights[0]!.values[0]!;
    },
  };
  return run as unknown as InspectedRun;
}

const course = fc
  .record({
    stepCount: fc.integer({ min: 2, max: 5000 }),
    perEpoch: fc.integer({ min: 1, max: 999 }),
  })
  .chain(({ stepCount, perEpoch }) =>
    fc.record({
      stepCount: fc.constant(stepCount),
      perEpoch: fc.constant(perEpoch),
      wrong: fc.integer({ min: 1, max: stepCount }),
    }),
  );

test("the first step that differs is found, with the state that was equal before it", () => {
  fc.assert(
    fc.property(course, ({ stepCount, perEpoch, wrong }) => {
      const [a, b] = [0, wrong].map((at) => countingRun(stepCount, perEpoch, at));
      const { parting } = findParting(a!, b!, stepCount);
      expect(parting!.step).toBe(wrong);
      expect(parting!.before.a).toEqual(parting!.before.b);
      expect(parting!.before.a.step).toBe(wrong - 1);
    }),
  );
});

test("it takes at most twice the steps up to it, and a sixteenth of the course more", () => {
  fc.assert(
    fc.property(course, ({ stepCount, perEpoch, wrong }) => {
      const [a, b] = [0, wrong].map((at) => countingRun(stepCount, perEpoch, at));
      const { stepsTaken } = findParting(a!, b!, stepCount);
      const counted = [a, b].map((run) => (run as unknown as { taken: { count: number } }).taken);
      expect(stepsTaken).toBe(counted[0]!.count + counted[1]!.count);
      expect(stepsTaken).toBeLessThanOrEqual(2 * wrong + 4 * Math.ceil(stepCount / 64) + 4);
    }),
  );
});

test("two runs that are the same are gone through once", () => {
  const [a, b] = [countingRun(700, 100, 0), countingRun(700, 100, 0)];
  expect(findParting(a, b, 700)).toEqual({ parting: undefined, stepsTaken: 1400 });
});

test("states whose lost numbers have other bits are equal", () => {
  const [one, other] = [0x7ff8_0000_0000_0000n, 0xfff8_0000_0000_0000n].map((bits) => {
    const lossSum = new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
    return stateDigest({ step: 1, lossSum, weights: [], slots: [] });
  });
  expect(one).toBe(other);
});
