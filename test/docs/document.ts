/** A document of the project as a person follows it: files to write, commands to type, in order. */
export interface Document {
  /** from the project's root */
  readonly file: string;
  readonly blocks: readonly Block[];
}

/** A fenced block. Comments right before it, which no reader sees, say what its kind does not. */
export interface Block {
  /** for example "README.md:12" */
  readonly place: string;
  readonly language: string;
  readonly text: string;
  /** `<!-- file: NAME -->`: the block is that file's text */
  readonly file: string | undefined;
  /** `<!-- before: COMMAND -->`: what the text says in words has happened before */
  readonly before: readonly string[];
  /** to be typed, in order; empty: nothing that anyone can run */
  readonly commands: readonly Command[];
}

export interface Command {
  readonly line: string;
  /** what it prints, as the document shows it; undefined: nothing is shown */
  readonly shown: readonly string[] | undefined;
  /** `<!-- exit: 2 -->`; default 0 */
  readonly exitCode: number;
}

export function readDocument(file: string, text: string): Document {
  const fences = /((?:^<!-- .* -->\n)*)^```(\w*)\n([\s\S]*?)^```$/gm;
  const blocks = [...text.matchAll(fences)].map((match): Block => {
    const [, notes, language, inside] = match as unknown as [string, string, string, string];
    const line = text.slice(0, match.index + notes.length).split("\n").length;
    const told = notesOf(notes);
    return {
      ...{ place: `${file}:${line}`, language, text: inside },
      file: told.get("file")?.[0],
      before: told.get("before") ?? [],
      commands: commandsOf(language, inside, told),
    };
  });
  return { file, blocks };
}

function notesOf(notes: string): ReadonlyMap<string, string[]> {
  const told = new Map<string, string[]>();
  for (const [, key, value] of notes.matchAll(/^<!-- (\w+): (.*) -->$/gm)) {
    told.set(key!, [...(told.get(key!) ?? []), value!]);
  }
  return told;
}

/**
 * `sh`: each line is a command. No language: each "$ " begins one, and what it prints follows;
 * `<!-- output: COMMAND -->` has the command for a block that is output alone.
 */
function commandsOf(
  language: string,
  text: string,
  told: ReadonlyMap<string, string[]>,
): readonly Command[] {
  const lines = text.trimEnd().split("\n");
  const exitCode = Number(told.get("exit")?.[0] ?? 0);
  if (told.has("file")) return [];
  if (language === "sh") {
    const typed = lines.filter((line) => line.trim() && !line.startsWith("#"));
    return typed.map((line) => ({ line, shown: undefined, exitCode }));
  }
  if (language !== "") return [];
  const output = told.get("output")?.[0];
  if (output !== undefined) return [{ line: output, shown: lines, exitCode }];
  const starts = lines.flatMap((line, index) => (line.startsWith("$ ") ? index : []));
  return starts.map((start, n) => {
    const shown = lines.slice(start + 1, starts[n + 1]);
    return { line: lines[start]!.slice(2), shown: shown.length > 0 ? shown : undefined, exitCode };
  });
}
