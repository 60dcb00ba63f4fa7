import type { Comparison, ComparisonDetail, Proportion, Verdict } from "./comparison.ts";
import type { Interval } from "./interval.ts";
import type { Warning } from "./warning.ts";

/** The same comparison with the roles of candidate and baseline exchanged. */
export function reversed(pair: Comparison): Comparison {
  const { effect, luckyPair, relativeDifference, difference } = pair;
  const improvement = effect.probabilityOfImprovement;
  return {
    ...pair,
    baseline: pair.candidate,
    candidate: pair.baseline,
    verdict: REVERSED[pair.verdict] ?? pair.verdict,
    difference: negated(difference),
    linearDifference: negated(pair.linearDifference),
    // Of the other's mean m + d the share is -d / (m + d); of m it was d / m.
    relativeDifference:
      relativeDifference === null ? null : -relativeDifference / Math.abs(1 + relativeDifference),
    interval: mirrored(pair.interval),
    equivalence: mirrored(pair.equivalence),
    effect: {
      dz: negated(effect.dz),
      hedgesG: negated(effect.hedgesG),
      cliffsDelta: negated(effect.cliffsDelta),
      probabilityOfImprovement: improvement === null ? null : 1 - improvement,
    },
    ...{ wins: pair.losses, losses: pair.wins },
    divergedAlone: {
      candidate: pair.divergedAlone.baseline,
      baseline: pair.divergedAlone.candidate,
    },
    luckyPair: luckyPair && { ...luckyPair, low: -luckyPair.high, high: -luckyPair.low },
    warnings: pair.warnings.map(reversedWarning),
    ...(pair.detail && { detail: reversedDetail(pair.detail) }),
  };
}

const REVERSED: Partial<Readonly<Record<Verdict, Verdict>>> = { better: "worse", worse: "better" };

/** Texts name whom they speak of; among the values there are verdicts and counts of one side. */
function reversedWarning(warning: Warning): Warning {
  const turned = (verdict: string) => REVERSED[verdict as Verdict] ?? verdict;
  if (warning.code === "overfitted") {
    const { verdict, atBest, ...values } = warning.values;
    return { ...warning, values: { ...values, verdict: turned(verdict), atBest: turned(atBest) } };
  }
  if (warning.code === "collapsed") {
    const { verdict, amongLive, ...values } = warning.values;
    const words = { verdict: turned(verdict), amongLive: turned(amongLive) };
    return { ...warning, values: { ...values, ...words } };
  }
  const { candidate, baseline, ...values } = warning.values ?? {};
  if (candidate === undefined || baseline === undefined) return warning;
  return { ...warning, values: { ...values, candidate: baseline, baseline: candidate } };
}

function negated(value: number | null): number | null {
  return value === null ? null : 0 - value;
}

function mirrored(range: Interval | null): Interval | null {
  return range && { ...range, low: 0 - range.high, high: 0 - range.low };
}

function reversedDetail(detail: ComparisonDetail): ComparisonDetail {
  const { betterShare, divergence, robust } = detail;
  return {
    ...detail,
    pairs: detail.pairs.map(({ seed, baseline, candidate, difference }) => {
      const turned = { baseline: candidate, candidate: baseline };
      return { seed, ...turned, difference: negated(difference) };
    }),
    byCount: detail.byCount.map((row) => {
      return { ...turnedRow(row), verdict: REVERSED[row.verdict] ?? row.verdict };
    }),
    curve: detail.curve.map(turnedRow),
    betterShare: betterShare && complement(betterShare),
    divergence: divergence && {
      ...divergence,
      ...{ candidate: divergence.baseline, baseline: divergence.candidate },
    },
    robust: robust && {
      interquartileMean: 0 - robust.interquartileMean,
      interval: mirrored(robust.interval),
    },
  };
}

function turnedRow<Row extends { difference: number; low: number | null; high: number | null }>(
  row: Row,
): Row {
  const { difference, low, high } = row;
  return { ...row, difference: 0 - difference, low: negated(high), high: negated(low) };
}

/** Of the seeds that differ, those on which one is better are those on which the other is worse. */
function complement({ count, of, interval }: Proportion): Proportion {
  const { low, high, level } = interval;
  return { count: of - count, of, interval: { low: 1 - high, high: 1 - low, level } };
}
