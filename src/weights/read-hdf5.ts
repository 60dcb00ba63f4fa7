import { type ChildProcess, fork } from "node:child_process";
import { compiledModule } from "../base/package-files.ts";
import { brokenWeights } from "./broken-weights.ts";
import type { WeightsFile } from "./weights-file.ts";

/** What the child answers, once. */
export type Hdf5Reply =
  | { readonly kind: "read"; readonly file: WeightsFile }
  | { readonly kind: "refused"; readonly problem: string };

/** A GiB takes a few seconds; some damaged files keep the library going round for ever. */
const TIME_MS_MAX = 30_000;

/**
 * Reads weights that Keras wrote as HDF5, in a process of its own: the reader was native code once,
 * and what it does with a broken file cannot be told before.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID where it breaks a rule, or the reader breaks on it
 */
export async function readHdf5(bytes: Buffer, file: string): Promise<WeightsFile> {
  const child = fork(compiledModule("weights/read-hdf5-child", import.meta.url), {
    execArgv: [],
    serialization: "advanced", // JSON has no typed arrays.
    stdio: ["ignore", "ignore", "ignore", "ipc"], // The library prints pages about a broken file.
  });
  child.send(bytes, () => {}); // A child that is gone is told of by its exit.
  const reply = await replyOf(child);
  if (reply.kind === "read") return reply.file;
  throw brokenWeights(file, reply.problem);
}

function replyOf(child: ChildProcess): Promise<Hdf5Reply> {
  return new Promise<Hdf5Reply>((resolve, reject) => {
    const refuse = (got: string) => {
      resolve({ kind: "refused", problem: `must be an HDF5 file that can be read, got ${got}` });
    };
    const late = `a reader that took more than ${TIME_MS_MAX / 1000} s`;
    const timer = setTimeout(() => refuse(late), TIME_MS_MAX);
    child.on("message", resolve);
    child.on("error", reject);
    child.on("exit", (code, signal) => refuse(`a reader that ended with ${signal ?? code}`));
    child.on("close", () => clearTimeout(timer));
  }).finally(() => child.kill("SIGKILL"));
}
