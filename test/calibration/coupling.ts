import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { median } from "../../src/stats/median.ts";
import { moments } from "../../src/stats/moments.ts";
import type { Row, Table } from "../simulation/table.ts";
import { type Comparison, readComparison } from "./comparisons.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import type { Measured } from "./measured.ts";
import { differencesOf } from "./rule.ts";

/** Other seeds than the uncoupled runs have, so that the two are independent samples. */
export const COUPLED_SEEDS = "2001..4000";

/** In the median over the comparisons. */
const VARIANCE_RATIO = { atMost: 0.75 };
/** Of the distribution of one variant's values, coupled against uncoupled. */
const SAME_DISTRIBUTION = { atLeast: 0.01 };

/**
 * The same comparison with initial kernels drawn by position.
 *
 * @param folder where its config is written
 */
export function coupled({ name, config }: Comparison, folder: string): Comparison {
  const from = (path: string) => join(relative(folder, dirname(config)), path);
  const text = readFileSync(config, "utf8")
    .replace(/^name: .*$/m, `name: ${name}-coupled`)
    .replace(/^ {2}path: (.*)$/m, (_, path: string) => `  path: ${from(path)}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-coupled.yaml`);
  writeFileSync(file, `${text.trimEnd()}\nseeding: {coupling: position}\n`);
  return readComparison(file);
}

/** A population without coupling and one with. */
export interface CouplingPair {
  readonly plain: Measured;
  readonly coupled: Measured;
}

/** What coupling does to the variance of the log differences, and that it leaves the values alone. */
export function couplingTable(pairs: readonly CouplingPair[]): Table {
  return {
    title: "Kernels drawn by position: logs of the validation loss at the last epoch, in %",
    columns: [
      "correlation without",
      "correlation with",
      "variance of the difference, with / without",
      "p of equal baselines",
      "p of equal candidates",
    ],
    rows: [...pairs.map(couplingRow), medianRow(pairs)],
  };
}

function couplingRow(pair: CouplingPair): Row {
  const { plain, coupled } = pair;
  const free = (share: number) => ({ share, standardError: 0, promise: null });
  const same = (values: (of: Measured) => readonly number[]) => {
    const { pValue } = kolmogorovSmirnov(values(plain), values(coupled));
    return { share: pValue, standardError: 0, promise: SAME_DISTRIBUTION };
  };
  return {
    name: plain.comparison.name,
    cells: [
      free(plain.truth.log?.correlation ?? Number.NaN),
      free(coupled.truth.log?.correlation ?? Number.NaN),
      free(varianceRatio(pair)),
      same(({ baseline }) => baseline),
      same(({ candidate }) => candidate),
    ],
  };
}

function medianRow(pairs: readonly CouplingPair[]): Row {
  const nothing = { share: Number.NaN, standardError: 0, promise: null };
  const share = median(pairs.map(varianceRatio))!;
  const cell = { share, standardError: 0, promise: VARIANCE_RATIO };
  return { name: "median", cells: [nothing, nothing, cell, nothing, nothing] };
}

function varianceRatio({ plain, coupled }: CouplingPair): number {
  const sd = (of: Measured) => moments(differencesOf(of, "log")).sd!;
  return (sd(coupled) / sd(plain)) ** 2;
}
