import { fork } from "node:child_process";
import { compiledModule } from "../../base/package-files.ts";
import type { EngineName } from "../../engine/engine.ts";
import type { EngineReport } from "./examine-engine.ts";

const ANSWER_MS_MAX = 60_000;

/**
 * Examines engines in a process of their own: native code that crashes or hangs is a finding then.
 *
 * @param settings environment variables that libtensorflow reads
 * @returns in the order of the engines; those that a process did not live to tell do not load
 */
export function examineEnginesApart(
  engines: readonly EngineName[],
  settings: Readonly<Record<string, string>>,
): Promise<EngineReport[]> {
  const child = fork(compiledModule("diagnose/doctor/engine-child", import.meta.url), engines, {
    execArgv: [],
    env: { ...process.env, ...settings },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let talk = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    talk += text;
  });
  const reports: EngineReport[] = [];
  return new Promise<EngineReport[]>((resolve) => {
    const end = (unavailable: string) => {
      const told = reports.length;
      const untold = engines.slice(told).map((engine) => ({ engine, unavailable, tested: [] }));
      resolve([...reports, ...untold]);
    };
    const timer = setTimeout(() => end(`no answer in ${ANSWER_MS_MAX / 1000} s`), ANSWER_MS_MAX);
    child.on("message", (report: EngineReport) => {
      reports.push(report);
      if (reports.length === engines.length) resolve(reports);
    });
    child.on("error", (error) => end(error.message));
    child.on("close", (exitCode, signal) => {
      clearTimeout(timer);
      end(`a process that ended with ${signal ?? `exit code ${exitCode}`}${reasonIn(talk)}`);
    });
  }).finally(() => child.kill("SIGKILL"));
}

/** The line that names an error, else the last one. */
function reasonIn(talk: string): string {
  const line = /^.*Error: .+$/m.exec(talk)?.[0] ?? talk.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line.trim()}`;
}
