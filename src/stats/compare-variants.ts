import { correlation } from "./correlation.ts";
import { spreadOf } from "./epoch-curve.ts";
import { pairWarnings } from "./pair-warnings.ts";
import { pairedDifferences } from "./paired-differences.ts";
import type { Comparison, Direction, VariantSummary } from "./summary.ts";

/** What a comparison needs beside the values. */
export interface CompareOptions {
  readonly direction: Direction;
  readonly alpha: number;
  /** seeds on which the two ended in the same bits, if they did so on all; else 0 */
  readonly identicalCount: number;
}

/** Candidate against baseline, on the seeds for which both have a value. */
export function compareVariants(
  candidate: VariantSummary,
  baseline: VariantSummary,
  options: CompareOptions,
): Comparison {
  const pairs = pairsOf(candidate, baseline);
  const [ours, theirs] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
  const differences = pairedDifferences(ours, theirs);
  const { mean, sd } = spreadOf(differences);
  const lower = differences.filter((difference) => difference < 0).length;
  const higher = differences.filter((difference) => difference > 0).length;
  const [wins, losses] = options.direction === "min" ? [lower, higher] : [higher, lower];
  return {
    baseline: baseline.name,
    candidate: candidate.name,
    paired: true,
    n: pairs.length,
    difference: mean,
    differenceSd: sd,
    wins,
    losses,
    ties: pairs.length - wins - losses,
    correlation: correlation(ours, theirs),
    warnings: pairWarnings(candidate, baseline, { pairCount: pairs.length, ...options }),
  };
}

function pairsOf(candidate: VariantSummary, baseline: VariantSummary): [number, number][] {
  const theirs = new Map(baseline.runs.map(({ seed, value }) => [seed, value]));
  return candidate.runs.flatMap(({ seed, value }): [number, number][] => {
    const other = theirs.get(seed) ?? null;
    return value === null || other === null ? [] : [[value, other]];
  });
}
