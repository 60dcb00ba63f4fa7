import {
  cpSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../cli/program.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Small ones, to be damaged. */
const COPIED = ["@tensorflow/tfjs-backend-cpu", "long"];
const LINKED = [
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-layers",
  "better-sqlite3",
  "piscina",
  "seedrandom",
];

/** The program as it is installed, without what is optional; gone when the test is. */
export function installedTree(): string {
  const root = realpathSync(temporaryFolder());
  cpSync(join(ROOT, "package.json"), join(root, "package.json"));
  for (const folder of ["dist", "build", "src/engine/compiled/c"]) {
    cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  }
  for (const name of [...COPIED, ...LINKED]) {
    const [from, to] = [ROOT, root].map((folder) => join(folder, "node_modules", name));
    mkdirSync(dirname(to!), { recursive: true });
    if (LINKED.includes(name)) symlinkSync(realpathSync(from!), to!);
    else cpSync(from!, to!, { recursive: true, filter: (path) => !/\.(map|ts)$/.test(path) });
  }
  return root;
}

/** Puts a copy in the place of a link, to be damaged; returns its folder. */
export function copyPackage(root: string, name: string): string {
  const folder = join(root, "node_modules", name);
  const installed = realpathSync(folder);
  rmSync(folder);
  const isNeeded = (path: string) => !/\.(map|ts|o|a)$/.test(path);
  cpSync(installed, folder, { recursive: true, filter: isNeeded });
  return folder;
}

/** Changes one bit of a file, in the middle. */
export function flipBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}
