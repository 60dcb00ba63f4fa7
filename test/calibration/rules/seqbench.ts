import { ALPHA, type Decision, differencesOf, type Rule, type RuleQuestion } from "../rule.ts";

const SEED_COUNT_MAX = 50;
/** Bets are cut off at this share of what could be lost. */
const CAUTION = 1 / 2;
const LOG_ENOUGH = Math.log(1 / ALPHA);
/** Halvings that place an end of the interval to 2^-30 of the range. */
const HALVING_COUNT = 30;

/**
 * What the R package seqbench 0.1.0 does by default: a hedged betting confidence sequence for the
 * mean of bounded differences, looked at after every seed, here up to 50. Losses have no bound, so
 * it is told the smallest and the largest of the whole population, which nobody can know; the
 * package needs a margin, and without one it is asked with a margin of 0.
 *
 * @see I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting, Journal
 *   of the Royal Statistical Society B 86 (2024), theorem 3
 */
export const rule: Rule = {
  name: "seqbench (betting), to 50",
  pairCount: SEED_COUNT_MAX,
  hasMargin: true,
  decide(pairs, question) {
    const range = rangeOf(question);
    const unit = differencesOf(pairs, question.scale).map((d) => (d / range + 1) / 2);
    const bets = betsOf(unit);
    const margin = (question.margin ?? 0) / range;
    // Neither of these asks for the interval itself: a mean is outside once a bet against it has paid.
    const refutations = [(1 - margin) / 2, (1 + margin) / 2].map((mean) =>
      refutedAfter(mean, unit, bets),
    );
    const [low, high] = refutations;
    const stop = (n: number): Decision["verdict"] => {
      if (low!.fromAbove <= n) return "better";
      if (high!.fromBelow <= n) return "worse";
      const isInside = low!.fromBelow <= n && high!.fromAbove <= n;
      return margin > 0 && isInside ? "equivalent" : "undecided";
    };
    let n = 1;
    while (n < unit.length && stop(n) === "undecided") n++;
    return { verdict: stop(n), n, interval: intervalAfter(n, unit, bets, range) };
  },
};

/** Of the differences, to either side of 0. */
function rangeOf({ bounds: { low, high }, scale }: RuleQuestion): number {
  return scale === "log" ? Math.log(high) - Math.log(low) : high - low;
}

/** Each from the values before it; the first from a spread of 1/2 about 1/2; shape [n]. */
function betsOf(unit: readonly number[]): number[] {
  let [sum, squares] = [1 / 2, 1 / 4];
  return unit.map((value, index) => {
    const n = index + 1;
    const bet = Math.sqrt((2 * Math.log(2 / ALPHA)) / ((squares / n) * n * Math.log(n + 1)));
    sum += value;
    squares += (value - sum / (n + 1)) ** 2;
    return bet;
  });
}

/** After how many values a mean is found too low (from below) and too high; Infinity: never. */
function refutedAfter(mean: number, unit: readonly number[], bets: readonly number[]) {
  const after = { fromBelow: Number.POSITIVE_INFINITY, fromAbove: Number.POSITIVE_INFINITY };
  let [up, down] = [Math.log(1 / 2), Math.log(1 / 2)];
  for (const [index, value] of unit.entries()) {
    up += Math.log1p(Math.min(bets[index]!, CAUTION / mean) * (value - mean));
    down += Math.log1p(-Math.min(bets[index]!, CAUTION / (1 - mean)) * (value - mean));
    if (up >= LOG_ENOUGH) after.fromBelow = Math.min(after.fromBelow, index + 1);
    if (down >= LOG_ENOUGH) after.fromAbove = Math.min(after.fromAbove, index + 1);
  }
  return after;
}

/** The means that were not refuted at any time up to n, in the unit of the differences. */
function intervalAfter(
  n: number,
  unit: readonly number[],
  bets: readonly number[],
  range: number,
): Decision["interval"] {
  const seen = unit.slice(0, n);
  const end = (isRefuted: (mean: number) => boolean, from: number) => {
    let [outside, inside] = [from, 1 - from];
    for (let i = 0; i < HALVING_COUNT; i++) {
      const middle = (outside + inside) / 2;
      if (isRefuted(middle)) outside = middle;
      else inside = middle;
    }
    return (2 * outside - 1) * range;
  };
  const low = end((mean) => refutedAfter(mean, seen, bets).fromBelow <= n, 0);
  return { low, high: end((mean) => refutedAfter(mean, seen, bets).fromAbove <= n, 1) };
}
