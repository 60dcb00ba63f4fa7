import { median } from "../../src/stats/median.ts";
import type { Cell, Promised, Row, Table } from "../simulation/table.ts";
import { accuracyContestants, type Contestant, isOwn, lossContestants } from "./contestants.ts";
import type { Rule } from "./rule.ts";
import type { Count, Score } from "./score.ts";
import type { ComparisonScores } from "./score-comparison.ts";
import { warned } from "./warned.ts";

/** Below this a difference is so small that few seeds cannot be asked to find it. */
const FINDABLE_DZ = 0.3;

/** What is promised of this program's rules, as shares. */
const BARS = {
  falseClaims: { atMost: 0.055 },
  missMean: { atMost: 0.055 },
  miss: { atMost: 0.065 },
  reversed: { atMost: 0.005 },
  coverage: { atLeast: 0.935 },
  equivalent: { atMost: 0.06 },
} as const satisfies Readonly<Record<string, Promised>>;

/** What a contestant made of each comparison. */
export interface Scored {
  readonly contestant: Contestant;
  readonly scores: readonly Score[];
}

/** @param alone the only rule that was scored; null: all there are */
export function scoredLosses(all: readonly ComparisonScores[], alone: Rule | null): Scored[] {
  return lossContestants(alone).map((contestant, index) => {
    return { contestant, scores: all.flatMap(({ byLoss }) => byLoss[index] ?? []) };
  });
}

/** The same of accuracies. */
function scoredAccuracies(all: readonly ComparisonScores[], alone: Rule | null): Scored[] {
  return accuracyContestants(alone).map((contestant, index) => {
    return { contestant, scores: all.flatMap(({ byAccuracy }) => byAccuracy[index] ?? []) };
  });
}

/** @param alone the only rule that was scored; null: all there are */
export function resultTables(all: readonly ComparisonScores[], alone: Rule | null): Table[] {
  const losses = scoredLosses(all, alone);
  const accuracies = scoredAccuracies(all, alone);
  const of = (isWanted: (contestant: Contestant) => boolean) =>
    losses.filter(({ contestant }) => isWanted(contestant));
  const unseen = losses.map(({ contestant, scores }) => {
    return { contestant, scores: scores.filter(({ comparison }) => comparison.isUnseen) };
  });
  const isLinear = ({ scale }: Contestant) => scale === "linear";
  const tables = [
    summaryTable("Validation loss at the last epoch, %", losses),
    summaryTable("The unseen comparisons alone, %", unseen),
    missTable(
      "Misses on the log scale, %",
      of((one) => !isLinear(one)),
    ),
    missTable(
      "Misses on the linear scale, %",
      of((one) => isLinear(one) && isOwn(one.rule)),
    ),
    missTable(
      "Misses of other rules, %",
      of((one) => isLinear(one) && !isOwn(one.rule)),
    ),
    summaryTable("Validation accuracy at the last epoch, %", accuracies),
    coverageTable("Accuracies covered by the interval at the stop, %", accuracies),
  ];
  return tables.filter(({ columns }) => columns.length > 0);
}

const SUMMARY_COLUMNS = [
  "false claims",
  "miss, median",
  "miss, mean",
  "miss, largest",
  "wrong sign",
  "covered",
  "covered, least",
  "equivalent at the margin",
  "the same, largest",
  "power, seeds",
] as const;

/** One row a contestant: how often it errs over all comparisons. */
export function summaryTable(title: string, all: readonly Scored[]): Table {
  return { title, columns: SUMMARY_COLUMNS, rows: all.map(summaryRow) };
}

function summaryRow({ contestant, scores }: Scored): Row {
  const promise = (bar: Promised) => (contestant.isPromised ? bar : null);
  // Accuracies are multiples of a share of the rows: what is moved off these is something else.
  const ofMoved = (bar: Promised) => (scores[0]?.isLattice ? null : promise(bar));
  const known = scores.filter(({ truth }) => !truth.isMissing);
  const nulls = known.filter(({ comparison }) => comparison.isNull);
  const findable = known.filter(({ dz }) => Math.abs(dz) > FINDABLE_DZ);
  const trusted = known.filter(({ comparison }) => !warned(comparison));
  const [most, least] = [extreme(1), extreme(-1)];
  const seeds = known.reduce((sum, { seedsUsed }) => sum + seedsUsed, 0) / known.length;
  return {
    name: nameOf(contestant),
    cells: [
      meanOf(nulls, claimShare, promise(BARS.falseClaims)),
      medianOf(known, missShare, null),
      meanOf(trusted, missShare, ofMoved(BARS.missMean)),
      most(trusted, missShare, ofMoved(BARS.miss)),
      meanOf(findable, reversedShare, promise(BARS.reversed)),
      meanOf(trusted, coverageShare, null),
      least(trusted, coverageShare, promise(BARS.coverage)),
      meanOf(trusted, equivalenceShare, ofMoved(BARS.equivalent)),
      most(trusted, equivalenceShare, null),
      { ...meanOf(findable, rightShare, null), remark: seeds.toFixed(1) },
    ],
  };
}

/** One row a comparison with a truth, one column a contestant: how often the truth is refuted. */
export function missTable(title: string, all: readonly Scored[]): Table {
  // One pair refutes whatever it is asked.
  const able = all.filter(({ contestant }) => contestant.rule.pairCount > 1);
  return comparisonTable(title, able, missShare, BARS.miss);
}

function coverageTable(title: string, all: readonly Scored[]): Table {
  const able = all.filter(({ scores }) => scores.some(({ covered }) => covered.of > 0));
  return comparisonTable(title, able, coverageShare, BARS.coverage);
}

function comparisonTable(title: string, all: readonly Scored[], of: ShareOf, bar: Promised): Table {
  const known = (all[0]?.scores ?? []).filter(({ truth }) => !truth.isMissing);
  const names = known.map(comparisonOf);
  const cellOf = ({ contestant, scores }: Scored, name: string): Cell => {
    const found = scores.find((score) => comparisonOf(score) === name)!;
    const isPromised = contestant.isPromised && !warned(found.comparison);
    return { ...(of(found) ?? NOTHING), promise: isPromised ? bar : null };
  };
  return {
    title,
    columns: all.map(({ contestant }) => nameOf(contestant)),
    rows: names.map((name) => ({ name, cells: all.map((scored) => cellOf(scored, name)) })),
  };
}

/** As tables call it. */
export function nameOf({ rule, scale }: Scored["contestant"]): string {
  return scale === "log" ? `${rule.name}, log` : rule.name;
}

function comparisonOf({ comparison }: Score): string {
  return comparison.name;
}

type Share = Pick<Cell, "share" | "standardError">;
type ShareOf = (score: Score) => Share | null;

const NOTHING: Cell = { share: Number.NaN, standardError: 0, promise: null };

const claimShare: ShareOf = ({ claimed }) => shareOf(claimed);
const missShare: ShareOf = ({ missed }) => shareOf(missed);
const reversedShare: ShareOf = ({ reversed }) => shareOf(reversed);
const coverageShare: ShareOf = ({ covered }) => shareOf(covered);
const equivalenceShare: ShareOf = ({ falselyEquivalent }) => shareOf(falselyEquivalent);
const rightShare: ShareOf = ({ claimed, reversed }) =>
  shareOf({ ...claimed, times: claimed.times - reversed.times });

function shareOf(count: Count | null): Share | null {
  if (count === null || count.of === 0) return null;
  const share = count.times / count.of;
  return { share, standardError: Math.sqrt((share * (1 - share)) / count.of) };
}

function sharesOf(scores: readonly Score[], of: ShareOf): (Share & { readonly score: Score })[] {
  return scores.flatMap((score) => {
    const share = of(score);
    return share === null ? [] : [{ ...share, score }];
  });
}

function meanOf(scores: readonly Score[], of: ShareOf, promise: Promised | null): Cell {
  const shares = sharesOf(scores, of);
  if (shares.length === 0) return NOTHING;
  const share = shares.reduce((sum, one) => sum + one.share, 0) / shares.length;
  const squares = shares.reduce((sum, { standardError }) => sum + standardError ** 2, 0);
  return { share, standardError: Math.sqrt(squares) / shares.length, promise };
}

function medianOf(scores: readonly Score[], of: ShareOf, promise: Promised | null): Cell {
  const shares = sharesOf(scores, of).map(({ share }) => share);
  if (shares.length === 0) return NOTHING;
  return { share: median(shares)!, standardError: 0, promise };
}

/** The one farthest out, with the comparison it comes from. */
function extreme(sign: 1 | -1) {
  return (scores: readonly Score[], of: ShareOf, promise: Promised | null): Cell => {
    const shares = sharesOf(scores, of).sort((a, b) => sign * (b.share - a.share));
    const [first] = shares;
    if (first === undefined) return NOTHING;
    const { share, standardError, score } = first;
    return { share, standardError, promise, remark: comparisonOf(score).replace(/-.*/, "") };
  };
}
