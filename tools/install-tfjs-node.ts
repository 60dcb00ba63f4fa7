/**
 * `npm run tfjs-node` leaves a working @tensorflow/tfjs-node in node_modules. Its own installer
 * needs a storage host that many networks block, so a wheel from a Python index is the second way.
 * SWEEP_TF_WHEEL=<file> names a tensorflow-cpu wheel to use in place of every download.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SweepError } from "../src/base/error.ts";
import { buildBinding, linkBinding } from "./tfjs-node/binding.ts";
import { cachedLibraries, cacheFolder } from "./tfjs-node/cache.ts";
import { officialInstall, restorePackage } from "./tfjs-node/official.ts";
import { type Finished, run, step } from "./tfjs-node/run.ts";
import { unpackLibraries, wheelVersion } from "./tfjs-node/wheel.ts";

const projectFolder = fileURLToPath(new URL("..", import.meta.url));
const packageFolder = join(projectFolder, "node_modules/@tensorflow/tfjs-node");
const smokeFile = fileURLToPath(new URL("tfjs-node/smoke.ts", import.meta.url));
const SMOKE_TIMEOUT_MS = 120_000;

/** One way to a package that works; ends in a SweepError where it cannot be gone to its end. */
type Way = () => Promise<void>;

/**
 * Does nothing if the package works already; else goes one way after the other until it does.
 *
 * @throws SweepError of the last way, when none leads to a package that passes the smoke test
 */
async function installTfjsNode(): Promise<void> {
  if ((await smokeTest()).problem === undefined) return;
  const wheel = process.env.SWEEP_TF_WHEEL || undefined;
  const version = wheel === undefined ? undefined : wheelVersion(wheel);
  if (!existsSync(join(packageFolder, "package.json"))) await restorePackage(projectFolder);
  let failure: SweepError | undefined;
  for (const way of waysTo(wheel, version)) {
    try {
      await way();
      const { problem } = await smokeTest();
      if (problem === undefined) return;
      failure = smokeFailure(problem);
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function waysTo(wheel: string | undefined, version: string | undefined): readonly Way[] {
  const ways: Way[] = [];
  const cached = cachedLibraries(version);
  const built = cached.find((libraries) => existsSync(libraries.bindingFor(packageFolder)));
  if (built !== undefined) ways.push(() => linkBinding(packageFolder, built));
  // Who names a wheel wants that library, not the older one of the official build.
  if (wheel === undefined) ways.push(() => officialInstall(projectFolder, packageFolder));
  ways.push(async () => {
    const libraries = cached[0] ?? (await unpackLibraries(wheel));
    // Builds even where a binding is cached: that one was tried first and does not work.
    await buildBinding(packageFolder, libraries);
    await linkBinding(packageFolder, libraries);
  });
  return ways;
}

/** In a child process, since a native library that does not fit can end the process it is in. */
function smokeTest(): Promise<Finished> {
  const work = () =>
    run(process.execPath, [...process.execArgv, smokeFile], {
      cwd: projectFolder,
      env: { TF_CPP_MIN_LOG_LEVEL: "2" },
      timeoutMs: SMOKE_TIMEOUT_MS,
    });
  return step("smoke test", work, ({ stdout }) => `passed, ${stdout.trim()}`);
}

function smokeFailure(problem: string): SweepError {
  return new SweepError(
    "ENGINE_UNAVAILABLE",
    `tfjs-node: must pass the smoke test once it is built, got ${problem}`,
    `remove ${cacheFolder()} and run this again, or use another engine`,
  );
}

try {
  await installTfjsNode();
} catch (error) {
  if (!(error instanceof SweepError)) throw error;
  process.stderr.write(`${error.message}\n`);
  if (error.hint !== undefined) process.stderr.write(`hint: ${error.hint}\n`);
  process.exitCode = 1;
}
