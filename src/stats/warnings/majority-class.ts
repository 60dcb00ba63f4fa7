import { showPlain } from "../../base/number.ts";
import { defaultDirection } from "../default-direction.ts";
import type { VariantSummary } from "../summary.ts";
import type { Warning } from "../warning.ts";

/** A mean of equal values may end in another last digit than they do. */
const ROUNDING = 1e-12;

/** An accuracy that somebody would reach who always says the same. */
export function majorityClass({ name, mean, constant }: VariantSummary, metric: string): Warning[] {
  if (defaultDirection(metric) === "min" || mean === null || constant === null) return [];
  if (mean > constant + ROUNDING) return [];
  const text =
    `${name}: ${metric} ${showPlain(mean)} is not above ${showPlain(constant)}, ` +
    "what the majority class alone scores";
  return [{ code: "majority-class", text, values: { variant: name, mean, constant } }];
}
