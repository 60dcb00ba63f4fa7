import { isPlainObject } from "./check-shape.ts";
import type { Changeable } from "./examine-training.ts";
import { hintFor, type Problem } from "./problem.ts";
import { sweepSchema, variantSchema } from "./schema.ts";

/**
 * Sets one value in a tree, in place. The path is dotted, as in `model.layers.0.dense.units`; all
 * of it but the last step must be there already, so a slip is not taken for a new option.
 *
 * @returns the rule the path breaks, or undefined
 */
export function applySet(
  tree: Changeable,
  path: string,
  value: unknown,
): Omit<Problem, "path"> | undefined {
  const [top = "", ...steps] = path.split(".");
  const last = steps.pop();
  if (top !== "model" && top !== "train") return notChangeable(top);
  if (last === undefined) return { rule: `must go on below ${top}, as in ${top}.${EXAMPLES[top]}` };
  let node: unknown = tree[top];
  let reached: string = top;
  for (const step of steps) {
    const next = stepInto(node, step);
    if (next === undefined) return noSuchStep(node, reached, step);
    // `- flatten:` stands for `- flatten: {}`
    if (next === null) (node as Record<string, unknown>)[step] = {};
    node = stepInto(node, step);
    reached = `${reached}.${step}`;
  }
  const mayAdd = isPlainObject(node) && !(last in Object.prototype);
  if (!mayAdd && stepInto(node, last) === undefined) return noSuchStep(node, reached, last);
  (node as Record<string, unknown>)[last] = value;
  return undefined;
}

const EXAMPLES = { model: "layers.0.dense.units", train: "optimizer.learningRate" };

function notChangeable(top: string): Omit<Problem, "path"> {
  if (Object.hasOwn(sweepSchema.shape, top)) {
    const hint = "a variant sets what stands below model and train";
    return { rule: `cannot be set, ${top} is shared by all variants`, hint };
  }
  if (Object.hasOwn(variantSchema.shape, top)) {
    return { rule: "is no part of set", hint: `write ${top} in the variant itself` };
  }
  return { rule: `finds no "${top}"`, ...hintFor(top, ["model", "train"]) };
}

function noSuchStep(node: unknown, reached: string, step: string): Omit<Problem, "path"> {
  const rule = `finds no "${step}" in ${reached}`;
  if (Array.isArray(node)) return { rule, hint: `it counts from 0 to ${node.length - 1}` };
  return { rule, ...hintFor(step, isPlainObject(node) ? Object.keys(node) : []) };
}

/** Leading zeros would give one place two paths, and the order of the file would decide. */
function stepInto(node: unknown, step: string): unknown {
  if (Array.isArray(node)) return /^(0|[1-9]\d*)$/.test(step) ? node[Number(step)] : undefined;
  return isPlainObject(node) && Object.hasOwn(node, step) ? node[step] : undefined;
}
