import { median } from "../../src/stats/median.ts";
import type { Cell, Promised, Row, Table } from "../simulation/table.ts";
import { accuracyContestants, type Contestant, lossContestants } from "./contestants.ts";
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
  falselyEquivalent: { atMost: 0.06 },
} as const satisfies Readonly<Record<string, Promised>>;

/** What a contestant made of each comparison. */
export interface Scored {
  readonly contestant: Contestant;
  readonly scores: readonly Score[];
}

/** @param others the rules that are not this program's, in the order they were scored */
export function resultTables(all: readonly ComparisonScores[], others: readonly Rule[]): Table[] {
  const scored = (contestants: readonly Contestant[], key: "byLoss" | "byAccuracy"): Scored[] =>
    contestants.map((contestant, index) => {
      return { contestant, scores: all.flatMap((one) => one[key][index] ?? []) };
    });
  const byLoss = scored(lossContestants(others), "byLoss");
  const byAccuracy = scored(accuracyContestants(others), "byAccuracy");
  const promised = byLoss.filter(({ contestant }) => contestant.isPromised);
  const linear = byLoss.filter(({ contestant }) => !contestant.isPromised);
  const unseen = byLoss.map(({ contestant, scores }) => {
    return { contestant, scores: scores.filter(({ comparison }) => comparison.isUnseen) };
  });
  return [
    summaryTable("Validation loss at the last epoch, %", byLoss),
    summaryTable("The eight unseen comparisons alone, %", unseen),
    missTable("The truth refuted, by comparison, on the log scale, %", promised),
    missTable("The truth refuted, by comparison, on the linear scale, %", linear),
    summaryTable("Validation accuracy at the last epoch, %", byAccuracy),
    missTable("The truth refuted, by comparison, of accuracies, %", byAccuracy),
  ];
}

/** One row a contestant: how often it errs over all comparisons. */
export function summaryTable(title: string, all: readonly Scored[]): Table {
  return {
    title,
    columns: [
      "false claims where nothing differs",
      "miss, median",
      "miss, mean",
      "miss, largest",
      "wrong sign, largest",
      "coverage, least",
      "falsely equivalent, median",
      "falsely equivalent, largest",
      "power, seeds used",
    ],
    rows: all.map(summaryRow),
  };
}

function summaryRow({ contestant, scores }: Scored): Row {
  const promise = (bar: Promised) => (contestant.isPromised ? bar : null);
  const nulls = scores.filter(({ comparison }) => comparison.isNull);
  const known = scores.filter(({ truth }) => !truth.isMissing);
  const findable = known.filter(({ dz }) => Math.abs(dz) > FINDABLE_DZ);
  const trusted = known.filter(({ comparison }) => !warned(comparison));
  const [most, least] = [extreme(1), extreme(-1)];
  const seeds = scores.reduce((sum, { seedsUsed }) => sum + seedsUsed, 0) / scores.length;
  return {
    name: nameOf(contestant),
    cells: [
      meanOf(nulls, claimShare, promise(BARS.falseClaims)),
      medianOf(known, missShare, null),
      meanOf(trusted, missShare, promise(BARS.missMean)),
      most(trusted, missShare, promise(BARS.miss)),
      most(findable, reversedShare, promise(BARS.reversed)),
      least(trusted, coverageShare, promise(BARS.coverage)),
      medianOf(trusted, equivalenceShare, null),
      most(trusted, equivalenceShare, promise(BARS.falselyEquivalent)),
      { ...meanOf(findable, rightShare, null), remark: seeds.toFixed(1) },
    ],
  };
}

/** One row a comparison with a truth, one column a contestant: how often the truth is refuted. */
export function missTable(title: string, all: readonly Scored[]): Table {
  const known = all[0]!.scores.filter(({ truth }) => !truth.isMissing);
  const names = known.map(comparisonOf);
  const cellOf = ({ contestant, scores }: Scored, name: string): Cell => {
    const found = scores.find((score) => comparisonOf(score) === name)!;
    const isPromised = contestant.isPromised && !warned(found.comparison);
    return { ...missShare(found)!, promise: isPromised ? BARS.miss : null };
  };
  return {
    title,
    columns: all.map(({ contestant }) => nameOf(contestant)),
    rows: names.map((name) => ({ name, cells: all.map((scored) => cellOf(scored, name)) })),
  };
}

function nameOf({ rule, scale }: Scored["contestant"]): string {
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
