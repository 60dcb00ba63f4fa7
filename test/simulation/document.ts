import { readFileSync, writeFileSync } from "node:fs";

const DOCUMENT = new URL("../../docs/statistics.md", import.meta.url);
const START = "<!-- simulations: npm run simulate -- --write -->";
const END = "<!-- end of simulations -->";

/** The tables in the documentation, as they stand there. */
export function readTables(): string {
  return parts().tables.trim();
}

/** Puts tables in the place of those in the documentation. */
export function writeTables(tables: string): void {
  const { before, after } = parts();
  writeFileSync(DOCUMENT, `${before}\n\n${tables}\n\n${after}`);
}

/** @throws Error if a marker is missing */
function parts(): { readonly before: string; readonly tables: string; readonly after: string } {
  const text = readFileSync(DOCUMENT, "utf8");
  const [start, end] = [text.indexOf(START) + START.length, text.indexOf(END)];
  if (!text.includes(START) || end < start) {
    throw new Error(`${DOCUMENT.pathname}: must have ${START} before ${END}`);
  }
  return { before: text.slice(0, start), tables: text.slice(start, end), after: text.slice(end) };
}
