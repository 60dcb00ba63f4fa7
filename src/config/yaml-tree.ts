import { type Document, isAlias, isScalar, isSeq, type Node, type Pair, visit } from "yaml";
import type { Mark } from "./excerpt.ts";

/** A key or list item of a YAML tree: its key, if it has one, and what stands there. */
export interface Child {
  readonly key: Node | null;
  readonly node: Node | null;
}

/** A YAML document whose keys can be looked up. */
export interface YamlTree {
  readonly root: Node | null;
  /** undefined if there is no such key or item */
  child(node: Node | null, step: PropertyKey): Child | undefined;
  /** the keys of a block, in the order of the file */
  keysOf(node: Node | null): readonly string[];
}

type Children = Map<string, Child>;

const RESERVED_KEYS = ["__proto__", "constructor", "prototype"];

/** Indexes a document and marks what YAML allows but a config does not. */
export function indexTree(document: Document): { tree: YamlTree; refused: readonly Mark[] } {
  const refused: Mark[] = [];
  const refuse = (node: Node | null, [message, hint]: readonly [string, string]) => {
    const [start, end] = node?.range ?? [0, 0];
    refused.push({ start, end, message: `YAML: ${message}`, hint });
  };
  const blocks = new Map<unknown, Children>();
  visit(document, {
    Alias: (_, alias) => refuse(alias, [`aliases are not read, got *${alias.source}`, WRITE_OUT]),
    Map: (_, map) => {
      const children: Children = new Map();
      blocks.set(map, children);
      for (const { key, value } of map.items as Pair<Node | null, Node | null>[]) {
        const name = isScalar(key) ? String(key.value) : "";
        const broken = isAlias(key) ? undefined : keyProblem(key, children);
        if (broken) refuse(key, broken);
        children.set(name, { key, node: value });
      }
    },
  });
  const tree: YamlTree = {
    root: document.contents as Node | null,
    child: (node, step) => {
      if (!isSeq(node)) return blocks.get(node)?.get(String(step));
      return Number(step) in node.items
        ? { key: null, node: node.items[Number(step)] as Node | null }
        : undefined;
    },
    keysOf: (node) => [...(blocks.get(node)?.keys() ?? [])],
  };
  return { tree, refused };
}

const WRITE_OUT = "write it out";

function keyProblem(
  key: Node | null,
  before: ReadonlyMap<string, Child>,
): readonly [message: string, hint: string] | undefined {
  if (!isScalar(key) || key.value === null) {
    return [
      "a key must be a word, got a list, a block or nothing",
      "take it out or put it in quotes",
    ];
  }
  const name = String(key.value);
  if (name === "<<") return ["merge keys are not read, got <<", WRITE_OUT];
  if (RESERVED_KEYS.includes(name)) return [`this key is reserved, got ${name}`, "choose another"];
  if (before.has(name))
    return [`a key must stand once in its block, got ${name} twice`, "take one out"];
  return undefined;
}
