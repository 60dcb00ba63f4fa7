import { numberStyle, showNumber } from "../base/number.ts";
import type { Comparison } from "../stats/comparison.ts";
import type { At } from "../stats/question.ts";
import { seedList } from "../stats/seed-list.ts";
import type { Summary } from "../stats/summary.ts";
import type { Warning } from "../stats/warning.ts";
import { higherCount, lowerCount, showCorrelation } from "./columns.ts";
import { printable } from "./printable.ts";
import { differenceStyle, showDifference } from "./show-difference.ts";
import { claimCaveat } from "./verdict-words.ts";

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

/** Whether the verdicts are no longer those of what was claimed before the first run. */
export function isExploratory({ claim }: Summary): boolean {
  return claim !== null && claim.deviations.length > 0;
}

/** What was counted, in one sentence without a full stop. */
export function differenceSentence(pair: Comparison, { direction, scale }: Summary): string {
  const [candidate, baseline] = [printable(pair.candidate), printable(pair.baseline)];
  const seeds = `${pair.n} paired ${pair.n === 1 ? "seed" : "seeds"}`;
  if (!pair.paired) return unpairedSentence(pair, { direction, scale });
  if (pair.n === 0) return `${candidate} minus ${baseline}: no seed has a value on both sides`;
  const style =
    scale === "linear"
      ? numberStyle([pair.difference], [pair.differenceSd])
      : differenceStyle([pair.difference], [pair.interval], scale);
  const hasSd = pair.differenceSd !== null && scale === "linear";
  const sd = hasSd ? ` (sd ${showNumber(pair.differenceSd, style)})` : "";
  const counts =
    `lower in ${lowerCount(pair, direction)}, higher in ${higherCount(pair, direction)}, ` +
    `equal in ${pair.ties}`;
  const together =
    pair.correlation === null ? "" : `; seed correlation ${showCorrelation(pair.correlation)}`;
  const difference = showDifference(pair.difference, style, scale);
  const pairOf = scale === "log" ? `${candidate} relative to` : `${candidate} minus`;
  return `${pairOf} ${baseline}: ${difference}${sd} over ${seeds}; ${counts}${together}`;
}

function unpairedSentence(pair: Comparison, { scale }: Pick<Summary, "direction" | "scale">) {
  const style = differenceStyle([pair.difference], [pair.interval], scale);
  const difference = showDifference(pair.difference, style, scale);
  const [candidate, baseline] = [printable(pair.candidate), printable(pair.baseline)];
  return `${candidate} minus ${baseline}: ${difference} between the means`;
}

/** Which runs learned nothing, where no warning names them; null: none. Without a full stop. */
export function collapsedNote({ variants, comparisons }: Summary): string | null {
  const told = new Set(
    comparisons
      .flatMap(({ warnings }) => warnings)
      .flatMap((one) => (one.code === "collapsed" ? one.values.variants : []))
      .map(({ variant }) => variant),
  );
  const each = variants
    .filter(({ name, collapsed }) => collapsed.length > 0 && !told.has(name))
    .map(({ name, collapsed }) => `${printable(name)} ${seedList(collapsed)}`);
  if (each.length === 0) return null;
  return `collapsed, no better in training than a constant answer: ${each.join("; ")}`;
}

/**
 * All warnings as sentences, pairs' first. What all comparisons share is said once; where there
 * are several, the others name whom they concern.
 */
export function caveats(summary: Summary): string[] {
  const { comparisons, warnings } = summary;
  const ofPairs = comparisons.map((pair) => pair.warnings.filter((one) => !isSaid(one)));
  const texts = [...new Set(ofPairs.flat().map(({ text }) => text))];
  const pairSentences = texts.map((text) => {
    const concerned = comparisons.filter((_, index) =>
      ofPairs[index]!.some((warning) => warning.text === text),
    );
    if (concerned.length === comparisons.length) return text;
    return `${concerned.map(pairName).join("; ")}: ${text}`;
  });
  const claim = claimCaveat(summary) ?? [];
  return [claim, pairSentences, warnings.map(({ text }) => text)].flat().map(printable);
}

/** The difference itself already says so. */
function isSaid({ code }: Warning): boolean {
  return code === "identical" || code === "no-pairs";
}

function pairName({ candidate, baseline }: Comparison): string {
  return `${candidate} minus ${baseline}`;
}
