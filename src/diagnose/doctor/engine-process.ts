import { fork } from "node:child_process";
import { compiledModule } from "../../base/package-files.ts";
import type { EngineName } from "../../engine/engine.ts";
import type { EngineReport } from "./examine-engine.ts";

const ANSWER_MS_MAX = 60_000;

/**
 * Examines an engine in a process of its own: native code that crashes or hangs is then a finding,
 * and one tfjs backend does not stand in another's way.
 *
 * @param settings environment variables that libtensorflow reads
 */
export function examineEngineApart(
  engine: EngineName,
  settings: Readonly<Record<string, string>>,
): Promise<EngineReport> {
  const child = fork(compiledModule("diagnose/doctor/engine-child", import.meta.url), [engine], {
    execArgv: [],
    env: { ...process.env, ...settings },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let talk = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    talk += text;
  });
  return new Promise<EngineReport>((resolve) => {
    const fail = (got: string) => resolve({ engine, unavailable: got, tested: [] });
    const timer = setTimeout(() => fail(`no answer in ${ANSWER_MS_MAX / 1000} s`), ANSWER_MS_MAX);
    child.on("message", (report: EngineReport) => resolve(report));
    child.on("error", (error) => fail(error.message));
    child.on("close", (exitCode, signal) => {
      clearTimeout(timer);
      fail(`a process that ended with ${signal ?? `exit code ${exitCode}`}${reasonIn(talk)}`);
    });
  }).finally(() => child.kill("SIGKILL"));
}

/** The line that names an error, else the last one. */
function reasonIn(talk: string): string {
  const line = /^.*Error: .+$/m.exec(talk)?.[0] ?? talk.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line.trim()}`;
}
