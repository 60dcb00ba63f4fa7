import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { SweepError } from "../base/error.ts";

/** One broken rule and the place in the file where it is broken. */
export interface Problem {
  /** where in the config, for example ["train", "epochs"] */
  readonly path: readonly PropertyKey[];
  /** for example `must be a whole number`; a sentence that follows "train.epochs:" */
  readonly rule: string;
  readonly hint?: string;
  /** point at the key instead of its value, and do not repeat the value */
  readonly atKey?: boolean;
}

/** A YAML file's value together with the places its parts came from. */
export interface YamlSource {
  readonly value: unknown;
  /** @throws SweepError CONFIG_INVALID naming every problem, in the order of the file */
  fail(problems: readonly Problem[]): never;
}

const SIZE_MAX_BYTES = 1_000_000;
const PROTOTYPE_KEYS = ["__proto__", "constructor", "prototype"];

/**
 * Reads one YAML 1.2 document (core schema). Aliases, merge keys, duplicate keys and tags are
 * refused: what stands in the file is what is meant.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID
 */
export function readYaml(text: string, file: string): YamlSource {
  if (text.length > SIZE_MAX_BYTES) {
    const got = `${text.length} characters`;
    throw new SweepError("CONFIG_INVALID", `${file}: must be at most 1 MB, got ${got}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
  const place = new Place(text, file, lines);
  const problems = [...syntaxProblems(document), ...refusedNodes(document)];
  if (problems.length > 0) place.fail(problems);
  return {
    value: document.toJS(),
    fail: (broken) => place.fail(broken.map((problem) => locate(document, problem, text))),
  };
}

/** A broken rule at a range of characters. */
interface Mark {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

class Place {
  constructor(
    readonly text: string,
    readonly file: string,
    readonly lines: LineCounter,
  ) {}

  fail(marks: readonly Mark[]): never {
    const ordered = [...marks].sort((a, b) => a.start - b.start);
    throw new SweepError("CONFIG_INVALID", ordered.map((mark) => this.show(mark)).join("\n"));
  }

  /** The message, the line it speaks of and a caret below the characters meant. */
  private show({ start, end, message, hint }: Mark): string {
    const { line, col } = this.lines.linePos(Math.min(start, this.text.length));
    const lineStart = start - (col - 1);
    const source = this.text.slice(lineStart).split(/\r?\n/, 1)[0] ?? "";
    const width = Math.max(1, Math.min(end - start, source.length - (col - 1)));
    const gutter = `  ${line} | `;
    const caret = `${" ".repeat(gutter.length - 2)}| ${" ".repeat(col - 1)}${"^".repeat(width)}`;
    const shown = [`${this.file}:${line}:${col}: ${message}`, gutter + source, caret];
    if (hint !== undefined) shown.push(`hint: ${hint}`);
    return shown.join("\n");
  }
}

function syntaxProblems(document: Document): Mark[] {
  return [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    start: pos[0],
    end: pos[1],
    message: `YAML: ${message.replace(/\s+/g, " ")}`,
  }));
}

function refusedNodes(document: Document): Mark[] {
  const marks: Mark[] = [];
  const refuse = (node: Node, message: string, hint: string) => {
    const [start, end] = node.range ?? [0, 0];
    marks.push({ start, end, message, hint });
  };
  visit(document, {
    Alias: (_, node) =>
      refuse(node, `YAML: aliases are not read, got *${node.source}`, "write the value out"),
    Pair: (_, { key }) => {
      if (!isScalar(key)) return;
      if (key.value === "<<") refuse(key, "YAML: merge keys are not read, got <<", "write it out");
      if (PROTOTYPE_KEYS.includes(String(key.value))) {
        refuse(key, `YAML: this key is reserved, got ${key.value}`, "choose another name");
      }
    },
  });
  return marks;
}

/** Finds the characters a problem is about: its value, else its key, else its parent's key. */
function locate(document: Document, problem: Problem, text: string): Mark {
  let node = document.contents as Node | null;
  let key: Node | null = null;
  let found = true;
  for (const step of problem.path) {
    const [nextKey, next] = child(node, step);
    if (nextKey === null && next === null) {
      found = false;
      break;
    }
    key = nextKey ?? key;
    node = next;
  }
  const where = problem.path.map(String).join(".");
  const target = (problem.atKey || !found || isLarge(node) ? key : node) ?? key ?? node;
  const [start, end] = target?.range ?? [0, 0];
  const got = found && !problem.atKey ? `, got ${quote(node, text)}` : "";
  const message = `${where === "" ? "config" : where}: ${problem.rule}${got}`;
  return { start, end, message, hint: problem.hint };
}

function child(node: Node | null, step: PropertyKey): [Node | null, Node | null] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair ? [pair.key as Node, pair.value as Node | null] : [null, null];
  }
  if (isSeq(node)) return [null, (node.items[Number(step)] as Node | undefined) ?? null];
  return [null, null];
}

function isLarge(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && !node.flow;
}

/** The value as it stands in the file, cut to fit a line. */
function quote(node: Node | null, text: string): string {
  if (node === null || isAlias(node) || !node.range) return "nothing";
  if (isLarge(node)) return isSeq(node) ? "a list" : "a block of keys";
  const source = text.slice(node.range[0], node.range[1]).replace(/\s+/g, " ").trim();
  if (source === "") return "nothing";
  return source.length > 40 ? `${source.slice(0, 37)}...` : source;
}
