import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFile, sourceFile } from "../../base/package-files.ts";
import { ENGINE_NAMES, type EngineName } from "../../engine/engine.ts";
import { sqliteVersion } from "../../store/sqlite-version.ts";
import { type Check, checked } from "./check.ts";
import { duplicatePackagesCheck } from "./duplicate-packages.ts";
import { engineChecks } from "./engine-checks.ts";
import { examineEnginesApart } from "./engine-process.ts";
import type { EngineReport } from "./examine-engine.ts";
import { type InstalledPackage, installedFilesCheck } from "./installed-files.ts";
import { listTfjsCopies } from "./list-copies.ts";
import { describeMachine, type Machine, machineChecks } from "./machine.ts";
import { ownFilesChecks } from "./own-files.ts";
import { type LockedPackage, parseManifest } from "./packages-manifest.ts";
import { philoxCheck } from "./philox-check.ts";
import { type Installation, readOwnFiles } from "./read-own-files.ts";
import { readPackage } from "./read-package.ts";

/** What `sweep doctor` found. */
export interface DoctorReport {
  readonly machine: Machine;
  readonly checks: readonly Check[];
  readonly engines: readonly EngineReport[];
  /** binaries that were compiled on this machine, so that no lock has their digests */
  readonly builtHere: readonly { readonly file: string; readonly sha256: string }[];
}

/** Engines by process: what is native can take no other with it, what is tfjs loads it once. */
const PROCESSES: readonly (readonly EngineName[])[] = [
  ["tfjs-node"],
  ["compiled"],
  ["tfjs-wasm", "tfjs-cpu"],
];

export function isHealthy({ checks }: Pick<DoctorReport, "checks">): boolean {
  return checks.every(({ state }) => state !== "fault");
}

/**
 * Looks at this machine and this installation.
 *
 * @param workFolder where the user works: a package there may be found before ours
 * @param settings environment variables that libtensorflow reads
 */
export async function examine(
  workFolder: string,
  settings: Readonly<Record<string, string>>,
): Promise<DoctorReport> {
  // Started first, so that files are read meanwhile.
  const started = PROCESSES.map((names) => examineEnginesApart(names, settings));
  const machine = describeMachine(sqliteOrWhyNot());
  const at = installation();
  const files = examineFiles(at, workFolder);
  const place = ({ engine }: EngineReport) => ENGINE_NAMES.indexOf(engine);
  const engines = (await Promise.all(started)).flat().sort((a, b) => place(a) - place(b));
  const native = {
    tfjsNode: (files.installed.get("@tensorflow/tfjs-node")?.built.length ?? 0) > 0,
    kernels: files.addonSha256 !== undefined,
  };
  return {
    machine,
    checks: [
      ...machineChecks(machine),
      ...files.checks,
      philoxCheck(),
      ...engines.flatMap((report) => engineChecks(report, native)),
    ],
    engines,
    builtHere: [
      ...[...files.installed].flatMap(([name, { built }]) =>
        built.map(({ path, sha256 }) => ({ file: `${name}/${path}`, sha256 })),
      ),
      ...(files.addonSha256 === undefined
        ? []
        : [{ file: "build/kernels.node", sha256: files.addonSha256 }]),
    ],
  };
}

/** What does not load has no version. */
function sqliteOrWhyNot(): string {
  try {
    return sqliteVersion();
  } catch (error) {
    return `none, ${(error as Error).message.split("\n")[0]}`;
  }
}

/** What is installed, against the lock; the part of `examine` that looks at files alone. */
export function examineFiles(at: Installation, workFolder: string): ExaminedFiles {
  const installed = new Map<string, InstalledPackage>();
  const packages = lockedPackages(at).map((one) => {
    if ("topic" in one) return one;
    const found = readPackage(one, at.root);
    if (found) installed.set(one.name, found);
    return installedFilesCheck(one, found);
  });
  const copies = listTfjsCopies([at.root, workFolder]);
  const own = readOwnFiles(at);
  return {
    checks: [...packages, ...ownFilesChecks(own), duplicatePackagesCheck(copies)],
    installed,
    addonSha256: own.addon.found,
  };
}

/** What `examineFiles` found. */
export interface ExaminedFiles {
  readonly checks: readonly Check[];
  /** by name */
  readonly installed: ReadonlyMap<string, InstalledPackage>;
  /** of build/kernels.node; undefined: there is none */
  readonly addonSha256: string | undefined;
}

/** The manifest's packages; in their place a fault if it is not what it was. */
function lockedPackages({ root, tree }: Installation): (LockedPackage | Check)[] {
  const file = `${tree}/diagnose/doctor/packages.sha256`;
  try {
    return parseManifest(readFileSync(join(root, file), "utf8"));
  } catch (error) {
    const fault = `${file}: must be as it was made, got ${(error as Error).message}`;
    const what = { topic: "files", name: "packages.sha256", text: "damaged" } as const;
    return [checked(what, [fault], "npm run build makes it anew, git checkout src before")];
  }
}

/** Where this program lies. */
export function installation(): Installation {
  const root = fileURLToPath(packageFile("", import.meta.url));
  const source = fileURLToPath(sourceFile("", import.meta.url));
  return { root, tree: source === `${root}src/` ? "src" : "dist" };
}
