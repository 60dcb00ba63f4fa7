import { sha256 } from "../base/digest.ts";
import { withOneNaN } from "../base/one-nan.ts";
import type { InspectedRun, RunState } from "../engine/inspection.ts";

/** The first step after which two runs are not the same, and both of them just before it. */
export interface Parting {
  /** from 1 */
  readonly step: number;
  /** the state that both had before it */
  readonly before: { readonly a: RunState; readonly b: RunState };
}

/** What the search for a parting came to. */
export interface Search {
  /** undefined: the same to the end */
  readonly parting: Parting | undefined;
  /** of both runs together */
  readonly stepsTaken: number;
}

/** How many checkpoints a whole course has: few enough to cost nothing beside the training. */
const CHECKPOINT_COUNT = 64;

/**
 * Finds the first step after which weights, the optimizer's memory or the losses so far differ.
 * Both runs go from checkpoint to checkpoint until they differ at one; the stretch before it is
 * halved, each half trained again from the last state that was equal. Only that state is kept.
 *
 * Costs at most twice the steps up to the parting and two stretches of a 64th more.
 *
 * @param a at the same step as b, equal so far
 * @param last step to look at
 */
export function findParting(a: InspectedRun, b: InspectedRun, last: number): Search {
  const stride = Math.max(1, Math.ceil(last / CHECKPOINT_COUNT));
  const start = a.step;
  let equal = states(a, b);
  while (a.step < last) {
    // The losses begin anew with an epoch, so they are looked at where one ends.
    const epochEnd = (Math.floor(a.step / a.stepsPerEpoch) + 1) * a.stepsPerEpoch;
    const end = Math.min(last, a.step + stride, epochEnd);
    if (!areEqualAt(a, b, end)) {
      const { parting, stepsTaken } = halve(a, b, equal, end);
      return { parting, stepsTaken: 2 * (end - start) + stepsTaken };
    }
    equal = states(a, b);
  }
  return { parting: undefined, stepsTaken: 2 * (last - start) };
}

/** @param end a step after which they differ */
function halve(
  a: InspectedRun,
  b: InspectedRun,
  equalBefore: Parting["before"],
  end: number,
): Search {
  let [equal, differing, stepsTaken] = [equalBefore, end, 0];
  while (differing - equal.a.step > 1) {
    a.resume(equal.a);
    b.resume(equal.b);
    const middle = Math.floor((equal.a.step + differing) / 2);
    stepsTaken += 2 * (middle - equal.a.step);
    if (areEqualAt(a, b, middle)) equal = states(a, b);
    else differing = middle;
  }
  return { parting: { step: differing, before: equal }, stepsTaken };
}

function areEqualAt(a: InspectedRun, b: InspectedRun, step: number): boolean {
  a.advanceTo(step);
  b.advanceTo(step);
  return stateDigest(a.state()) === stateDigest(b.state());
}

function states(a: InspectedRun, b: InspectedRun): Parting["before"] {
  return { a: a.state(), b: b.state() };
}

/** Of all that training changes; the step itself does not count. */
export function stateDigest({ weights, slots, lossSum }: RunState): string {
  const tensors = [...weights, ...slots].map(({ values }) => values);
  return sha256(...tensors, withOneNaN(Float64Array.of(lossSum)));
}
