import { type Document, LineCounter, parseDocument } from "yaml";
import { SweepError } from "../base/error.ts";
import { type Mark, showMarks } from "./excerpt.ts";
import { locate } from "./locate.ts";
import type { Problem } from "./problem.ts";
import { indexTree } from "./yaml-tree.ts";

/** A YAML file's value together with the places its parts came from. */
export interface YamlSource {
  readonly value: unknown;
  /** the keys below a top-level key in the order of the file; objects put whole numbers first */
  keysOf(key: string): readonly string[];
  /**
   * @param elsewhere mistakes in other files, a line each
   * @throws SweepError CONFIG_INVALID naming every problem, in the order of the file
   */
  fail(problems: readonly Problem[], elsewhere?: readonly string[]): never;
}

const SIZE_MAX = 1_000_000;

/**
 * Reads one YAML 1.2 document (core schema). Aliases, merge keys, duplicate keys and unknown tags
 * are refused: what stands in the file is what is meant.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID
 */
export function readYaml(text: string, file: string): YamlSource {
  if (text.length > SIZE_MAX) {
    const got = `${text.length} characters`;
    throw new SweepError("CONFIG_INVALID", `${file}: must be at most 1 MB, got ${got}`);
  }
  const source = { text: text.replace(/^\uFEFF/, ""), file, lines: new LineCounter() };
  const fail = (marks: readonly Mark[], elsewhere: readonly string[] = []): never => {
    throw new SweepError("CONFIG_INVALID", [showMarks(marks, source), ...elsewhere].join("\n"));
  };
  const document = parseDocument(source.text, {
    lineCounter: source.lines,
    prettyErrors: false,
    schema: "core", // whatever a %YAML directive says
    resolveKnownTags: false, // !!set and the like would bring in other objects than JSON's
    merge: false,
    uniqueKeys: false, // looked for below, in linear time
  });
  const { tree, refused } = indexTree(document);
  const broken = [...syntaxMarks(document, source.text), ...refused];
  if (broken.length > 0) fail(broken);
  return {
    value: document.toJS(),
    keysOf: (key) => tree.keysOf(tree.child(tree.root, key)?.node ?? null),
    fail: (problems, elsewhere) =>
      fail(
        problems.map((problem) => locate(tree, problem, source.text)),
        elsewhere,
      ),
  };
}

/** Of several syntax errors only the first is sure: the others may follow from it. */
function syntaxMarks({ errors, warnings }: Document, text: string): Mark[] {
  return [...errors.slice(0, 1), ...warnings].map(({ code, message, pos: [start, end] }) => ({
    start,
    end,
    ...(YAML_WORDS[code]?.(text.slice(start, end)) ?? { message: `YAML: ${oneLine(message)}` }),
  }));
}

/** The reader's messages where ours can say more. */
const YAML_WORDS: Readonly<Record<string, (got: string) => Pick<Mark, "message" | "hint">>> = {
  MULTIPLE_DOCS: (got) => ({
    message: `YAML: a config must be one document, got a second after ${got.slice(0, 3)}`,
    hint: "take the line out, or make two files",
  }),
  TAB_AS_INDENT: () => ({ message: "YAML: a line must not begin with a tab", hint: "use spaces" }),
  RESOURCE_EXHAUSTION: () => ({ message: "YAML: must not be nested this deep" }),
  TAG_RESOLVE_FAILED: (got) => ({
    message: `YAML: tags are not read, got ${got}`,
    hint: "write the plain value",
  }),
};

function oneLine(message: string): string {
  return message.replace(/\s+/g, " ");
}
