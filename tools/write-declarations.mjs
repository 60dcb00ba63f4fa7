import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Writes the types of entries, and of the modules whose types they name, beside the compiled ones:
 * what a user's compiler reads, and not a file more.
 *
 * @param {string[]} entries from src, without their ending
 */
export function writeDeclarations(...entries) {
  const typescript = dirname(fileURLToPath(import.meta.resolve("typescript/package.json")));
  const project = ["-p", "tools/tsconfig.declarations.json"];
  execFileSync(process.execPath, [join(typescript, "bin/tsc"), ...project], { stdio: "inherit" });
  const written = new Set();
  const write = (module) => {
    if (written.has(module)) return;
    written.add(module);
    const text = readFileSync(join(MADE, `${module}.d.ts`), "utf8");
    mkdirSync(dirname(join("dist", module)), { recursive: true });
    writeFileSync(join("dist", `${module}.d.ts`), text.replace(OUR_IMPORT, '$1.js"'));
    for (const [, path] of text.matchAll(OUR_IMPORT)) write(join(dirname(module), path.slice(1)));
  };
  for (const entry of entries) write(entry);
  rmSync(MADE, { recursive: true });
}

/** As tools/tsconfig.declarations.json has it. */
const MADE = "build/declarations";

/** `"../stats/summary.ts"`: a user's compiler looks for the name that is there when it runs. */
const OUR_IMPORT = /("\.[^"]*)\.ts"/g;
