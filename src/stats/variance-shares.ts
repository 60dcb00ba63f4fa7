import type { VarianceShare, VariantSummary } from "./summary.ts";

/** A variant and what decides its numbers. */
export interface StreamedVariant {
  readonly summary: VariantSummary;
  /** the streams that follow the seed */
  readonly streams: readonly string[];
  /** equal for variants that differ in their streams alone */
  readonly otherwise: string;
}

/**
 * How much of the variance over seeds each source of randomness makes when it alone is varied:
 * its variance by that of the variant that varies most of them. Sources may act together, so
 * shares need not add up to 1.
 *
 * @returns one row per variant of each group of two or more that differ in their streams alone
 * @see Bouthillier et al.: Accounting for Variance in Machine Learning Benchmarks (2021), section 3
 */
export function varianceShares(variants: readonly StreamedVariant[]): VarianceShare[] {
  const groups = [...new Set(variants.map(({ otherwise }) => otherwise))].map((key) =>
    variants.filter(({ otherwise }) => otherwise === key),
  );
  return groups.filter((group) => group.length > 1).flatMap(sharesOf);
}

function sharesOf(group: readonly StreamedVariant[]): VarianceShare[] {
  const whole = group.reduce((most, one) =>
    one.streams.length > most.streams.length ? one : most,
  );
  return group.map(({ summary: { name, n, sd }, streams }) => {
    const all = whole.summary.sd;
    const share = sd === null || !all ? null : (sd / all) ** 2;
    return { variant: name, streams, n, sd, share };
  });
}
