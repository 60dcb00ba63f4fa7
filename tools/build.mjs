// Makes dist/: each program and thread in one file with the packages it needs. Node opens and reads
// several hundred small modules in a third of a second, and a sweep starts four such programs.
// Types are checked by `npm run check`.
import { chmodSync, cpSync, rmSync } from "node:fs";
import { build } from "esbuild";

const ENTRIES = [
  "cli/main",
  "run/local/host",
  "run/local/train-worker",
  "store/user-query-child",
  "engine/tfjs/print-tensorflow-version",
];

/** Beside the modules that read them. */
const ASSETS = ["store/schema.sql", "store/migrations", "engine/compiled/kernels.wasm"];

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
  outbase: "src",
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  // Native code and what starts threads of its own has to stay where it is installed.
  external: ["better-sqlite3", "piscina", "@resvg/resvg-js", "@tensorflow/*"],
  // Packages in the older format ask for each other by `require`.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  logLevel: "warning",
});
for (const file of ASSETS) cpSync(`src/${file}`, `dist/${file}`, { recursive: true });
// npx may link to the program without making it executable.
chmodSync("dist/cli/main.js", 0o755);
