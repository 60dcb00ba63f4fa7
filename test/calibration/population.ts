import { asyncBufferFromFile, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Comparison } from "./comparisons.ts";

/** Both variants' runs, seed by seed. */
export interface Population {
  readonly comparison: Comparison;
  /** ascending, trained by both variants; shape [n] */
  readonly seeds: readonly number[];
  /** shape [n] */
  readonly baseline: readonly Run[];
  readonly candidate: readonly Run[];
}

/** By metric one value per epoch, the first being epoch 1. */
export interface Run {
  readonly hasDiverged: boolean;
  readonly series: Readonly<Record<string, Float64Array>>;
}

/** The columns before those of the metrics. */
const PLACES = ["sweep", "variant", "seed", "state", "engine", "epoch"];

/**
 * Reads what `sweep export` wrote.
 *
 * @param parquet the file's path; each run's epochs stand together, ascending
 */
export async function readPopulation(comparison: Comparison, parquet: string): Promise<Population> {
  const columns = await readColumns(parquet);
  const [variants, seeds, states] = ["variant", "seed", "state"].map((name) => columns.get(name)!);
  const metrics = [...columns].filter(([name]) => !PLACES.includes(name));
  const runs = new Map<unknown, Map<number, Run>>();
  for (let start = 0; start < seeds!.length; ) {
    let end = start + 1;
    while (seeds![end] === seeds![start] && variants![end] === variants![start]) end++;
    const series = Object.fromEntries(
      metrics.map(([name, values]) => {
        const numbers = values.slice(start, end).map((value) => Number(value ?? Number.NaN));
        return [name, Float64Array.from(numbers)];
      }),
    );
    const ofVariant = runs.get(variants![start]) ?? new Map<number, Run>();
    runs.set(variants![start], ofVariant);
    ofVariant.set(Number(seeds![start]), { hasDiverged: states![start] === "diverged", series });
    start = end;
  }
  const [baseline, candidate] = [comparison.baseline, comparison.candidate].map((variant) => {
    const ofVariant = runs.get(variant);
    if (ofVariant === undefined) throw new Error(`${parquet}: must hold variant ${variant}`);
    return ofVariant;
  });
  const shared = [...baseline!.keys()].filter((seed) => candidate!.has(seed)).sort((a, b) => a - b);
  const inOrder = (of: ReadonlyMap<number, Run>) => shared.map((seed) => of.get(seed)!);
  return {
    ...{ comparison, seeds: shared },
    ...{ baseline: inOrder(baseline!), candidate: inOrder(candidate!) },
  };
}

async function readColumns(parquet: string): Promise<Map<string, unknown[]>> {
  const columns = new Map<string, unknown[]>();
  await parquetRead({
    file: await asyncBufferFromFile(parquet),
    compressors,
    onChunk({ columnName, columnData, rowStart }) {
      const column = columns.get(columnName) ?? [];
      columns.set(columnName, column);
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
    },
  });
  return columns;
}
