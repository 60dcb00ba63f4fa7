import type { Comparison } from "../stats/comparison.ts";
import type { Summary } from "../stats/summary.ts";
import type { CollapsedWarning, OverfittedWarning } from "../stats/warning.ts";
import { printable } from "./printable.ts";

// Two warnings take back what a verdict says and stand in the same line with it: that variants
// overfit, and that runs collapsed. A verdict that decides nothing has nothing to take back; its
// caveats say what the others are.

interface Reservation {
  /** what the verdict's word holds for: "at the last epoch" */
  readonly where: string;
  /** what holds elsewhere, and why: "undecided at the best: both overfit" */
  readonly elsewhere: string;
}

/** " at the last epoch; undecided at the best: both overfit", behind a verdict's word; or "". */
export function besideWord(pair: Comparison, summary: Summary): string {
  const reservation = reservationOf(pair, summary);
  return reservation ? ` ${reservation.where}; ${reservation.elsewhere}` : "";
}

/** The same within a sentence: " at the last epoch (undecided at the best: both overfit)". */
export function withinSentence(pair: Comparison, summary: Summary): string {
  const reservation = reservationOf(pair, summary);
  return reservation ? ` ${reservation.where} (${reservation.elsewhere})` : "";
}

/** Behind the word in a table: " (overfit)". */
export function besideCell(pair: Comparison): string {
  const { overfitted, collapsed } = headlineWarnings(pair);
  const words = [...(overfitted ? ["overfit"] : []), ...(collapsed ? ["collapsed"] : [])];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function reservationOf(pair: Comparison, { at }: Summary): Reservation | null {
  const { overfitted, collapsed } = headlineWarnings(pair);
  if (!overfitted && !collapsed) return null;
  const epoch = at === "last" ? "the last epoch" : at.replace(":", " ");
  return {
    where: overfitted ? `at ${epoch}` : "over all pairs",
    elsewhere: [
      ...(overfitted ? [bestWords(overfitted)] : []),
      ...(collapsed ? [liveWords(collapsed)] : []),
    ].join("; "),
  };
}

function headlineWarnings({ verdict, warnings }: Comparison) {
  const none = { overfitted: undefined, collapsed: undefined };
  if (verdict === "undecided" || verdict === "invalid") return none;
  return {
    overfitted: warnings.find((one): one is OverfittedWarning => one.code === "overfitted"),
    collapsed: warnings.find((one): one is CollapsedWarning => one.code === "collapsed"),
  };
}

function bestWords({ values: { atBest, variants } }: OverfittedWarning): string {
  const [first, ...more] = variants.map(({ variant }) => printable(variant));
  const who = more.length > 0 ? "both overfit" : `${first} overfits`;
  return `${atBest} at the best: ${who}`;
}

function liveWords({ values: { amongLive, livePairs, variants } }: CollapsedWarning): string {
  const word = livePairs === 0 ? "no live pair is left" : `${amongLive} among live pairs`;
  const each = variants.map(({ variant, seeds, of }) => {
    return `${seeds.length} of ${of} ${printable(variant)} runs`;
  });
  return `${word}: ${each.join(" and ")} collapsed`;
}
