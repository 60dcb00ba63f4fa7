import type { RunState } from "../engine/inspection.ts";
import type { Pair } from "./arm.ts";
import type { Search } from "./first-step.ts";
import { compareStep, takeStep } from "./step-rungs.ts";

/** Steps of the course at which two engines are held against each other. */
const CHECKPOINT_COUNT = 64;

/** A unit whose sum is next to zero may be on in one engine and off in the other, for one step. */
const STEPS_IN_A_ROW = 3;

/**
 * Finds the first step that two engines take differently, beyond what rounding explains. Their own
 * courses part by rounding alone, so at each checkpoint b goes on from what a has come to, and a
 * difference counts if the next few steps have one too.
 *
 * @param last step to look at
 */
export function findRoundedParting(pair: Pair, last: number): Search {
  const { a } = pair;
  const stride = Math.max(1, Math.ceil(last / CHECKPOINT_COUNT));
  let stepsTaken = 0;
  /** @returns whether the steps after a state differ */
  const differsAfter = (state: RunState): boolean => {
    const count = Math.min(STEPS_IN_A_ROW, last - state.step);
    for (let taken = 0, before = state; taken < count; taken++) {
      const isDifferent = "where" in compareStep(pair, stepFrom(pair, before));
      before = a.run.state();
      stepsTaken += 2;
      if (!isDifferent) return false;
    }
    return count > 0;
  };
  const moveTo = (from: RunState, step: number): RunState => {
    a.run.resume(from);
    a.run.advanceTo(step);
    stepsTaken += step - from.step;
    return a.run.state();
  };
  let equal = a.run.state();
  while (equal.step < last - 1) {
    const next = moveTo(equal, Math.min(last - 1, equal.step + stride));
    if (!differsAfter(next)) {
      equal = next;
      continue;
    }
    let differing = next;
    while (differing.step - equal.step > 1) {
      const middle = moveTo(equal, Math.floor((equal.step + differing.step) / 2));
      if (differsAfter(middle)) differing = middle;
      else equal = middle;
    }
    const parting = { step: differing.step + 1, before: { a: differing, b: differing } };
    return { parting, stepsTaken };
  }
  return { parting: undefined, stepsTaken };
}

/** The next step of both, from one state. */
function stepFrom(pair: Pair, state: RunState) {
  pair.a.run.resume(state);
  pair.b.run.resume(state);
  return takeStep(pair);
}
