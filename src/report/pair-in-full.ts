import type { Companion, Comparison, Proportion } from "../stats/comparison.ts";
import type { Summary } from "../stats/summary.ts";
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

const TESTS: Readonly<Record<Companion["test"], string>> = {
  "paired-t": "paired t",
  "sign-flip": "sign flips",
  sign: "signs",
  wilcoxon: "Wilcoxon",
  "mann-whitney": "Mann-Whitney",
  "symmetric-bet": "symmetric bets, at any look",
  "sign-bet": "bets on signs, at any look",
};

/** All else there is to say of one comparison, as titles and texts; empty without its detail. */
export function pairInFull(pair: Comparison, summary: Summary): (readonly [string, string])[] {
  if (pair.detail === undefined) return [];
  const { effect } = pair;
  const sizes = [
    ["dz", effect.dz],
    ["Hedges' g", effect.hedgesG],
    ["Cliff's delta", effect.cliffsDelta],
  ] as const;
  const effects = sizes.flatMap(([name, size]) =>
    size === null ? [] : [`${name} ${size.toFixed(2)}`],
  );
  const chance = effect.probabilityOfImprovement;
  const candidate = printable(pair.candidate);
  const improvement = `a run of ${candidate} is the better one in ${showShare(chance ?? 0)}`;
  return [
    ["effect", [...effects, ...(chance === null ? [] : [improvement])].join("; ")],
    ...companionRow(pair),
    ...equivalenceRow(pair, summary),
    ...shareRow(pair),
    ...robustRow(pair, summary),
    ...divergenceRow(pair),
    ...curveRow(pair),
  ];
}

type Row = readonly [string, string];

function companionRow({ companions }: Comparison): Row[] {
  const tests = companions.map(({ test, pValue }) => `${TESTS[test]} p ${showP(pValue)}`);
  return tests.length === 0 ? [] : [["other tests", tests.join("; ")]];
}

function equivalenceRow(pair: Comparison, summary: Summary): Row[] {
  const { margin, scale } = summary;
  const { equivalence, detail } = pair;
  if (equivalence === null || margin === null) return [];
  const style = differenceStyle([], [equivalence], scale);
  const [low, high] = [equivalence.low, equivalence.high].map((end) =>
    showDifference(end, style, scale),
  );
  const p = detail?.equivalencePValue ?? null;
  const test = p === null ? "" : `; two one-sided t tests p ${showP(p)}`;
  const together = heldTogether(pair, summary);
  const range = `${showLevel(equivalence.level)} interval ${low} to ${high}${together}`;
  return [["equivalence", `${range} against a margin of ${showMargin(margin, scale)}${test}`]];
}

function shareRow({ detail }: Comparison): Row[] {
  const share = detail?.betterShare;
  return share ? [["better on", `${proportion(share)} of the seeds that differ`]] : [];
}

function proportion({ count, of, interval: { low, high, level } }: Proportion): string {
  const range = `${showShare(low)} to ${showShare(high)}`;
  return `${count} of ${of} (${showLevel(level)} interval ${range})`;
}

function robustRow({ detail }: Comparison, { scale }: Summary): Row[] {
  const robust = detail?.robust;
  if (!robust || scale === "log") return [];
  const { interquartileMean, interval } = robust;
  const style = differenceStyle([interquartileMean], [interval], scale);
  const shown = (value: number) => showDifference(value, style, scale);
  const range = interval
    ? ` (${showLevel(interval.level)} bootstrap interval ${shown(interval.low)} to ` +
      `${shown(interval.high)}, approximate)`
    : "";
  return [["without outliers", `interquartile mean ${shown(interquartileMean)}${range}`]];
}

function divergenceRow({ detail }: Comparison): Row[] {
  const rates = detail?.divergence;
  if (!rates) return [];
  const [ours, theirs] = [proportion(rates.candidate), proportion(rates.baseline)];
  return [["diverged", `${ours} against ${theirs}; McNemar p ${showP(rates.pValue)}`]];
}

function curveRow({ detail }: Comparison): Row[] {
  if (!detail || detail.curve.length === 0 || detail.curvePValue === null) return [];
  const apart = detail.curve.filter(({ low, high }) => (low ?? 0) > 0 || (high ?? 0) < 0);
  const epochs = apart.map(({ epoch }) => epoch);
  const { bandLevel } = detail;
  const band = bandLevel === null ? "band" : `${showLevel(bandLevel)} band for the whole curve`;
  const where =
    epochs.length === 0
      ? `the ${band} holds 0 in every epoch`
      : `the ${band} leaves out 0 in ${epochs.length} of ${detail.curve.length} epochs, first in ` +
        `${epochs[0]}`;
  return [["curves", `${where}; p ${showP(detail.curvePValue)} over all epochs together`]];
}
