import { readFileSync, writeFileSync } from "node:fs";
import type { Digests, TrainedPopulation } from "./train-populations.ts";

const FILE = new URL("digests.json", import.meta.url);

/** The committed digests, by comparison. */
export function readDigests(): Readonly<Record<string, Digests>> {
  return JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Digests>;
}

/** Puts digests in the place of those committed for the same comparisons. */
export function writeDigests(trained: readonly TrainedPopulation[]): void {
  const all = { ...readDigests() };
  for (const { comparison, digests } of trained) all[comparison.name] = digests;
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

/** In words: the comparisons whose runs are not those that were committed. */
export function differentDigests(trained: readonly TrainedPopulation[]): string[] {
  const known = readDigests();
  return trained.flatMap(({ comparison: { name }, digests }) => {
    const committed = known[name];
    const parts = (["config", "engine", "parquet"] as const).filter(
      (part) => committed?.[part] !== digests[part],
    );
    return parts.length === 0 ? [] : [`${name}: another ${parts.join(", ")} than in digests.json`];
  });
}
