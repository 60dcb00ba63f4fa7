/** What npm does by itself where nothing is blocked. */
import { lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SweepError } from "../../src/base/error.ts";
import { readPackageFile } from "./package-file.ts";
import { type Finished, run, step } from "./run.ts";

const NAME = "@tensorflow/tfjs-node";
// A firewall that drops packets never answers; the other way takes less than this.
const OFFICIAL_TIMEOUT_MS = 120_000;
const RESTORE_TIMEOUT_MS = 600_000;

/**
 * Brings the package's files back, unbuilt: npm removes an optional package whose install failed.
 *
 * @throws SweepError if the npm registry does not give them
 */
export async function restorePackage(projectFolder: string): Promise<void> {
  const wanted = readPackageFile(projectFolder).optionalDependencies?.[NAME];
  const spec = `${NAME}@${wanted}`;
  const { problem } = await step(`npm install ${spec}`, () =>
    runNpm(projectFolder, RESTORE_TIMEOUT_MS, "install", "--no-save", "--ignore-scripts", spec),
  );
  if (problem === undefined) return;
  throw new SweepError(
    "ENGINE_UNAVAILABLE",
    `tfjs-node: npm install ${spec} must succeed, got ${problem}`,
    "see that the npm registry can be reached, and that npm ci works",
  );
}

/**
 * Runs the package's own install script, which fetches libtensorflow and a built binding.
 *
 * @throws SweepError if it fails or does not end in time
 */
export async function officialInstall(projectFolder: string, packageFolder: string): Promise<void> {
  removeDepsLink(packageFolder);
  const packageFile = join(packageFolder, "package.json");
  const before = readFileSync(packageFile, "utf8");
  // `allowScripts` forbids this script during `npm ci`. Here it is asked for, and it alone runs.
  const args = ["rebuild", NAME, "--foreground-scripts", "--dangerously-allow-all-scripts"];
  const { problem } = await step("official install", () =>
    runNpm(projectFolder, OFFICIAL_TIMEOUT_MS, ...args),
  );
  // The script edits its package.json for a while, and leaves it so if it is killed.
  if (readFileSync(packageFile, "utf8") !== before) writeFileSync(packageFile, before);
  if (problem === undefined) return;
  throw new SweepError(
    "ENGINE_UNAVAILABLE",
    `tfjs-node: npm rebuild ${NAME} must succeed, got ${problem}`,
  );
}

/** Runs the npm that runs this script, else the one on the PATH. */
export function runNpm(cwd: string, timeoutMs: number, ...args: string[]): Promise<Finished> {
  const cli = process.env.npm_execpath ?? "";
  if (basename(cli) !== "npm-cli.js") return run("npm", args, { cwd, timeoutMs });
  return run(process.execPath, [cli, ...args], { cwd, timeoutMs });
}

/** The script makes `deps` anew, but stumbles over a link to a cache that is gone. */
function removeDepsLink(packageFolder: string): void {
  const deps = join(packageFolder, "deps");
  if (lstatSync(deps, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(deps);
}
