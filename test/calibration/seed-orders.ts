import { monteCarlo } from "../../src/stats/monte-carlo.ts";
import type { Pairs } from "./rule.ts";

/** Seeds in random orders, the same ones for every rule. */
export interface SeedOrders {
  readonly count: number;
  /** the first `length` pairs of the order with this index, from 0 */
  readonly pairs: (of: Pairs, index: number, length: number) => Pairs;
}

/** The most pairs a rule may ask for. */
export const PAIR_COUNT_MAX = 100;

/**
 * Draws without replacement, so that no rule sees a seed twice.
 *
 * @param site names the random numbers
 * @param pairCount of the population
 * @param count of the orders
 */
export function seedOrders(site: string, pairCount: number, count: number): SeedOrders {
  const random = monteCarlo(`calibration: ${site}`);
  const places = Uint32Array.from({ length: pairCount }, (_, index) => index);
  const length = Math.min(PAIR_COUNT_MAX, pairCount);
  const orders = Array.from({ length: count }, () => {
    for (let i = 0; i < length; i++) {
      const other = i + random.index(pairCount - i);
      [places[i], places[other]] = [places[other]!, places[i]!];
    }
    return places.slice(0, length);
  });
  return {
    count,
    pairs({ baseline, candidate }, index, wanted) {
      const chosen = orders[index]!.subarray(0, wanted);
      return {
        baseline: Array.from(chosen, (place) => baseline[place]!),
        candidate: Array.from(chosen, (place) => candidate[place]!),
      };
    },
  };
}
