import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packageFile, sourceFile } from "../../base/package-files.ts";
import { ENGINE_NAMES } from "../../engine/engine.ts";
import { sqliteVersion } from "../../store/sqlite-version.ts";
import type { Check } from "./check.ts";
import { duplicatePackagesCheck } from "./duplicate-packages.ts";
import { engineChecks } from "./engine-checks.ts";
import { examineEngineApart } from "./engine-process.ts";
import type { EngineReport } from "./examine-engine.ts";
import { type InstalledPackage, installedFilesCheck } from "./installed-files.ts";
import { listTfjsCopies } from "./list-copies.ts";
import { describeMachine, type Machine, machineChecks } from "./machine.ts";
import { ownFilesChecks } from "./own-files.ts";
import { parseManifest } from "./packages-manifest.ts";
import { philoxCheck } from "./philox-test.ts";
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
  // In processes of their own, so that files are read meanwhile.
  const started = ENGINE_NAMES.map((name) => examineEngineApart(name, settings));
  const machine = describeMachine(sqliteVersion());
  const at = installation();
  const files = examineFiles(at, workFolder);
  const engines = await Promise.all(started);
  const isBuilt = (files.installed.get("@tensorflow/tfjs-node")?.built.length ?? 0) > 0;
  return {
    machine,
    checks: [
      ...machineChecks(machine),
      ...files.checks,
      philoxCheck(),
      ...engines.flatMap((report) => engineChecks(report, isBuilt)),
    ],
    engines,
    builtHere: [...files.installed].flatMap(([name, { built }]) =>
      built.map(({ path, sha256 }) => ({ file: `${name}/${path}`, sha256 })),
    ),
  };
}

/** What is installed, against the lock; the part of `examine` that looks at files alone. */
export function examineFiles(
  at: Installation,
  workFolder: string,
): { readonly checks: Check[]; readonly installed: ReadonlyMap<string, InstalledPackage> } {
  const locked = parseManifest(readFileSync(sourceFile(MANIFEST, import.meta.url), "utf8"));
  const installed = new Map<string, InstalledPackage>();
  const packages = locked.map((one) => {
    const found = readPackage(one, at.root);
    if (found) installed.set(one.name, found);
    return installedFilesCheck(one, found);
  });
  const copies = listTfjsCopies([at.root, workFolder]);
  const checks = [...packages, ...ownFilesChecks(readOwnFiles(at)), duplicatePackagesCheck(copies)];
  return { checks, installed };
}

const MANIFEST = "diagnose/doctor/packages.sha256";

/** Where this program lies. */
export function installation(): Installation {
  const root = fileURLToPath(packageFile("", import.meta.url));
  const source = fileURLToPath(sourceFile("", import.meta.url));
  return { root, tree: source === `${root}src/` ? "src" : "dist" };
}
