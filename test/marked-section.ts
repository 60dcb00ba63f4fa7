import { readFileSync, writeFileSync } from "node:fs";

/** The part of a document between two lines that no reader sees, which a program writes. */
export interface MarkedSection {
  /** as it stands there, without the empty lines around it */
  readonly read: () => string;
  readonly write: (text: string) => void;
}

/**
 * @param document a file that has `start` before `end`
 * @throws Error at reading and writing, if it has not
 */
export function markedSection(document: URL, start: string, end: string): MarkedSection {
  const parts = () => {
    const text = readFileSync(document, "utf8");
    const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
    if (!text.includes(start) || to < from) {
      throw new Error(`${document.pathname}: must have ${start} before ${end}`);
    }
    return { before: text.slice(0, from), inside: text.slice(from, to), after: text.slice(to) };
  };
  return {
    read: () => parts().inside.trim(),
    write(text) {
      const { before, after } = parts();
      writeFileSync(document, `${before}\n\n${text}\n\n${after}`);
    },
  };
}
