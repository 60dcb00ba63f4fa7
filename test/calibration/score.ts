import type { Scale } from "../../src/stats/question.ts";
import type { Comparison } from "./comparisons.ts";
import type { Measured, Truth } from "./measured.ts";
import type { Decision, Pairs, Rule, RuleQuestion } from "./rule.ts";
import type { SeedOrders } from "./seed-orders.ts";

/** What became of a rule that decided one comparison again and again, each time on other seeds. */
export interface Score {
  readonly comparison: Comparison;
  /** whether its values are multiples of one number */
  readonly isLattice: boolean;
  /** on the scale of the rule */
  readonly truth: Truth;
  /** on the linear scale, whatever that of the rule; in standard deviations */
  readonly dz: number;
  /** called better or worse */
  readonly claimed: Count;
  /** called better or worse against the sign of the truth; none where the truth is 0 */
  readonly reversed: Count;
  /** called better or worse with the truth moved to 0; null where there is no truth */
  readonly missed: Count | null;
  /** of the intervals where it stopped, those that hold the truth */
  readonly covered: Count;
  /** equivalent or negligible with the truth at the margin; null where it knows no margin */
  readonly falselyEquivalent: Count | null;
  /** mean over its decisions */
  readonly seedsUsed: number;
}

export interface Count {
  readonly times: number;
  readonly of: number;
}

/** The margin at whose edge equivalence is false, in standard deviations of the differences. */
export const MARGIN_SD = 1;

/** @param scale one on which the truth exists */
export function score(rule: Rule, measured: Measured, scale: Scale, orders: SeedOrders): Score {
  const truth = measured.truth[scale]!;
  const asIs = decisions(rule, measured, scale, orders);
  const shown = asIs.flatMap(({ interval }) => interval ?? []);
  const wrong = truth.mean < 0 ? "worse" : "better";
  return {
    ...{ comparison: measured.comparison, isLattice: measured.isLattice, truth },
    dz: measured.truth.linear.mean / measured.truth.linear.sd,
    claimed: count(asIs, isClaim),
    reversed: count(asIs, ({ verdict }) => truth.mean !== 0 && verdict === wrong),
    missed: truth.isMissing ? null : missed(rule, measured, scale, orders, asIs),
    covered: count(shown, ({ low, high }) => low <= truth.mean && truth.mean <= high),
    falselyEquivalent:
      truth.isMissing || !rule.hasMargin ? null : falselyEquivalent(rule, measured, scale, orders),
    seedsUsed: asIs.reduce((sum, { n }) => sum + n, 0) / asIs.length,
  };
}

function missed(
  rule: Rule,
  measured: Measured,
  scale: Scale,
  orders: SeedOrders,
  asIs: readonly Decision[],
): Count {
  const { mean } = measured.truth[scale]!;
  if (mean === 0) return count(asIs, isClaim);
  return count(decisions(rule, moved(measured, scale, -mean), scale, orders), isClaim);
}

/** A margin may be reached on either side; of skewed differences one errs more, and that counts. */
function falselyEquivalent(
  rule: Rule,
  measured: Measured,
  scale: Scale,
  orders: SeedOrders,
): Count {
  const { mean, sd } = measured.truth[scale]!;
  const margin = MARGIN_SD * sd;
  const half = { ...orders, count: Math.ceil(orders.count / 2) };
  const [above, below] = [margin, -margin].map((truth) => {
    const there = moved(measured, scale, truth - mean);
    return count(decisions(rule, there, scale, half, margin), isSmall);
  });
  return above!.times > below!.times ? above! : below!;
}

function isClaim({ verdict }: Decision): boolean {
  return verdict === "better" || verdict === "worse";
}

function isSmall({ verdict }: Decision): boolean {
  return verdict === "equivalent" || verdict === "negligible";
}

function count<T>(list: readonly T[], is: (item: T) => boolean): Count {
  return { times: list.filter(is).length, of: list.length };
}

function decisions(
  rule: Rule,
  of: Pairs,
  scale: Scale,
  orders: SeedOrders,
  margin: number | null = null,
): Decision[] {
  const question: RuleQuestion = { scale, margin, bounds: boundsOf(of) };
  return Array.from({ length: orders.count }, (_, index) =>
    rule.decide(orders.pairs(of, index, rule.pairCount), question),
  );
}

/** The candidate's values moved, so that the mean difference on the scale changes by `by`. */
function moved({ baseline, candidate }: Pairs, scale: Scale, by: number): Pairs {
  const move =
    scale === "log" ? (value: number) => value * Math.exp(by) : (value: number) => value + by;
  return { baseline, candidate: candidate.map(move) };
}

function boundsOf({ baseline, candidate }: Pairs): RuleQuestion["bounds"] {
  const all = [...baseline, ...candidate];
  return { low: Math.min(...all), high: Math.max(...all) };
}
