// How the native kernels are compiled: plain Node, as it runs before anything else is built.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));
export const sourceFolder = join(projectFolder, "src/engine/compiled/c");
export const addonFile = join(projectFolder, "build/kernels.node");

const UNITS = [
  "addon.c",
  "native-avx512.c",
  "native-avx512-zen4.c",
  "native-avx2.c",
  "native-baseline.c",
];

/** No -march and no -ffast-math: each unit names its processor, and all give the same bits. */
const FLAGS = [
  "-O3",
  "-std=gnu11",
  "-Wno-psabi",
  "-fno-math-errno",
  "-ffp-contract=off",
  "-fvisibility=hidden",
  "-fPIC",
  "-shared",
  "-DNAPI_VERSION=8",
];

/**
 * The C compiler to use, as words to start it with: what CC says, else the first one that answers;
 * undefined where none does.
 */
export function findCompiler() {
  const asked = process.env.CC?.trim();
  const candidates = asked ? [asked.split(/\s+/)] : [["cc"], ["gcc"], ["clang"]];
  return candidates.find((compiler) => versionOf(compiler) !== undefined);
}

/** What a compiler says about itself, undefined where it does not start. */
export function versionOf([command, ...words]) {
  try {
    return execFileSync(command, [...words, "--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}

/**
 * Compiles the addon in one call.
 *
 * @param compiler as of findCompiler
 * @param output file to write
 * @throws what execFileSync throws, with the compiler's words as `stderr`
 */
export function compileAddon(compiler, output) {
  const [command, ...words] = compiler;
  execFileSync(command, [...words, ...commandLine(output)], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** Digest of all that is compiled. */
export function sourceDigest() {
  const hash = createHash("sha256");
  for (const name of readdirSync(sourceFolder).sort())
    hash.update(`${name}\0`).update(readFileSync(join(sourceFolder, name)));
  return hash.digest("hex");
}

/** Digest of what it is compiled with. */
export function compilerDigest(compiler) {
  const parts = [compiler, versionOf(compiler), commandLine(""), process.arch];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function commandLine(output) {
  const headers = createRequire(import.meta.url)("node-api-headers").include_dir;
  // Node itself brings the functions of Node-API; only Apple's linker has to be told.
  const linker = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
  const units = UNITS.map((name) => join(sourceFolder, name));
  return [...FLAGS, ...linker, `-I${headers}`, ...units, "-o", output];
}
