import { parseConfig } from "../../src/config/parse-config.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { EngineIdentity, Plan } from "../../src/plan/run.ts";

export const ENGINE: EngineIdentity = { name: "compiled", numerics: "compiled/1" };

/** The plan of a config's text. */
export function planOf(text: string, engine = ENGINE): Plan {
  return makePlan(parseConfig(text, "c.yaml"), engine);
}

/** The ids of a plan's runs by variant and seed, in whatever order they run. */
export function idsOf(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.runs.map(({ id, variant, seed }) => [`${variant}/${seed}`, id]));
}
