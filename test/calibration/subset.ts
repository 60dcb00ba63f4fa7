import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Comparison, comparisons } from "./comparisons.ts";
import { trainPopulation } from "./train-populations.ts";

/** The seeds of the committed populations: few enough to be trained in a second. */
export const SUBSET_SEEDS = "1..200";

/** Nothing differs in the first; the second has a difference of 0.8 sd. */
const NAMES = ["n2-cancer-split", "s8-cancer-bn"];

/** The comparisons of which the first seeds are committed. */
export function subset(): Comparison[] {
  return comparisons().filter(({ name }) => NAMES.includes(name));
}

/** The path of the committed population of a comparison. */
export function subsetFile({ name }: Comparison): string {
  return fileURLToPath(new URL(join("subset", `${name}.parquet`), import.meta.url));
}

/** Trains the committed populations and puts them in the place of those there are. */
export function writeSubset(folder: string): void {
  for (const comparison of subset()) {
    const { parquet } = trainPopulation(comparison, { folder, seeds: SUBSET_SEEDS });
    copyFileSync(parquet, subsetFile(comparison));
  }
}
