import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// The rules of the house that no compiler knows; ARCHITECTURE.md says why.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SRC = join(ROOT, "src");

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const LINE_LENGTH_MAX = 100;

/** Longer ones, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};
const LONG_FUNCTIONS: Readonly<Record<string, string>> = {};

/** What a folder may import; a name with "types:" only for types. Its own files always. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  random: ["base"],
  module: ["base", "config/excerpt"],
  data: [
    "base",
    "random",
    "module",
    "external/csv-rows",
    "external/mistake-list",
    "external/read-cell",
    "external/examine-columns",
  ],
  model: ["base", "random"],
  engine: ["base", "random", "model", "module", "data"],
  weights: [
    "base",
    "model",
    "data/data-file",
    "data/npy/npy-array",
    "data/npy/zip-entries",
    "types:engine",
  ],
  config: ["base", "model/model-spec", "model/training-spec"],
  external: ["base", "config/excerpt"],
  plan: [
    "base",
    "config",
    "types:engine",
    "types:data",
    "data/split",
    "model/model-spec",
    "types:model",
  ],
  store: ["base", "plan", "types:external"],
  run: [
    "base",
    "module",
    "data",
    "plan",
    "store",
    "weights/load-given-weights",
    "engine/load-engine",
    "engine/load-own-modules",
    "engine/outline-model",
    "engine/outline-run",
    "engine/own-layers",
    "engine/run-rows",
    "engine/score-keeper",
    "engine/try-step",
    "engine/watch-randomness",
    "types:engine",
  ],
  stats: ["base", "random", "types:plan"],
  diagnose: ["base", "random", "data", "model", "plan", "engine", "store", "stats"],
  report: ["base", "types:stats", "stats/deciding-interval", "stats/seed-list", "types:diagnose"],
  library: [
    "base",
    "config/config-text",
    "types:run",
    "run/local/local-dispatcher",
    "stats",
    "store",
    "report/text",
    "engine/engine",
    "cli/begin-sweep",
    "cli/load-plan",
    "cli/question",
    "cli/recorded-sweep",
    "cli/train-recorded",
  ],
  cli: [
    "base",
    "random",
    "module",
    "data",
    "model",
    "engine",
    "weights",
    "config",
    "external",
    "plan",
    "store",
    "run",
    "stats",
    "diagnose",
    "report",
  ],
};

/** Packages that only some places may know. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/": ["engine/tfjs/", "model/from-tfjs", "module/context"],
  esbuild: ["module/bundle-module"],
  piscina: ["run/local/"],
  "better-sqlite3": ["store/"],
  yargs: ["cli/"],
  yaml: ["config/"],
  zod: ["config/"],
  "csv-parse": ["data/", "external/"],
  h5wasm: ["weights/hdf5-weights"],
  "hyparquet-writer": ["external/write-parquet"],
  "hyparquet/": ["data/parquet/"],
  "hyparquet-compressors": ["data/parquet/"],
  picocolors: ["cli/"],
  "@observablehq/plot": ["report/chart/"],
  linkedom: ["report/chart/"],
  "@resvg/": ["report/png"],
};

/** Clock, files, processes and the console belong to the edges; all else is a pure function. */
const EDGES = [
  "cli/",
  "library/read-report", // warns by Node's own means
  "module/",
  "run/",
  "store/",
  "data/",
  "weights/read-",
  "engine/load-engine",
  "engine/train-run",
  "engine/watch-randomness", // puts itself in their place, to see who calls them
  "engine/compiled/compiled-engine",
  "engine/compiled/native-kernels",
  "engine/compiled/wasm-module",
  "engine/tfjs/",
  "diagnose/doctor/",
  "base/digest",
];
const EFFECTS =
  /\bfrom "node:(?!crypto|url)|(?<!-)\bprocess\.|\bconsole\.|\bDate\b|\bperformance\b/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(SRC, file), "utf8")]));
const imports = files.flatMap((file) => importsOf(file, sources.get(file)!));

test("folders import only what their place in the house allows", () => {
  const trespasses = imports.filter(({ to }) => to.endsWith(".ts")).filter((i) => !isAllowed(i));
  expect(trespasses).toEqual([]);
});

test("packages are imported only where they belong", () => {
  const strays = imports.filter(({ from, to }) =>
    Object.entries(PACKAGES).some(
      ([name, places]) => to.startsWith(name) && !places.some((place) => from.startsWith(place)),
    ),
  );
  expect(strays).toEqual([]);
});

test("imports make no cycle, not even of types", () => {
  const next = Map.prototype.get.bind(
    new Map(files.map((file) => [file, imports.filter((i) => i.from === file).map((i) => i.to)])),
  );
  const done = new Set<string>();
  const findCycle = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const to of next(file) ?? []) {
      const cycle = findCycle(to, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  const cycles = files.flatMap((file) => findCycle(file, [])?.join(" -> ") ?? []);
  expect([...new Set(cycles)]).toEqual([]);
});

test("every file is reached from the program, the library, a process of its own or a thread", () => {
  const entries =
    /^(cli\/sweep|library\/seed-sweep|run\/local\/host|run\/local\/train-worker|run\/modules\/module-child|store\/user-query-child|weights\/read-hdf5-child|diagnose\/doctor\/engine-child)/;
  const alone = /^engine\/tfjs\/print-tensorflow-version/;
  const imported = new Set(imports.map(({ to }) => to));
  const lost = files.filter((f) => !imported.has(f) && !entries.test(f) && !alone.test(f));
  expect(lost).toEqual([]);
});

test("nothing draws from Math.random", () => {
  const draws = files.filter((file) => code(sources.get(file)!).includes("Math.random"));
  // It only watches who does, and hands on.
  expect(draws).toEqual(["engine/watch-randomness.ts"]);
});

test("clock, files, processes and console are used at the edges only", () => {
  const inside = files.filter((file) => !EDGES.some((edge) => file.startsWith(edge)));
  expect(inside.filter((file) => EFFECTS.test(code(sources.get(file)!)))).toEqual([]);
});

test("no file re-exports others wholesale, and none is a grab bag", () => {
  const barrels = files.filter((file) => /^export \* from/m.test(sources.get(file)!));
  const grabBags = files.filter((file) => /\b(utils?|helpers?|misc|common)\b/.test(file));
  expect([...barrels, ...grabBags]).toEqual([]);
});

test("files, functions and lines keep their size", () => {
  const long = files.flatMap((file) => {
    const lines = sources.get(file)!.split("\n");
    const wide = lines.findIndex((line) => line.length > LINE_LENGTH_MAX);
    return [
      ...(lines.length > FILE_LINES_MAX + 1 && !LONG_FILES[file]
        ? [`${file}: ${lines.length}`]
        : []),
      ...(wide >= 0 ? [`${file}:${wide + 1}: ${lines[wide]!.length} characters`] : []),
      ...longFunctions(file, lines),
    ];
  });
  expect(long).toEqual([]);
});

function importsOf(file: string, text: string): Import[] {
  const pattern =
    /^(?:import|export)( type)?\s*(\{[^}]*\}|[^"'{};]*)\s*from "([^"]+)"|import\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map(([, type, names = "", from, dynamic]) => {
    const target = from ?? dynamic!;
    const specifiers = names
      .replace(/[{}]/g, "")
      .split(",")
      .filter((name) => name.trim());
    const allTypes = names.startsWith("{") && specifiers.every((name) => /^\s*type /.test(name));
    const to = target.startsWith(".") ? relative(SRC, join(SRC, dirname(file), target)) : target;
    return { from: file, to, typeOnly: type !== undefined || allTypes };
  });
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [home, target] = [from.split("/")[0]!, to.split("/")[0]!];
  if (home === target) return true;
  return (MAY_IMPORT[home] ?? []).some((rule) => {
    const [, types, place] = /^(types:)?(.*)$/.exec(rule)!;
    return (!types || typeOnly) && (place === target || `${place}.ts` === to);
  });
}

/** The text without comments, so that words about a thing are not the thing. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

/** Functions by the formatter's indentation: from a line that opens one to the brace below it. */
function longFunctions(file: string, lines: readonly string[]): string[] {
  const opens =
    /(\bfunction\b.*|=>|^\s*(?!if|for|while|switch|else|do\b|try|catch).*\)(: [^=]+)?) \{$/;
  return lines.flatMap((line, start) => {
    if (!opens.test(line)) return [];
    const indent = /^\s*/.exec(line)![0];
    const length = lines.slice(start + 1).findIndex((end) => end.startsWith(`${indent}}`)) + 2;
    const place = `${file}:${start + 1}`;
    return length > FUNCTION_LINES_MAX && !LONG_FUNCTIONS[place]
      ? [`${place}: ${length} lines`]
      : [];
  });
}
