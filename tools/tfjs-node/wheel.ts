/** libtensorflow out of a tensorflow-cpu wheel, which holds it beside the Python code. */
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SweepError } from "../../src/base/error.ts";
import { keepLibraries, type Libraries, withWorkFolder } from "./cache.ts";
import { run, step } from "./run.ts";

// 2.21 is the newest that was tried with tfjs-node 4.22.
const REQUIREMENT = "tensorflow-cpu>=2.16,<2.22";
const WHEEL_NAME = /^tensorflow(?:_cpu)?-([^-]+)-.+\.whl$/;
const unpackScript = fileURLToPath(new URL("unpack_wheel.py", import.meta.url));
const DOWNLOAD_TIMEOUT_MS = 1_800_000; // for 274 MB
const UNPACK_TIMEOUT_MS = 600_000; // for 853 MB

/**
 * TensorFlow's version, from the name of a wheel's file.
 *
 * @throws SweepError if there is no such file, or its name is not that of a TensorFlow wheel
 */
export function wheelVersion(wheel: string): string {
  const version = WHEEL_NAME.exec(basename(wheel))?.[1];
  if (version !== undefined && existsSync(wheel)) return version;
  const rule =
    version === undefined
      ? "must be named like tensorflow_cpu-<version>-<tags>.whl"
      : "must be a file that exists";
  throw new SweepError(
    "ENGINE_UNAVAILABLE",
    `SWEEP_TF_WHEEL: ${rule}, got ${JSON.stringify(wheel)}`,
    `python3 -m pip download --no-deps "${REQUIREMENT}" fetches one`,
  );
}

/**
 * Unpacks into the cache what tfjs-node needs of the given wheel, or of one that pip finds.
 *
 * @throws SweepError if this is not Linux, pip finds no wheel, or the wheel lacks what is needed
 */
export async function unpackLibraries(wheel: string | undefined): Promise<Libraries> {
  if (process.platform !== "linux") {
    throw new SweepError(
      "ENGINE_UNAVAILABLE",
      `tfjs-node: can be built from a wheel on linux only, got ${process.platform}`,
      "open storage.googleapis.com to this machine, or use another engine",
    );
  }
  return withWorkFolder(async (folder) => {
    const source = wheel === undefined ? await download(folder) : resolve(wheel);
    const target = join(folder, "libtensorflow");
    const { problem } = await step(`unpack ${basename(source)}`, () =>
      run("python3", [unpackScript, source, target], { cwd: folder, timeoutMs: UNPACK_TIMEOUT_MS }),
    );
    if (problem !== undefined) throw unpackFailure(source, problem);
    // The linker's names, as in the archives that tfjs-node's own installer unpacks.
    symlinkSync("libtensorflow_cc.so.2", join(target, "lib/libtensorflow.so"));
    symlinkSync("libtensorflow_framework.so.2", join(target, "lib/libtensorflow_framework.so"));
    return keepLibraries(target, wheelVersion(source));
  });
}

async function download(folder: string): Promise<string> {
  const pip = (...more: string[]) => {
    const args = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--retries", "0"];
    return run("python3", [...args, "--dest", folder, ...more, REQUIREMENT], {
      cwd: folder,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    });
  };
  const first = await step("pip download", () => pip());
  // Any Python's wheel would do, but pip offers only those of the Python it runs in.
  const { problem } =
    first.problem === undefined
      ? first
      : await step("pip download for Python 3.11", () => pip("--python-version", "3.11"));
  const name = readdirSync(folder).find((file) => WHEEL_NAME.test(file));
  if (problem === undefined && name !== undefined) return join(folder, name);
  throw new SweepError(
    "ENGINE_UNAVAILABLE",
    `tfjs-node: pip must find a wheel of ${REQUIREMENT}, got ${problem}`,
    "see that python3 has pip, or fetch one elsewhere: SWEEP_TF_WHEEL=<file> npm run tfjs-node",
  );
}

function unpackFailure(wheel: string, problem: string): SweepError {
  return new SweepError(
    "ENGINE_UNAVAILABLE",
    `${wheel}: python3 must find libtensorflow and its headers in it, got ${problem}`,
    `python3 -m pip download --no-deps "${REQUIREMENT}" fetches one`,
  );
}
