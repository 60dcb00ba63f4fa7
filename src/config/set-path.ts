import { closestWord } from "../base/closest-word.ts";
import { isPlainObject } from "./schema-parts.ts";

/**
 * Sets one value in a tree, in place. The path is dotted, as in `model.layers.0.dense.units`; all
 * of it but the last step must be there already, so a slip is not taken for a new option.
 *
 * @returns the rule the path breaks, or undefined
 */
export function applySet(
  tree: { model: unknown; train: unknown },
  path: string,
  value: unknown,
): { rule: string; hint?: string } | undefined {
  const steps = path.split(".");
  const last = steps.pop()!;
  let node: unknown = tree;
  for (const [depth, step] of steps.entries()) {
    const next = stepInto(node, step);
    if (next === undefined) {
      const known = isPlainObject(node) ? Object.keys(node) : [];
      const reached = steps.slice(0, depth).join(".");
      return { rule: `no "${step}" in ${reached || "what a variant may set"}`, ...hintFor(step, known) };
    }
    if (next === null) {
      // `- flatten:` stands for `- flatten: {}`
      (node as Record<string, unknown>)[step] = {};
    }
    node = stepInto(node, step);
  }
  if (last in Object.prototype) return { rule: `"${last}" cannot be set` };
  if (node === tree || !(isPlainObject(node) || (Array.isArray(node) && last in node))) {
    return { rule: "must be a path to a value below model or train" };
  }
  (node as Record<string, unknown>)[last] = value;
  return undefined;
}

function stepInto(node: unknown, step: string): unknown {
  if (Array.isArray(node)) return /^\d+$/.test(step) ? node[Number(step)] : undefined;
  return isPlainObject(node) && Object.hasOwn(node, step) ? node[step] : undefined;
}

function hintFor(step: string, known: readonly string[]): { hint?: string } {
  const meant = closestWord(step, known);
  if (meant) return { hint: `did you mean "${meant}"?` };
  return known.length > 0 ? { hint: `known here: ${known.join(", ")}` } : {};
}
