import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import { packageFile } from "../base/package-files.ts";
import { userPlace } from "../module/loaded-bundles.ts";

/** A call, from a user's own file, of something that gives other values each time. */
export interface UnregisteredCall {
  /** for example "Math.random" */
  readonly call: string;
  readonly file: string;
  /** from 1 */
  readonly line: number;
}

export interface RandomnessWatch {
  /** puts everything back; @returns what was called meanwhile, each line once, in order */
  end(): UnregisteredCall[];
}

/** What of node:crypto draws. */
const CRYPTO_DRAWS = [
  "randomBytes",
  "randomFill",
  "randomFillSync",
  "randomInt",
  "randomUUID",
] as const;
/** What of Web Crypto does; `getRandomValues` of node:crypto is this one. */
const WEB_CRYPTO_DRAWS = ["getRandomValues", "randomUUID"] as const;

/** Calls between a user's line and the clock may be many, for example in a sort. */
const STACK_DEPTH = 50;

/**
 * Watches this thread for numbers that no seed decides: Math.random, the clock and node:crypto.
 * They go on working. Only calls out of a user's own file are told, with their line: tfjs itself
 * draws from Math.random while it builds a plain model, which then gets other weights anyway.
 *
 * A function that was taken out of its object before (`const { random } = Math`) is not seen.
 */
export function watchRandomness(): RandomnessWatch {
  const calls = new Map<string, UnregisteredCall>();
  const note = (call: string) => {
    const place = callingPlace();
    if (place) calls.set(`${call} ${place.file}:${place.line}`, { call, ...place });
  };
  const watch = <Name extends string>(
    owner: { [name in Name]: unknown },
    name: Name,
    call: string,
  ) => replaceMethod(owner, name, () => note(call));
  const restores = [
    watch(Math, "random", "Math.random"),
    watch(Date, "now", "Date.now"),
    replaceClock(note),
    watch(performance, "now", "performance.now"),
    ...CRYPTO_DRAWS.map((name) => watch(crypto, name, `crypto.${name}`)),
    ...WEB_CRYPTO_DRAWS.map((name) => watch(crypto.webcrypto, name, `crypto.${name}`)),
  ];
  syncBuiltinESMExports(); // Who imports a name of node:crypto sees it too.
  return {
    end() {
      for (const restore of restores) restore();
      syncBuiltinESMExports();
      return [...calls.values()];
    },
  };
}

/** Puts a function that is noted in the place of another. @returns puts it back */
function replaceMethod<Name extends string>(
  owner: { [name in Name]?: unknown },
  name: Name,
  note: () => void,
): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const original = owner[name] as (...args: unknown[]) => unknown;
  const noted = function (this: unknown, ...args: unknown[]): unknown {
    note();
    return original.apply(this, args);
  };
  Object.defineProperty(owner, name, {
    ...{ value: Object.assign(noted, original), configurable: true, writable: true },
    enumerable: own?.enumerable ?? false,
  });
  return () => {
    if (own) Object.defineProperty(owner, name, own);
    else delete owner[name]; // It was inherited.
  };
}

/** `new Date()` and `Date()` read the clock; a date that is given its time does not. */
function replaceClock(note: (call: string) => void): () => void {
  const Original = globalThis.Date;
  globalThis.Date = new Proxy(Original, {
    apply(target, self, args) {
      note("Date()");
      return Reflect.apply(target, self, args);
    },
    construct(target, args, newTarget) {
      if (args.length === 0) note("new Date()");
      return Reflect.construct(target, args, newTarget);
    },
  });
  return () => {
    globalThis.Date = Original;
  };
}

/**
 * The line that made the call, if it stands in a user's own file. A user's module counts for what
 * the packages that it calls do.
 */
function callingPlace(): Omit<UnregisteredCall, "call"> | undefined {
  const sites = callSites();
  for (const site of sites) {
    const script = site.getScriptNameOrSourceURL() ?? "";
    const place = userPlace(script, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
    if (place) return { file: place.path, line: place.line };
  }
  for (const site of sites) {
    const file = site.getFileName();
    // A native function hands on the call: [1, 2].map(Math.random).
    if (!file || file.startsWith("node:")) continue;
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    if (path === THIS_FILE) continue;
    return isUsers(path) ? { file: path, line: site.getLineNumber() ?? 0 } : undefined;
  }
  return undefined;
}

/** As V8 has them: source maps would move the files of packages to where they were written. */
function callSites(): readonly NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = STACK_DEPTH;
  Error.prepareStackTrace = (_, sites) => sites;
  const { stack } = new Error() as { stack?: unknown };
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return stack as NodeJS.CallSite[];
}

const THIS_FILE = fileURLToPath(import.meta.url);
const OWN_FOLDERS = ["src/", "dist/"].map((folder) =>
  fileURLToPath(packageFile(folder, import.meta.url)),
);

function isUsers(path: string): boolean {
  const isPackaged = /[/\\]node_modules[/\\]/.test(path);
  return !isPackaged && !OWN_FOLDERS.some((folder) => path.startsWith(folder));
}
