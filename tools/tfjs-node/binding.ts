/** tfjs-node's native part, compiled from the sources in its package. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { SweepError } from "../../src/base/error.ts";
import { type Libraries, withWorkFolder } from "./cache.ts";
import { runNpm } from "./official.ts";
import { napiVersion, readPackageFile } from "./package-file.ts";
import { run, step } from "./run.ts";

const COMPILE_TIMEOUT_MS = 600_000;
const HEADERS_TIMEOUT_MS = 120_000;
// From lib/napi-v<n>/ in the package, as in tfjs-node's own binding.gyp.
const RPATH = "-Wl,-rpath,$ORIGIN/../../deps/lib";

/**
 * Compiles the binding into the cache. One call of the compiler does what node-gyp would do, and
 * needs neither its download of Node's headers nor make.
 *
 * @throws SweepError if the compiler is missing or fails
 */
export function buildBinding(packageFolder: string, libraries: Libraries): Promise<void> {
  return withWorkFolder(async (folder) => {
    const compiler = process.env.CXX || "g++";
    const headers = nodeHeaders() ?? (await fetchNodeHeaders(folder));
    const binding = join(folder, "tfjs_binding.node");
    const args = [
      ...["-shared", "-fPIC", "-O2", "-std=c++17"],
      `-DNAPI_VERSION=${napiVersion(readPackageFile(packageFolder))}`,
      ...["-I", headers, "-I", join(libraries.folder, "include"), "-I", dirname(packageFolder)],
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(packageFolder, "binding", name)),
      ...["-o", binding, "-L", join(libraries.folder, "lib"), RPATH],
      ...["-ltensorflow", "-ltensorflow_framework"],
    ];
    const { problem } = await step(`build for TensorFlow ${libraries.version}`, () =>
      run(compiler, args, { cwd: folder, timeoutMs: COMPILE_TIMEOUT_MS }),
    );
    if (problem !== undefined) throw buildFailure(compiler, problem);
    renameSync(binding, libraries.bindingFor(packageFolder));
  });
}

/** Puts a built binding where tfjs-node looks for it, and its `deps` on the cached libraries. */
export async function linkBinding(packageFolder: string, libraries: Libraries): Promise<void> {
  await step(`link to ${libraries.folder}`, async () => {
    placeLinks(packageFolder, libraries);
    return { problem: undefined, stdout: "" };
  });
}

function placeLinks(packageFolder: string, libraries: Libraries): void {
  const api = napiVersion(readPackageFile(packageFolder));
  const place = join(packageFolder, `lib/napi-v${api}/tfjs_binding.node`);
  mkdirSync(dirname(place), { recursive: true });
  // A copy: Node resolves links, and the binding finds deps from the folder it is loaded from.
  const copy = `${place}.${process.pid}`;
  copyFileSync(libraries.bindingFor(packageFolder), copy);
  renameSync(copy, place);
  const deps = join(packageFolder, "deps");
  rmSync(deps, { recursive: true, force: true });
  symlinkSync(libraries.folder, deps);
}

/** The folder of node_api.h, where Node's own archive or its package put it. */
function nodeHeaders(): string | undefined {
  const prefixes = [join(dirname(process.execPath), ".."), process.env.npm_config_nodedir ?? []];
  return prefixes
    .flat()
    .map((prefix) => join(prefix, "include/node"))
    .find((folder) => existsSync(join(folder, "node_api.h")));
}

/** Node-API has the same headers for every Node, and npm has a package of them. */
async function fetchNodeHeaders(folder: string): Promise<string> {
  const { problem } = await step("npm install node-api-headers", () =>
    runNpm(folder, HEADERS_TIMEOUT_MS, "install", "--prefix", folder, "node-api-headers"),
  );
  if (problem === undefined) return join(folder, "node_modules/node-api-headers/include");
  throw new SweepError(
    "ENGINE_UNAVAILABLE",
    `tfjs-node: needs node_api.h, got ${problem}`,
    "install Node's headers, on Debian libnode-dev",
  );
}

function buildFailure(compiler: string, problem: string): SweepError {
  return new SweepError(
    "ENGINE_UNAVAILABLE",
    `tfjs-node: ${compiler} must build the binding, got ${problem}`,
    "install a C++ compiler, on Debian g++; CXX=<compiler> names another",
  );
}
