import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../src/config/parse-config.ts";

/** Two variants that were trained on the same seeds; a file of comparisons/. */
export interface Comparison {
  /** the sweep's name, and the config's without its ending */
  readonly name: string;
  /** the path of its config */
  readonly config: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly seedCount: number;
  /** whether the variants differ in nothing but names */
  readonly isNull: boolean;
  /** whether no rule was made or chosen with it in sight */
  readonly isUnseen: boolean;
}

const FOLDER = fileURLToPath(new URL("comparisons", import.meta.url));

/** All but those for coupling: nothing differs (n), real changes (s), broken ones (b), unseen (u). */
export function comparisons(): Comparison[] {
  return readFolder(/^[nsbu]/);
}

/** Widths and initializers, for beginnings that are coupled by position. */
export function couplingComparisons(): Comparison[] {
  return readFolder(/^c/);
}

/** By letter, then by number. */
function readFolder(names: RegExp): Comparison[] {
  const order = new Intl.Collator("en", { numeric: true });
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml") && names.test(file))
    .sort((a, b) => "nsbuc".indexOf(a[0]!) - "nsbuc".indexOf(b[0]!) || order.compare(a, b))
    .map((file) => readComparison(join(FOLDER, file)));
}

/** @throws Error if a config has other than two variants, one of them the baseline */
export function readComparison(config: string): Comparison {
  const { name, variants, compare, seeds } = parseConfig(readFileSync(config, "utf8"), config);
  const [candidate, ...others] = variants
    .map((variant) => variant.name)
    .filter((variant) => variant !== compare.baseline);
  const { baseline } = compare;
  if (name !== basename(config, ".yaml") || !baseline || !candidate || others.length > 0) {
    throw new Error(`${config}: must be named as its sweep, with a baseline and one other variant`);
  }
  return {
    ...{ name, config, baseline, candidate, seedCount: seeds.length },
    isNull: /^(n|u[123]-)/.test(name),
    isUnseen: name.startsWith("u"),
  };
}
