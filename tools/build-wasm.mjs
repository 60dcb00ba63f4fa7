// `npm run build:wasm` builds src/engine/compiled/kernels.wasm, which is committed; with --check it
// only compares: the same sources give the same bytes on any machine.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Exit, runLLVM } from "@yowasp/clang";
import { sourceFolder } from "./kernels/compile.mjs";

const wasmFile = join(sourceFolder, "../kernels.wasm");
/** Its digest, for `sweep doctor`, in the form of sha256sum. */
const digestFile = `${wasmFile}.sha256`;

/** Freestanding and without relaxed SIMD, whose results may differ between machines. */
const COMPILE = [
  "clang",
  "--target=wasm32-unknown-unknown",
  "-c",
  "-O3",
  "-std=gnu11",
  "-ffreestanding",
  "-fno-math-errno",
  "-ffp-contract=off",
  "-fvisibility=hidden",
  "-msimd128",
  "-mbulk-memory",
  "-Wall",
  "-Wextra",
  "-Werror",
  "wasm.c",
  "-o",
  "wasm.o",
];
const LINK = [
  "wasm-ld",
  "--no-entry",
  "--export=__heap_base",
  "--stack-first", // a stack that is too deep then traps and overwrites nothing
  "-z",
  "stack-size=65536",
  "--strip-all",
  "wasm.o",
  "-o",
  "kernels.wasm",
];

async function buildWasm() {
  const names = readdirSync(sourceFolder).filter((name) => name.endsWith(".h"));
  const sources = Object.fromEntries(
    ["wasm.c", ...names].map((name) => [name, readFileSync(join(sourceFolder, name))]),
  );
  const quiet = { fetchProgress: () => {} };
  const { "wasm.o": object } = await runLLVM(COMPILE, sources, quiet);
  const { "kernels.wasm": bytes } = await runLLVM(LINK, { "wasm.o": object }, quiet);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  if (imports.length > 0)
    throw new Error(`kernels.wasm: must import nothing, got ${imports.map(({ name }) => name)}`);
  return bytes;
}

try {
  const bytes = await buildWasm();
  const digest = `${createHash("sha256").update(bytes).digest("hex")}  kernels.wasm\n`;
  if (!process.argv.includes("--check")) {
    writeFileSync(wasmFile, bytes);
    writeFileSync(digestFile, digest);
  } else if (!readFileSync(wasmFile).equals(bytes) || readFileSync(digestFile, "utf8") !== digest) {
    console.error("kernels.wasm: must be built from the sources beside it, got other bytes");
    console.error("hint: npm run build:wasm, then commit it");
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = 1; // clang has said why
}
