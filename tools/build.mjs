// Makes dist/: each program and thread in one file with the packages it needs. Node opens and reads
// several hundred small modules in a third of a second, and a sweep starts four such programs.
// Types are checked by `npm run check`.
import { createHash } from "node:crypto";
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { writeDeclarations } from "./write-declarations.mjs";

/**
 * Programs and threads, in groups that share code. What several of a group need is a file more for
 * each of them to read, so those that `sweep run` starts stand alone.
 */
const GROUPS = [
  ["cli/sweep", "run/local/host", "run/local/train-worker"],
  ["library/seed-sweep"],
  [
    "run/modules/module-child",
    "store/user-query-child",
    "weights/read-hdf5-child",
    "engine/tfjs/print-tensorflow-version",
    "diagnose/doctor/engine-child",
  ],
];

/** Beside the modules that read them. */
const ASSETS = [
  "store/schema.sql",
  "store/migrations",
  "engine/compiled/kernels.wasm",
  "engine/compiled/kernels.wasm.sha256",
  "diagnose/doctor/packages.sha256",
];

/** zod's messages in fifty languages: a third of the program, and ours are English. */
const englishAlone = {
  name: "english-alone",
  setup: ({ onLoad }) =>
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    })),
};

rmSync("dist", { recursive: true, force: true });
const options = {
  outbase: "src",
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  plugins: [englishAlone],
  // Node reads all of a program before it starts; names stay, for whoever reads a stack trace.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 100,
  // Native code and what starts threads of its own has to stay where it is installed.
  external: ["better-sqlite3", "esbuild", "h5wasm", "piscina", "@resvg/resvg-js", "@tensorflow/*"],
  // Packages in the older format ask for each other by `require`.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  logLevel: "warning",
};
for (const group of GROUPS) {
  await build({ ...options, entryPoints: group.map((entry) => `src/${entry}.ts`) });
}
for (const file of ASSETS) cpSync(`src/${file}`, `dist/${file}`, { recursive: true });
writeDeclarations("library/seed-sweep", "module/context");
// npx may link to the program without making it executable.
chmodSync("dist/cli/sweep.js", 0o755);

// What `sweep doctor` holds dist against, in the form of sha256sum.
const digests = readdirSync("dist", { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.parentPath, file.name))
  .sort()
  .map(
    (file) => `${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${file.slice(5)}`,
  );
writeFileSync("dist/files.sha256", `${digests.join("\n").replaceAll("\\", "/")}\n`);
