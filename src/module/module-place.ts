import type { ExportName } from "./call-module.ts";

/** How a module's file and export are recorded in one line: the path, `#`, the export's name. */
export function placeText(file: string, name: ExportName): string {
  return `${file}#${name ?? ""}`;
}

/** The reverse: an export's name has no `#`, a path may have some. */
export function modulePlace(text: string): { readonly file: string; readonly name: ExportName } {
  const end = text.lastIndexOf("#");
  return { file: text.slice(0, end), name: text.slice(end + 1) || undefined };
}
