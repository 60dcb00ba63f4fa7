// Builds build/kernels.node, the native kernels, at `npm install` and with every `npm run build`.
// Without it the program uses its WASM kernels, three to four times slower, with the same bits; so
// nothing that goes wrong here is an error.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  addonFile,
  compileAddon,
  compilerDigest,
  findCompiler,
  sourceDigest,
} from "./kernels/compile.mjs";

const stampFile = `${addonFile}.stamp`;

/** Returns why there is no addon now, undefined where there is one. */
function buildKernels() {
  // There is no node.lib to link with.
  if (process.platform === "win32") return "they are not built on Windows";
  const built = readStamp();
  const sources = sourceDigest();
  // An addon of other sources would be worse than none, as it gives other bits.
  if (built?.sources !== sources) rmSync(addonFile, { force: true });
  const compiler = findCompiler();
  if (compiler === undefined) {
    if (built?.sources === sources) return undefined;
    return process.env.CC ? `CC=${process.env.CC} does not answer` : "there is no C compiler";
  }
  const stamp = { sources, compiler: compilerDigest(compiler) };
  if (isDeepStrictEqual(built, { ...stamp, addon: addonDigest() })) return undefined;
  mkdirSync(dirname(addonFile), { recursive: true });
  rmSync(addonFile, { force: true });
  // Under a name of its own first, as another process may look for it meanwhile.
  const draft = `${addonFile}.${process.pid}`;
  try {
    compileAddon(compiler, draft);
    renameSync(draft, addonFile);
    writeFileSync(stampFile, JSON.stringify({ ...stamp, addon: addonDigest() }));
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What lies there now; `sweep doctor` holds it against what was written when it was built. */
function addonDigest() {
  if (!existsSync(addonFile)) return undefined;
  return createHash("sha256").update(readFileSync(addonFile)).digest("hex");
}

function readStamp() {
  if (!existsSync(addonFile) || !existsSync(stampFile)) return undefined;
  return JSON.parse(readFileSync(stampFile, "utf8"));
}

/** The first line that says what is wrong, of a compiler's many. */
function reasonOf(error) {
  const text = String(error.stderr || error.message || error);
  return (/^.*\berror\b.*$/m.exec(text)?.[0] ?? text.trim().split("\n")[0]).trim();
}

let reason;
try {
  reason = buildKernels();
} catch (error) {
  reason = reasonOf(error);
}
if (reason !== undefined) console.log(`native kernels: not built, WASM will be used (${reason})`);
