/**
 * A command line as a shell takes it again.
 *
 * @param words behind `sweep`, as they came from the shell
 */
export function typedCommand(words: readonly string[]): string {
  return ["npx sweep", ...words.map(quoted)].join(" ");
}

/** What no shell reads as anything but itself stays bare. */
function quoted(word: string): string {
  return /^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
