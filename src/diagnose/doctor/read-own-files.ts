import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../base/digest.ts";
import { fileSha256 } from "./file-sha256.ts";
import type { AddonStamp, OwnFiles } from "./own-files.ts";
import { readJson } from "./read-json.ts";

/** Where this program lies. */
export interface Installation {
  /** folder of its package.json */
  readonly root: string;
  /** what it runs from */
  readonly tree: "src" | "dist";
}

/** Reads the digests of our own binaries, and of the compiled program where that is what runs. */
export function readOwnFiles({ root, tree }: Installation): OwnFiles {
  const compiled = join(root, tree, "engine/compiled");
  const addon = join(root, "build/kernels.node");
  return {
    wasm: {
      ...optional("found", digestOf(join(compiled, "kernels.wasm"))),
      ...optional("committed", textOf(join(compiled, "kernels.wasm.sha256"))?.slice(0, 64)),
    },
    addon: {
      ...optional("found", digestOf(addon)),
      ...optional("stamp", readJson(`${addon}.stamp`) as AddonStamp | undefined),
      sources: sourcesDigest(join(root, "src/engine/compiled/c")),
    },
    ...(tree === "dist" && { dist: readDist(join(root, "dist")) }),
  };
}

/** Written by tools/build.mjs, in the form of sha256sum. */
const DIST_LIST = "files.sha256";

function readDist(folder: string): NonNullable<OwnFiles["dist"]> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== DIST_LIST)
    .map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
  const lines = textOf(join(folder, DIST_LIST))?.trimEnd().split("\n");
  return {
    found: new Map(
      paths.map((path) => [path.replaceAll("\\", "/"), digestOf(join(folder, path))!]),
    ),
    ...(lines && { written: new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)])) }),
  };
}

/** As tools/kernels/compile.mjs has it. */
function sourcesDigest(folder: string): string {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return sha256(...names.flatMap((name) => [`${name}\0`, readFileSync(join(folder, name))]));
}

function digestOf(file: string): string | undefined {
  return existsSync(file) ? fileSha256(file) : undefined;
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: Value });
}
