import { countOf } from "../base/count-of.ts";
import { showPlain } from "../base/number.ts";
import type { Comparison } from "../stats/comparison.ts";
import { decidingInterval } from "../stats/deciding-interval.ts";
import type { Interval } from "../stats/interval.ts";
import type { ClaimSummary, Summary } from "../stats/summary.ts";
import type { WarningCode } from "../stats/warning.ts";
import { withinSentence } from "./headline-warnings.ts";
import { heldTogether } from "./interval-words.ts";
import { printable } from "./printable.ts";
import {
  differenceStyle,
  showDifference,
  showLevel,
  showMargin,
  showP,
  showShare,
} from "./show-difference.ts";

// All reports say a verdict in the same words: plain text without a full stop, names made
// printable. What writes Markdown or HTML still has to escape it.

/** Who won, in one clause: for a title, or where the numbers stand beside it. */
export function verdictHeadline(pair: Comparison): string {
  const [candidate, baseline] = namesOf(pair);
  switch (pair.verdict) {
    case "better":
    case "worse":
      return `${candidate} is ${pair.verdict} than ${baseline}`;
    case "negligible":
      return `${candidate} differs negligibly from ${baseline}`;
    case "equivalent":
      return `${candidate} and ${baseline} are equivalent`;
    case "undecided":
      return `undecided between ${candidate} and ${baseline}`;
    case "identical":
      return `${candidate} and ${baseline} are identical`;
    case "invalid":
      return `${candidate} and ${baseline} cannot be compared`;
    default:
      return pair.verdict satisfies never;
  }
}

/** The headline and the numbers it rests on, in one sentence. */
export function verdictSentence(pair: Comparison, summary: Summary): string {
  return `${qualifiedHeadline(pair, summary)}: ${groundsOf(pair, summary)}`;
}

/** The same without advice on what would decide, as a paper says it. */
export function verdictFinding(pair: Comparison, summary: Summary): string {
  return verdictSentence({ ...pair, moreSeeds: null }, summary);
}

/** Who won, and what takes that back. */
export function qualifiedHeadline(pair: Comparison, summary: Summary): string {
  return verdictHeadline(pair) + withinSentence(pair, summary);
}

/** The sentence beside the word of the verdict, where `besideWord` stands as well. */
export function verdictBesideBadge(pair: Comparison, summary: Summary): string {
  return pair.verdict === "undecided"
    ? undecidedGrounds(pair, summary)
    : `${verdictHeadline(pair)}: ${groundsOf(pair, summary)}`;
}

/** What someone with one run of each might have seen; null below two runs a side. */
export function luckyPairSentence(pair: Comparison, { scale }: Summary): string | null {
  const { luckyPair, difference } = pair;
  if (luckyPair === null) return null;
  const style = differenceStyle([], [luckyPair], scale);
  const [low, high] = [luckyPair.low, luckyPair.high].map((end) =>
    showDifference(end, style, scale),
  );
  // Runs that nobody trained may lie outside, and a mean near 0 may point the wrong way itself.
  const range = `One run of each could have shown anything from ${low} to ${high} or beyond`;
  // A mean difference of 0 points nowhere.
  if (difference === null || difference === 0) return range;
  return `${range}; ${otherWay(luckyPair.otherWayShare)} the other way`;
}

/** That the verdicts are exploratory, where what was fixed beforehand was not kept; else null. */
export function claimCaveat({ claim }: Summary): string | null {
  if (claim === null || claim.deviations.length === 0) return null;
  return printable(`Exploratory, as the claim was not kept: ${claim.deviations.join("; ")}`);
}

/** What is told before a departure from a claim is recorded. */
export function departureWarning(
  { madeAt }: Pick<ClaimSummary, "madeAt">,
  departures: readonly string[],
): string {
  const date = madeAt.slice(0, "2025-01-01".length);
  const listed = departures.join("; ");
  return printable(
    `this departs from what was claimed on ${date}: ${listed}; verdicts will be exploratory`,
  );
}

function namesOf({ candidate, baseline }: Comparison): [string, string] {
  return [printable(candidate), printable(baseline)];
}

function groundsOf(pair: Comparison, summary: Summary): string {
  switch (pair.verdict) {
    case "better":
    case "worse":
      if (pair.method === "divergence") return divergenceGrounds(pair, summary);
      return (
        [changeGrounds(pair, summary), ...agreement(pair, summary)].join(", ") +
        together("interval and p", pair, summary)
      );
    case "negligible":
      return (
        `${changeGrounds(pair, summary)}, within the margin of ${margin(summary)}` +
        together("interval", pair, summary)
      );
    case "equivalent":
      return equivalenceGrounds(pair, summary);
    case "undecided":
      return undecidedGrounds(pair, summary);
    case "identical":
      return `every series is equal to the bit on ${onAll(pair)}`;
    case "invalid":
      return invalidGrounds(pair, summary);
    default:
      return pair.verdict satisfies never;
  }
}

/**
 * "val_loss lower by 2.14 (95% interval 1.64 to 2.64; 56%)", whichever way it went; scale log:
 * "val_loss 56% lower (95% interval 43% to 66%, mean difference -2.1)".
 */
function changeGrounds(pair: Comparison, { metric, scale }: Summary): string {
  const { difference, interval, relativeDifference } = pair;
  const isLower = difference !== null && difference < 0;
  const style = differenceStyle([difference], [interval], scale);
  const shown = (value: number) => {
    const text = showDifference(value, style, scale);
    return isLower ? negated(text) : text;
  };
  const brackets: string[] = [];
  if (interval) {
    const [from, to] = isLower ? [interval.high, interval.low] : [interval.low, interval.high];
    brackets.push(`${showLevel(interval.level)} interval ${shown(from)} to ${shown(to)}`);
  }
  if (scale === "log") brackets.push(...meanDifference(pair));
  else if (relativeDifference) brackets.push(showShare(Math.abs(relativeDifference)));
  const way = isLower ? "lower" : "higher";
  const by = difference === null ? "" : shown(difference);
  const change = `${printable(metric)} ${scale === "log" ? `${by} ${way}` : `${way} by ${by}`}`;
  return brackets.length === 0
    ? change
    : `${change} (${brackets.join(scale === "log" ? ", " : "; ")})`;
}

/** Beside a ratio: the difference of the means, which may even point the other way. */
function meanDifference({ linearDifference, warnings }: Comparison): string[] {
  if (linearDifference === null) return [];
  const isOpposite = warnings.some(({ code }) => code === "opposite-means");
  const shown = showPlain(Number(linearDifference.toPrecision(2)));
  return [isOpposite ? `but the mean difference is ${shown}` : `mean difference ${shown}`];
}

/** What is meant for all comparisons, to follow the numbers of one. */
function together(what: string, pair: Comparison, summary: Summary): string {
  const held = heldTogether(pair, summary);
  return held === "" ? "" : `; ${what}${held}`;
}

/** What was written with a minus goes without it, and the other way round. */
function negated(text: string): string {
  if (text.startsWith("-")) return text.slice(1);
  return /[1-9∞]/.test(text) ? `-${text}` : text;
}

/** How many seeds say the same as the mean, and how likely that much is by chance. */
function agreement(pair: Comparison, { direction, comparisonCount }: Summary): string[] {
  const isLower = (pair.difference ?? 0) < 0;
  const count = isLower === (direction === "min") ? pair.wins : pair.losses;
  const seeds = pair.paired
    ? [`${isLower ? "lower" : "higher"} on ${count} of ${countOf(seedCount(pair), "seed")}`]
    : [];
  return [...seeds, ...chance(pair, comparisonCount)];
}

function chance({ pValue, adjustedPValue, method }: Comparison, comparisonCount: number): string[] {
  if (comparisonCount > 1 && adjustedPValue !== null) {
    if (method === "max-t") return [`p ${showP(adjustedPValue)}`];
    return [`p ${showP(adjustedPValue)} adjusted for ${comparisonCount} comparisons`];
  }
  return pValue === null ? [] : [`p ${showP(pValue)}`];
}

/** Diverged runs count here too: worse than any that converged. */
function seedCount({ wins, losses, ties }: Comparison): number {
  return wins + losses + ties;
}

function divergenceGrounds(pair: Comparison, { comparisonCount }: Summary): string {
  const count = pair.verdict === "better" ? pair.wins : pair.losses;
  const diverged = pair.verdict === "better" ? pair.baseline : pair.candidate;
  const seeds = countOf(seedCount(pair), "seed");
  const p = chance(pair, comparisonCount).map((text) => `, ${text}`);
  return `only ${printable(diverged)} diverged on ${count} of ${seeds}${p.join("")}`;
}

function equivalenceGrounds(pair: Comparison, summary: Summary): string {
  const apart = `${printable(summary.metric)} differs by less than ${margin(summary)}`;
  const range = decidingInterval(pair);
  const interval = range ? `${intervalOf(pair, range, summary)}, ` : "";
  return `${apart} (${interval}${sampleSize(pair)})`;
}

function margin(summary: Summary): string {
  return summary.margin === null ? "the margin" : showMargin(summary.margin, summary.scale);
}

function undecidedGrounds(pair: Comparison, summary: Summary): string {
  const { difference, interval } = pair;
  const [candidate, baseline] = namesOf(pair);
  const metric = printable(summary.metric);
  if (difference === null) return `no difference to judge after ${sampleSize(pair)}`;
  if (isTied(pair)) return `${metric} of ${candidate} and ${baseline} is equal on ${onAll(pair)}`;
  const isBounded = interval !== null && Number.isFinite(interval.high - interval.low);
  const style = differenceStyle([difference], [interval], summary.scale);
  const by = showDifference(difference, style, summary.scale);
  const against = summary.scale === "log" ? "relative to" : "minus";
  const change = `${metric} of ${candidate} ${against} ${baseline} is ${by}`;
  if (!isBounded) return `after ${sampleSize(pair)}, too few for an interval, ${change}`;
  const range = intervalOf(pair, interval, summary);
  return `after ${sampleSize(pair)} ${change} (${range})${outlook(pair, summary)}`;
}

/** Whether the values are equal on every seed, which leaves no interval to show. */
export function isTied({ warnings }: Comparison): boolean {
  return warnings.some(({ code }) => code === "tied");
}

/** What would decide. That no look of a budget would is not said: it was wrong every other time. */
function outlook({ moreSeeds, warnings }: Comparison, summary: Summary): string {
  if (warnings.some(({ code }) => code === "diverged-more")) {
    return "; withheld, as the one with the better mean diverged more often";
  }
  if (moreSeeds === null) return "";
  const [low, high] = [Math.max(1, Math.round(moreSeeds / 3)), 3 * moreSeeds];
  const more = `about ${countOf(moreSeeds, "more seed")} (could be ${low} to ${high})`;
  return `; ${more} would settle it at this spread${priceOfStopping(summary)}`;
}

/**
 * With fixed seeds, to train as many more as it says and test again is a second look that nothing
 * pays for: 11.9 % of errors in real training where alpha is 5 % (docs/statistics.md).
 */
function priceOfStopping({ mode, alpha, comparisonCount }: Summary): string {
  if (mode !== "fixed") return "";
  const isMeasured = alpha === 0.05 && comparisonCount === 1;
  const often = isMeasured ? "in 1 of 8 sweeps" : "more often than alpha allows";
  const instead = "use fresh seeds (`--confirm`) or a fresh budget (`mode: budget`)";
  return `, but stopping there errs ${often}: ${instead}`;
}

function invalidGrounds({ warnings }: Comparison, summary: Summary): string {
  const reason = [...warnings, ...summary.warnings].find(({ code }) => INVALIDATING.includes(code));
  return printable(reason?.text ?? "there is nothing sound to compare");
}

/** What may leave nothing sound to compare, gravest first in a comparison's list. */
const INVALIDATING: readonly WarningCode[] = [
  "no-pairs",
  "log-scale",
  "diverged-pairs",
  "no-value",
];

/** "95% interval -0.2 to 0.1", as precise as it deserves. */
export function intervalOf(pair: Comparison, range: Interval, summary: Summary): string {
  const { scale } = summary;
  const style = differenceStyle([pair.difference], [range], scale);
  const [low, high] = [range.low, range.high].map((end) => showDifference(end, style, scale));
  return `${showLevel(range.level)} interval ${low} to ${high}${heldTogether(pair, summary)}`;
}

function sampleSize({ n, paired }: Comparison): string {
  return paired ? countOf(n, "seed") : `${countOf(n, "run")} a side`;
}

function onAll({ n }: Comparison): string {
  return n === 1 ? "the one seed" : `all ${n} seeds`;
}

/** "at least 12 of 100 such pairs point", without calling what is rare nothing. */
function otherWay(share: number): string {
  const count = Math.round(100 * share);
  if (share === 0) return "no pair of the runs here points";
  if (count === 0) return "of the runs here fewer than 1 of 100 pairs point";
  if (count === 100 && share < 1) return "more than 99 of 100 such pairs point";
  return `at least ${count} of 100 such pairs point`;
}
