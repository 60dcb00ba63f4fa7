/**
 * `npm run integrity` writes the manifest that `sweep doctor` holds the installed packages against:
 * SHA-256 of each file in the tarballs that npm gives, once each tarball has the digest that
 * package-lock.json has for it. With --check it only compares.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  isCovered,
  type LockedPackage,
  printManifest,
} from "../src/diagnose/doctor/packages-manifest.ts";

const projectFolder = fileURLToPath(new URL("..", import.meta.url));
const manifestFile = join(projectFolder, "src/diagnose/doctor/packages.sha256");

/** What computes a number, hands it from thread to thread or records it. */
const NAMES = /^(@tensorflow\/tfjs.*|long|seedrandom|piscina|better-sqlite3)$/;

interface LockEntry {
  readonly name: string;
  readonly version: string;
  /** "sha512-" and base64 */
  readonly integrity: string;
  readonly optional?: boolean;
}

/** Top-level ones: a nested copy of one of them is a fault that doctor names by itself. */
function lockedEntries(): LockEntry[] {
  const lock = JSON.parse(readFileSync(join(projectFolder, "package-lock.json"), "utf8"));
  return Object.entries(lock.packages as Record<string, Omit<LockEntry, "name">>)
    .map(([path, entry]) => ({ ...entry, name: path.replace(/^node_modules\//, "") }))
    .filter(({ name }) => NAMES.test(name) && !name.includes("/node_modules/"));
}

/** Fetches tarballs into a folder, in one call; returns their files in the order of the entries. */
function fetchTarballs(entries: readonly LockEntry[], folder: string): string[] {
  const specs = entries.map(({ name, version }) => `${name}@${version}`);
  const cli = process.env.npm_execpath ?? "";
  const [program, first] = basename(cli) === "npm-cli.js" ? [process.execPath, [cli]] : ["npm", []];
  const args = [...first, "pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const out = execFileSync(program, [...args, ...specs], {
    cwd: projectFolder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 28, // it lists every file
  });
  const packed = Object.values(JSON.parse(out)) as { name: string; filename: string }[];
  return entries.map(({ name }) => {
    const { filename } = packed.find((one) => one.name === name)!;
    return join(folder, basename(filename));
  });
}

function lockedPackage(entry: LockEntry, tarball: string, folder: string): LockedPackage {
  const { name, version, integrity, optional } = entry;
  const sha512 = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (sha512 !== integrity) {
    throw new Error(`${name}@${version}: must have the lock's ${integrity}, got ${sha512}`);
  }
  mkdirSync(folder);
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(folder.length + 1))
    .filter(isCovered);
  const sha256 = (path: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
  const files = new Map(paths.map((path) => [path.replaceAll("\\", "/"), sha256(path)]));
  return { name, version, isOptional: optional === true, files };
}

function makeManifest(): string {
  const folder = mkdtempSync(join(tmpdir(), "sweep-integrity-"));
  try {
    const entries = lockedEntries();
    const tarballs = fetchTarballs(entries, folder);
    return printManifest(
      entries.map((entry, i) => lockedPackage(entry, tarballs[i]!, join(folder, `${i}`))),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const manifest = makeManifest();
if (!process.argv.includes("--check")) {
  writeFileSync(manifestFile, manifest);
} else if (readFileSync(manifestFile, "utf8") !== manifest) {
  console.error("packages.sha256: must be made from package-lock.json, got other digests");
  console.error("hint: npm run integrity, then commit it");
  process.exitCode = 1;
}
