import { ExitCode, type Io } from "./command.ts";

/** How long runs may take to stop before their host is killed. */
const GRACE_MS = 30_000;

/**
 * Ctrl-C, SIGTERM and SIGHUP ask for an orderly end the first time and end the program at once the
 * second time.
 *
 * @param killHost ends whatever still trains, without waiting
 */
export function watchSignals(io: Io, killHost: () => void): { stop: AbortSignal; close(): void } {
  const controller = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (controller.signal.aborted) {
      killHost();
      process.exit(ExitCode.stopped);
    }
    io.talk("\nstopping; again to stop at once\n");
    controller.abort();
    grace = setTimeout(killHost, GRACE_MS);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stop: controller.signal,
    close() {
      clearTimeout(grace);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
