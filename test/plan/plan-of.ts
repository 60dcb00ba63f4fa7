import { parseConfig } from "../../src/config/parse-config.ts";
import type { DataSpec } from "../../src/data/dataset.ts";
import { makePlan, type ResolvedConfig } from "../../src/plan/make-plan.ts";
import type { EngineIdentity, Plan } from "../../src/plan/run.ts";

export const ENGINE: EngineIdentity = { name: "compiled", numerics: "compiled/1" };

/** A config whose rows are made, not read, and whose layers are written in it. */
export function configOf(text: string): ResolvedConfig {
  const { data, variants, ...rest } = parseConfig(text, "c.yaml");
  const written = variants.flatMap((variant) => (variant.layers ? [variant] : []));
  return { ...rest, data: data as DataSpec, variants: written, files: {} };
}

/** The plan of a config's text. */
export function planOf(text: string, engine = ENGINE): Plan {
  return makePlan(configOf(text), engine);
}

/** The ids of a plan's runs by variant and seed, in whatever order they run. */
export function idsOf(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.runs.map(({ id, variant, seed }) => [`${variant}/${seed}`, id]));
}
