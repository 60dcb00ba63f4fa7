import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Mark } from "./excerpt.ts";
import type { Problem } from "./problem.ts";
import type { Child, YamlTree } from "./yaml-tree.ts";

/** As much as is quoted of a value, and of each step of a path. */
const GOT_LENGTH_MAX = 60;
const STEP_LENGTH_MAX = 80;

/** Finds the characters a problem is about: its value, else its key, else what should hold it. */
export function locate(tree: YamlTree, problem: Problem, text: string): Mark {
  const { path, last, isThere } = walk(tree, problem.path);
  const { key, node } = last;
  const pointsAtValue = isThere && !problem.atKey && !isEmpty(node) && !isBlock(node);
  const [start, end] = (pointsAtValue ? node : (key ?? firstKey(tree, node)))?.range ?? [0, 0];
  const quoted = isThere ? quote(node, text) : "nothing";
  const got = problem.got ?? (problem.atKey ? undefined : quoted);
  const where = path.map((step) => cut(String(step), STEP_LENGTH_MAX)).join(".") || "config";
  const ending = got === undefined ? "" : `, got ${cut(got, GOT_LENGTH_MAX)}`;
  const message = `${where}: ${problem.rule}${ending}`;
  return { start, end, message, hint: problem.hint };
}

/** Follows a path as far as it goes; in `name` where `{name: {}}` is meant it ends at the name. */
function walk(tree: YamlTree, path: readonly PropertyKey[]) {
  let last: Child = { key: null, node: tree.root };
  for (const [depth, step] of path.entries()) {
    if (isScalar(last.node) && !isEmpty(last.node)) {
      return { path: path.slice(0, depth), last, isThere: true };
    }
    const next = tree.child(last.node, step);
    if (next === undefined) return { path, last, isThere: false };
    last = next;
  }
  return { path, last, isThere: true };
}

/** A block that spans lines is shown by its first key. */
function firstKey(tree: YamlTree, node: Node | null): Node | null {
  const [first] = tree.keysOf(node);
  return isBlock(node) && first !== undefined ? (tree.child(node, first)?.key ?? node) : node;
}

function isBlock(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && !node.flow;
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}

/** The value as it stands in the file; of a lone carriage return there is nothing to show. */
function quote(node: Node | null, text: string): string {
  if (isEmpty(node)) return "nothing";
  if (isBlock(node)) return isSeq(node) ? "a list" : "a block of keys";
  const [start, end] = node?.range ?? [0, 0];
  const words = text.slice(start, end).replace(/[ \t\r\n]+/g, " ");
  return words.replace(/ $/, "") || "nothing";
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
