import { type ChildProcess, fork } from "node:child_process";
import { compiledModule } from "../../base/package-files.ts";
import type { ToHost } from "./messages.ts";
import { ONE_THREAD_SETTINGS } from "./one-thread-settings.ts";

/** Starts a host process; what it is to train is told later. */
export function startHost(): ChildProcess {
  return fork(compiledModule("run/local/host", import.meta.url), {
    // "json" would turn not-a-number into null.
    serialization: "advanced",
    // What training leaves behind for the collector is little; room for more stays occupied.
    execArgv: ["--max-semi-space-size=1"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, ...ONE_THREAD_SETTINGS },
  });
}

let spare: ChildProcess | undefined;

/**
 * Starts a host and its threads before it is known what they will train: both take as long to
 * start as the program that asks for them. Whoever has no use for it has to take and kill it.
 *
 * @param threads the most that are likely to be asked for
 */
export function warmUpHost(threads: number): void {
  const host = startHost();
  host.send({ kind: "warm", threads } satisfies ToHost, () => {});
  process.on("exit", () => spare?.kill("SIGKILL"));
  spare = host;
}

/** The host that was warmed up, once; undefined where there is none, or it is gone. */
export function takeSpareHost(): ChildProcess | undefined {
  const host = spare;
  spare = undefined;
  const isAlive = host?.exitCode === null && host.signalCode === null && host.connected;
  return isAlive ? host : undefined;
}
