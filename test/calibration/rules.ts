import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "./rule.ts";

/** What others do. */
const RIVALS: readonly Rule[] = [];

/** @param file the path of a module that exports one more rule as `rule`; null: none */
export async function loadRules(file: string | null): Promise<Rule[]> {
  if (file === null) return [...RIVALS];
  const module = (await import(pathToFileURL(resolve(file)).href)) as { readonly rule?: Rule };
  if (typeof module.rule?.decide !== "function") {
    throw new Error(`${file}: must export a rule as \`rule\`; docs/calibration.md has an example`);
  }
  return [...RIVALS, module.rule];
}
