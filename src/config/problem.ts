import { closestWord } from "../base/closest-word.ts";

/** One broken rule and the place in a config where it is broken. */
export interface Problem {
  /** where in the config, for example ["train", "epochs"] */
  readonly path: readonly PropertyKey[];
  /** a sentence that follows the place, for example `must be a whole number` */
  readonly rule: string;
  /** what stands there instead; default: what the file holds at the path */
  readonly got?: string;
  readonly hint?: string;
  /** of an unknown key: the one it is a slip for */
  readonly meant?: string;
  /** point at the key instead of its value */
  readonly atKey?: boolean;
}

/** The hint after a word that is none of those known: the one that was meant, else all of them. */
export function hintFor(word: string, known: readonly string[]): Pick<Problem, "hint" | "meant"> {
  const meant = closestWord(word, known);
  if (meant !== undefined) return { hint: `did you mean "${meant}"?`, meant };
  return known.length > 0 ? { hint: `known here: ${known.join(", ")}` } : {};
}

/** A path as it is written in messages and in `set`. */
export function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** Whether `path` is `outer` or lies below it. */
export function isWithin(path: readonly PropertyKey[], outer: readonly PropertyKey[]): boolean {
  return outer.every((step, depth) => String(step) === String(path[depth]));
}
