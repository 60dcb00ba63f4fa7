// Bundles that run in this thread: how they come in, and which line of whose file their code is.
import { SourceMap } from "node:module";
import { dirname } from "node:path";
import { shownPlace } from "./bundle-module.ts";
import { type ModuleBundle, scriptNameOf } from "./module-bundle.ts";

/** A place in a user's file. */
export interface UserPlace {
  /** an absolute path */
  readonly path: string;
  /** as messages name it */
  readonly file: string;
  /** from 1 */
  readonly line: number;
  /** from 1 */
  readonly column: number;
  /** the line itself */
  readonly text: string;
}

const bundles = new Map<string, { readonly bundle: ModuleBundle; map?: SourceMap }>();
let importCount = 0;

/**
 * Runs a bundle's code, anew at every call: what it keeps in variables of its own does not get
 * from one run into the next.
 *
 * @returns the module's exports
 */
export async function importBundle(bundle: ModuleBundle): Promise<Record<string, unknown>> {
  bundles.set(scriptNameOf(bundle), { bundle });
  const code = Buffer.from(bundle.code).toString("base64");
  // Where somebody else formats call stacks, the URL stands in them in place of the script's name.
  const url = `data:text/javascript;base64,${code}#${scriptNameOf(bundle)}/${++importCount}`;
  const { module } = (await import(url)) as { module: Record<string, unknown> };
  return module;
}

/** What a place in the code of a bundle is in the user's file; undefined: no bundle's code. */
export function userPlace(script: string, line: number, column: number): UserPlace | undefined {
  const loaded = bundles.get(script);
  if (!loaded) return undefined;
  const { bundle } = loaded;
  loaded.map ??= new SourceMap(JSON.parse(bundle.map));
  const found = loaded.map.findEntry(line - 1, column - 1);
  if (!("originalSource" in found)) return undefined;
  const { originalSource: path, originalLine, originalColumn } = found;
  const { payload } = loaded.map;
  const source = payload.sourcesContent[payload.sources.indexOf(path)] ?? "";
  return {
    path,
    file: shownPlace(path, dirname(bundle.file), bundle.shownFile),
    line: originalLine + 1,
    column: originalColumn + 1,
    text: source.split("\n")[originalLine] ?? "",
  };
}

/** The first line of a user's file in the text of a call stack. */
export function userPlaceIn(stack: string): UserPlace | undefined {
  for (const [, script, line, column] of stack.matchAll(
    /(sweep-module:\w+)(?:\/\d+)?:(\d+):(\d+)/g,
  )) {
    const place = userPlace(script!, Number(line), Number(column));
    if (place) return place;
  }
  return undefined;
}
