import { moments } from "../moments.ts";

/**
 * The mean of the middle half: without the floor(n / 4) lowest and as many highest. Below four
 * values it is the mean.
 *
 * @param values finite, in any order; shape [n], n >= 0
 * @returns null if there is no value
 * @see R. Agarwal et al., Deep Reinforcement Learning at the Edge of the Statistical Precipice
 *   (2021), section 4.3
 */
export function interquartileMean(values: readonly number[]): number | null {
  const dropped = Math.floor(values.length / 4);
  const sorted = [...values].sort((a, b) => a - b);
  return moments(sorted.slice(dropped, sorted.length - dropped)).mean;
}
