import { readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ImportKind, Loader, Message, Plugin, PluginBuild } from "esbuild";
import { digest, sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import { showMarks } from "../config/excerpt.ts";
import { type ModuleBundle, scriptNameOf } from "./module-bundle.ts";

/**
 * Reads a module and all local files that it imports. None of its code runs.
 *
 * Packages stay where they are installed, and are no part of the digest; tfjs is the copy that
 * sweep uses, whichever is installed beside the module, so that layers of both go together.
 *
 * @param shownFile its name, for messages
 * @throws SweepError CONFIG_INVALID with line, column and excerpt of what cannot be read
 */
export async function bundleModule(file: string, shownFile: string): Promise<ModuleBundle> {
  requireFile(file, shownFile);
  const { build, transform } = await loadEsbuild();
  const read = new Map<string, string>(); // absolute path -> digest of the bytes
  const folder = dirname(file);
  try {
    const { outputFiles } = await build({
      stdin: { contents: entryOf(file), resolveDir: folder, sourcefile: "sweep-module" },
      outfile: join(folder, "bundle.js"),
      write: false,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      // As Node itself: no conditions and fields that only bundlers know.
      conditions: [],
      mainFields: ["main"],
      // What a tsconfig.json says of how code is written must not decide what is trained.
      tsconfigRaw: "{}",
      charset: "utf8",
      sourcemap: "external",
      logLevel: "silent",
      banner: { js: requireOf(file) },
      plugins: [tfjsOfSweep, packagesInPlace, localFiles(read, transform)],
    });
    const [map, code] = ["bundle.js.map", "bundle.js"].map(
      (name) => outputFiles.find(({ path }) => basename(path) === name)!.text,
    );
    const digested = digestOf(read, folder);
    const named = `${code}\n//# sourceURL=${scriptNameOf({ sha256: digested })}\n`;
    return { sha256: digested, code: named, map: placed(map!, folder), file, shownFile };
  } catch (error) {
    const { errors } = error as { errors?: readonly Message[] };
    if (!errors) throw error;
    throw refused(errors, folder, shownFile);
  }
}

/** So that exports are there as they are, the default one among them, also of CommonJS. */
function entryOf(file: string): string {
  return `export * as module from ${JSON.stringify(`./${basename(file)}`)};`;
}

function requireFile(file: string, shownFile: string): void {
  const got = whatIsThere(file);
  if (got === undefined) return;
  throw new SweepError("CONFIG_INVALID", `${shownFile}: ${MODULE_FILE}, got ${got}`);
}

/** The rule that a module's path keeps to. */
export const MODULE_FILE = "must be a module's file";

/** What lies in the place of a module's file; undefined: a file. */
export function whatIsThere(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isFile()) return undefined;
  return status?.isDirectory() ? "a folder" : status ? "a pipe or device" : "no such file";
}

/** Loaded only where a module is named. */
async function loadEsbuild(): Promise<Pick<typeof import("esbuild"), "build" | "transform">> {
  try {
    return await import("esbuild");
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
    const message = `module: esbuild, which reads modules, must load, got "${reason}"`;
    throw new SweepError("ENGINE_UNAVAILABLE", message, "npm ci installs it", { cause });
  }
}

/** Packages in the older format are asked for by `require`. */
function requireOf(file: string): string {
  const from = JSON.stringify(pathToFileURL(file).href);
  return (
    'import { createRequire as requireFromModule } from "node:module"; ' +
    `const require = requireFromModule(${from});`
  );
}

/** As the package `@tensorflow/tfjs` has it: core, layers and a backend to make tensors with. */
const WHOLE_TFJS = [
  'import "@tensorflow/tfjs-backend-cpu";',
  'import { enableProdMode } from "@tensorflow/tfjs-core";',
  'export * from "@tensorflow/tfjs-core";',
  'export * from "@tensorflow/tfjs-layers";',
  "enableProdMode();",
].join("\n");

const tfjsOfSweep: Plugin = {
  name: "tfjs-of-sweep",
  setup({ onResolve, onLoad }) {
    const filter = /^@tensorflow\/tfjs(-core|-layers|-backend-cpu)?$/;
    onResolve({ filter }, ({ path, kind }) => {
      if (path === "@tensorflow/tfjs") return { path, namespace: "tfjs-of-sweep" };
      return { path: asImported(import.meta.resolve(path), kind), external: true };
    });
    onLoad({ filter: /.*/, namespace: "tfjs-of-sweep" }, () => ({
      contents: WHOLE_TFJS,
    }));
  },
};

const BUILT_IN = new Set(builtinModules);
/** Marks questions that a plugin asks itself. */
const ASKED = { asked: true };

/** What is imported by a package's name is imported from where it is installed. */
const packagesInPlace: Plugin = {
  name: "packages-in-place",
  setup(build: PluginBuild) {
    build.onResolve(
      { filter: /^[^./#]/ },
      async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === ASKED || kind === "entry-point") return undefined;
        if (path.startsWith("node:") || BUILT_IN.has(path)) {
          return { path: path.startsWith("node:") ? path : `node:${path}`, external: true };
        }
        const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: ASKED });
        if (found.errors.length > 0 || !isPackaged(found.path)) return found;
        return { path: asImported(pathToFileURL(found.path).href, kind), external: true };
      },
    );
  },
};

/** `require` takes no URLs. */
function asImported(href: string, kind: ImportKind): string {
  return kind === "require-call" || kind === "require-resolve" ? fileURLToPath(href) : href;
}

function isPackaged(path: string): boolean {
  return path.includes(`${sep}node_modules${sep}`);
}

const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".json": "json",
  ".txt": "text",
  // As esbuild reads it.
  "": "js",
};

/** Notes the bytes of each file, and leaves its own place to code that asks for it. */
function localFiles(
  read: Map<string, string>,
  transform: typeof import("esbuild").transform,
): Plugin {
  return {
    name: "local-files",
    setup({ onLoad }) {
      onLoad({ filter: /.*/, namespace: "file" }, async ({ path }) => {
        const bytes = readFileSync(path);
        read.set(path, sha256(bytes));
        const loader = LOADERS[extname(path)];
        if (!loader) return undefined; // It is esbuild's to read or to refuse.
        const contents = bytes.toString("utf8");
        const isCode = loader !== "json" && loader !== "text";
        if (!isCode || !/import\.meta|__dirname|__filename/.test(contents)) {
          return { contents, loader };
        }
        try {
          const options = { loader, sourcefile: path, define: placeDefines(path) } as const;
          const shared = { sourcemap: "inline", tsconfigRaw: "{}", target: "node20" } as const;
          const { code } = await transform(contents, { ...options, ...shared });
          return { contents: code, loader: "js" };
        } catch {
          return { contents, loader }; // Read once more, its errors are told as those of others.
        }
      });
    },
  };
}

function placeDefines(path: string): Record<string, string> {
  const [file, folder] = [JSON.stringify(path), JSON.stringify(dirname(path))];
  return {
    "import.meta.url": JSON.stringify(pathToFileURL(path).href),
    "import.meta.filename": file,
    "import.meta.dirname": folder,
    __filename: file,
    __dirname: folder,
  };
}

/** The same wherever the files lie, and in whichever order they were read. */
function digestOf(read: ReadonlyMap<string, string>, folder: string): string {
  const files = [...read].map(([path, bytes]) => {
    return [relative(folder, path).split(sep).join("/"), bytes] as const;
  });
  return digest(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function placed(map: string, folder: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  const sources = parsed.sources.map((source) => resolve(folder, source));
  return JSON.stringify({ ...parsed, sources });
}

const ERRORS_SHOWN_MAX = 20;

function refused(errors: readonly Message[], folder: string, shownFile: string): SweepError {
  const shown = errors.slice(0, ERRORS_SHOWN_MAX).map((error) => show(error, folder, shownFile));
  return new SweepError("CONFIG_INVALID", shown.join("\n"));
}

function show({ text, location }: Message, folder: string, shownFile: string): string {
  if (!location) return `${shownFile}: ${text}`;
  const { file, line, column, length, lineText } = location;
  const place = { file: shownPlace(resolve(file), folder, shownFile), line };
  const bytes = Buffer.from(lineText);
  const at = (byte: number) => bytes.subarray(0, byte).toString().length;
  const end = at(column + Math.max(1, length));
  return showLine(place, lineText, at(column), end, `module: ${text}`);
}

/** A file beside the module, named as the module is. */
export function shownPlace(path: string, folder: string, shownFile: string): string {
  return join(dirname(shownFile), relative(folder, path));
}

/** A message with the line it is about. @param start in the line, from 0 */
export function showLine(
  { file, line }: { readonly file: string; readonly line: number },
  text: string,
  start: number,
  end: number,
  message: string,
): string {
  const linePos = (offset: number) => ({ line, col: offset + 1 });
  return showMarks([{ start, end, message }], { text, file, lines: { linePos } });
}
