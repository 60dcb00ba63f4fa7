import { cos } from "../random/elementary.ts";
import { exp } from "../random/exp.ts";
import { naturalLog } from "./natural-log.ts";
import type { LearningRateSchedule } from "./training-spec.ts";

/**
 * The learning rate of a step.
 *
 * @param step steps taken before this one, over all epochs
 */
export function learningRateAt(rate: number | LearningRateSchedule, step: number): number {
  if (typeof rate === "number") return rate;
  switch (rate.schedule) {
    case "step": {
      let factor = 1;
      for (let drop = Math.floor(step / rate.every); drop > 0; drop--) factor *= rate.factor;
      return rate.initial * factor;
    }
    case "exponential":
      return rate.initial * expAnywhere(naturalLog(rate.rate) * (step / rate.steps));
    case "cosine": {
      const turn = Math.PI * Math.min(1, step / rate.steps);
      return rate.initial * (rate.floor + (1 - rate.floor) * 0.5 * (1 + cos(turn)));
    }
    default:
      return rate satisfies never;
  }
}

/** e^x, beyond 700 infinity and below -700 zero. */
function expAnywhere(x: number): number {
  return x > 700 ? Number.POSITIVE_INFINITY : x < -700 ? 0 : exp(x);
}
