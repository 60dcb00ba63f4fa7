// `npm run check:fma` disassembles the native kernels, as gcc built them and as clang does: a
// multiplication and an addition fused into one rounding, or an estimated reciprocal, would give
// other bits than the rest of the kernels. Files to look at in their place may be named.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addonFile, compileAddon, versionOf } from "./kernels/compile.mjs";

/** Of x86 (vfmadd213ps, vrcp14ps ...) and ARM (fmla, fmadd, frecpe ...). */
const FORBIDDEN =
  /^(vfn?m(add|sub)\w*|v?r(cp|sqrt)(14|28)?[ps][sd]|fn?ml[as]\w*|fn?m(add|sub)|fr(ecp|sqrt)[es])$/;

const OBJDUMP_BYTES_MAX = 2 ** 28;

/** One line for each forbidden instruction: in which function, at which address, what. */
function findForbidden(file) {
  const text = execFileSync("objdump", ["-d", "--no-show-raw-insn", file], {
    encoding: "utf8",
    maxBuffer: OBJDUMP_BYTES_MAX,
  });
  let symbol = "?";
  const found = [];
  for (const line of text.split("\n")) {
    symbol = /<(.+)>:$/.exec(line)?.[1] ?? symbol;
    const [, address, instruction] = /^\s*([0-9a-f]+):\s+(\S+)/.exec(line) ?? [];
    if (FORBIDDEN.test(instruction)) found.push(`${file}: ${symbol}, ${address}: ${instruction}`);
  }
  return found;
}

function check(files) {
  const folder = mkdtempSync(join(tmpdir(), "sweep-kernels-"));
  try {
    if (files.length === 0) {
      if (!existsSync(addonFile)) return [`${addonFile}: must be there: npm run build`];
      files.push(addonFile);
      if (versionOf(["clang"]) !== undefined) {
        const byClang = join(folder, "clang.node");
        compileAddon(["clang"], byClang);
        files.push(byClang);
      }
    }
    return files.flatMap(findForbidden);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (versionOf(["objdump"]) === undefined) {
  console.log("check:fma: objdump is not there, so nothing was checked");
  process.exitCode = process.env.CI ? 1 : 0;
} else {
  const found = check(process.argv.slice(2));
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}
