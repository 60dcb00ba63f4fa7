import { printable } from "./printable.ts";

/** HTML that is safe to write: made by `html` alone, or from a picture this program drew. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | readonly Part[];

/**
 * A template that escapes: strings become text wherever they stand, in content or in a quoted
 * attribute. Only what `html` made goes in as markup; null is nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = strings.map(
    (text, index) => text + (index < parts.length ? asText(parts[index]!) : ""),
  );
  return new Html(texts.join(""));
}

function asText(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(asText).join("");
  return printable(String(part)).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" },
};
