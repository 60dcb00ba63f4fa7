/** What a command printed. */
export interface Printed {
  readonly out: string;
  readonly talk: string;
}

/**
 * Holds what a document shows against what was printed. stdout has to be there in full and to the
 * letter; a line `...` stands for any number of its lines. Of stderr, which is talk, a document
 * shows what it wants, in order. Times differ from run to run, so any stands for any other.
 *
 * @returns the first line that is not so, in words; undefined: all of it is
 */
export function differenceOf(shown: readonly string[], { out, talk }: Printed): string | undefined {
  const [printed, said] = [linesOf(out), linesOf(talk)];
  let [at, saidAt] = [0, 0];
  let mayPass = false;
  for (const line of shown.map(timeless)) {
    if (line === "...") {
      mayPass = true;
      continue;
    }
    const found = mayPass ? printed.indexOf(line, at) : printed[at] === line ? at : -1;
    if (found >= 0) {
      at = found + 1;
      mayPass = false;
      continue;
    }
    const saidHere = said.indexOf(line, saidAt);
    if (saidHere < 0) return `shows "${line}", printed is "${printed[at] ?? "nothing more"}"`;
    saidAt = saidHere + 1;
  }
  if (mayPass || at === printed.length) return undefined;
  return `ends before "${printed[at]}"`;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n").map(timeless);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

const TIME = /\b(\d+ h \d+ min|\d+ min \d+ s|\d+(\.\d+)? (ms|s|seconds))\b/g;
const WHEN = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g;

/** Columns that hold a time are as wide as the time. */
function timeless(line: string): string {
  const without = line.replace(WHEN, "WHEN").replace(TIME, "TIME");
  return without === line ? line.trimEnd() : without.replace(/ +/g, " ").trimEnd();
}
