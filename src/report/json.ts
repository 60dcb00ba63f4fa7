/**
 * A summary, or another answer, as JSON: every digit of every number, every character of every
 * name. A number that does not exist is null; there are no NaN and no infinities to write.
 */
export function renderJson(value: object): string {
  return `${JSON.stringify(value, null, 2).replace(TERMINAL_CONTROLS, escapeCharacter)}\n`;
}

/** Control characters that JSON may hold as they are, but a terminal would obey. */
const TERMINAL_CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
