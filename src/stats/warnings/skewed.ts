import { showPlain } from "../../base/number.ts";
import type { Evidence } from "../evidence.ts";
import { skewness } from "../skewness.ts";
import type { Warning } from "../warning.ts";

/** From here on even one fixed t test errs in 12 to 18 of 100 cases instead of 5, simulated. */
const SKEWNESS_MAX = 2;

/** Differences whose sample skewness says that the interval of their mean may be too narrow. */
export function skewed(differences: readonly number[], { interval }: Evidence): Warning[] {
  const skew = Math.abs(skewness(differences) ?? 0);
  if (skew <= SKEWNESS_MAX || interval === null) return [];
  const text =
    `the differences are skewed (${showPlain(skew)}): ` +
    "the interval of the mean may be too narrow";
  return [
    { code: "skewed", text, values: { skewness: skew, largest: largestSkewness(differences) } },
  ];
}

/** The largest that so many values can have: all are equal but one. */
function largestSkewness({ length: n }: readonly number[]): number {
  return (n - 2) / Math.sqrt(n - 1);
}
