import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import { showLine } from "./bundle-module.ts";
import { importBundle, userPlaceIn } from "./loaded-bundles.ts";
import type { ModuleBundle } from "./module-bundle.ts";

/** Without a name it is the module's default export. */
export type ExportName = string | undefined;

/** How an export is named in messages. */
export function shownExport(name: ExportName): string {
  return name ?? "default export";
}

/**
 * Runs a module anew and calls a function that it exports. What its code prints goes to stderr, and
 * what ends the process throws instead.
 *
 * @throws SweepError CONFIG_INVALID with the line of the user's file where it throws, or with what
 *   it exports where that is not there or no function
 */
export async function callModule(
  bundle: ModuleBundle,
  name: ExportName,
  argument: unknown,
): Promise<unknown> {
  const { shownFile } = bundle;
  return aside(async () => {
    const exports = await importBundle(bundle).catch((error) => {
      throw userFault(error, shownFile, "module");
    });
    const called = functionOf(exports, name, shownFile);
    try {
      return await called(argument);
    } catch (error) {
      throw userFault(error, shownFile, shownExport(name));
    }
  });
}

function functionOf(
  exports: Record<string, unknown>,
  name: ExportName,
  shownFile: string,
): (argument: unknown) => unknown {
  const found = exports[name ?? "default"];
  if (typeof found === "function") return found as (argument: unknown) => unknown;
  const names = Object.keys(exports).filter((key) => typeof exports[key] === "function");
  const named = names.filter((key) => key !== "default" && key !== "module.exports");
  if (found !== undefined) {
    const message = `${shownFile}: ${shownExport(name)}: must be a function`;
    throw new SweepError("CONFIG_INVALID", `${message}, got ${kindOf(found)}`, hintOf(named));
  }
  const wanted = name === undefined ? "must have a default export" : `must export ${name}`;
  const got = names.length === 0 ? "no function" : names.join(", ");
  const meant = name === undefined ? undefined : closestWord(name, names);
  const hint = meant === undefined ? hintOf(named) : `did you mean "${meant}"?`;
  throw new SweepError("CONFIG_INVALID", `${shownFile}: ${wanted}, got ${got}`, hint);
}

function hintOf(named: readonly string[]): string | undefined {
  return named.length === 0 ? undefined : `name one: \`export: ${named[0]}\``;
}

/** What something is, in a word or two. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  const { name } = value.constructor ?? {};
  return name === undefined || name === "Object" ? "an object" : `a ${name}`;
}

/**
 * What a user's code threw, as an error for the person who wrote it.
 *
 * @param where the function that was called
 */
export function userFault(error: unknown, shownFile: string, where: string): SweepError {
  if (error instanceof SweepError) return error;
  const isError = error instanceof Error;
  const got = isError ? `${error.name}: ${error.message}` : String(error);
  const [line] = got.split("\n", 1);
  const message = `${where}: must not throw, got "${line!.replace(/\p{Cc}/gu, "\uFFFD")}"`;
  const place = isError && error.stack !== undefined ? userPlaceIn(error.stack) : undefined;
  if (!place) return new SweepError("CONFIG_INVALID", `${shownFile}: ${message}`);
  const start = place.column - 1;
  const width = /^[\w$]*/.exec(place.text.slice(start))![0].length;
  const shown = showLine(place, place.text, start, start + Math.max(1, width), message);
  return new SweepError("CONFIG_INVALID", shown);
}

let depth = 0;

/** Keeps a user's code from stdout, which is data, and from ending the process. */
export async function aside<Result>(run: () => Promise<Result>): Promise<Result> {
  if (depth++ > 0) return run().finally(() => depth--);
  const { write } = process.stdout;
  const { exit } = process;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  process.exit = ((code?: number) => {
    throw new Error(`process.exit(${code ?? ""}) was called`);
  }) as typeof exit;
  try {
    return await run();
  } finally {
    depth--;
    process.stdout.write = write;
    process.exit = exit;
  }
}
