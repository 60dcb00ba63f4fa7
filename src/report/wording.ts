import { numberStyle, showNumber } from "../base/number.ts";
import type { At, Comparison, Summary, Warning } from "../stats/summary.ts";
import { higherCount, isIdentical, lowerCount, showCorrelation } from "./columns.ts";
import { printable } from "./printable.ts";

/** What the values are and what they were made with, in parts a renderer joins. */
export function headingParts({ metric, at, direction, engine }: Summary): string[] {
  return [
    `${printable(metric)}, ${atInWords(at)}`,
    direction === "min" ? "lower is better" : "higher is better",
    `engine ${printable(engine)}`,
  ];
}

function atInWords(at: At): string {
  if (at === "last") return "last epoch";
  if (at === "best") return "each run's best epoch";
  if (at === "auc") return "mean over epochs";
  return at.replace(":", " ");
}

/** A comparison in one sentence, without a full stop. */
export function differenceSentence(pair: Comparison, direction: Summary["direction"]): string {
  const [candidate, baseline] = [printable(pair.candidate), printable(pair.baseline)];
  const seeds = `${pair.n} paired ${pair.n === 1 ? "seed" : "seeds"}`;
  if (isIdentical(pair)) return `${candidate} and ${baseline} are identical to the bit on ${seeds}`;
  if (pair.n === 0) return `${candidate} minus ${baseline}: no seed has a value on both sides`;
  const style = numberStyle([pair.difference], [pair.differenceSd]);
  const sd = pair.differenceSd === null ? "" : ` (sd ${showNumber(pair.differenceSd, style)})`;
  const counts =
    `lower in ${lowerCount(pair, direction)}, higher in ${higherCount(pair, direction)}, ` +
    `equal in ${pair.ties}`;
  const together =
    pair.correlation === null ? "" : `; seed correlation ${showCorrelation(pair.correlation)}`;
  const difference = showNumber(pair.difference, style);
  return `${candidate} minus ${baseline}: ${difference}${sd} over ${seeds}; ${counts}${together}`;
}

/**
 * All warnings as sentences, pairs' first. What all comparisons share is said once; where there
 * are several, the others name whom they concern.
 */
export function caveats({ comparisons, warnings }: Summary): string[] {
  const ofPairs = comparisons.map((pair) => pair.warnings.filter((one) => !isSaid(one)));
  const texts = [...new Set(ofPairs.flat().map(({ text }) => text))];
  const pairSentences = texts.map((text) => {
    const concerned = comparisons.filter((_, index) =>
      ofPairs[index]!.some((warning) => warning.text === text),
    );
    if (concerned.length === comparisons.length) return text;
    return `${concerned.map(pairName).join("; ")}: ${text}`;
  });
  return [...pairSentences, ...warnings.map(({ text }) => text)].map(printable);
}

/** The difference itself already says so. */
function isSaid({ code }: Warning): boolean {
  return code === "identical" || code === "no-pairs";
}

function pairName({ candidate, baseline }: Comparison): string {
  return `${candidate} minus ${baseline}`;
}
