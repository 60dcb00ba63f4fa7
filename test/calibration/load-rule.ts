import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "./rule.ts";

/**
 * Reads somebody's own rule.
 *
 * @param file the path of a module that exports it as `rule`
 * @throws Error if it exports no such thing
 */
export async function loadRule(file: string): Promise<Rule> {
  const { rule } = (await import(pathToFileURL(resolve(file)).href)) as { readonly rule?: Rule };
  if (typeof rule?.decide === "function" && Number.isInteger(rule.pairCount)) return rule;
  throw new Error(`${file}: must export \`rule\` with name, pairCount and decide`);
}
