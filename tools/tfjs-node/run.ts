/** Child processes that cannot outlive this tool, and the one line that each step prints. */
import { spawn } from "node:child_process";

/** How a child process ended. */
export interface Finished {
  /** undefined after exit code 0, else how it ended and the line that says why */
  readonly problem: string | undefined;
  readonly stdout: string;
}

/** Where and with what a program runs. */
export interface RunOptions {
  readonly cwd: string;
  /** added to this process's own environment */
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

const running = new Set<() => void>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    for (const kill of running) kill();
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
}

/** Runs a program to its end or to the time-out, which ends it with all its descendants. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs }: RunOptions,
): Promise<Finished> {
  return new Promise((resolve) => {
    // A group of its own, so that one signal reaches what npm and pip start.
    const grouped = process.platform !== "win32";
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: grouped,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const kill = (): void => killAll(child.pid, grouped);
    const finish = (ending: string | undefined): void => {
      clearTimeout(timer);
      running.delete(kill);
      const cause = ending === undefined ? "" : causeIn(`${stderr}\n${stdout}`);
      resolve({ problem: cause === "" ? ending : `${ending}: ${cause}`, stdout });
    };
    const timer = setTimeout(() => {
      kill();
      finish(`no end within ${timeoutMs / 1000} s`);
    }, timeoutMs);
    running.add(kill);
    child.on("error", (error) => finish(error.message));
    child.on("close", (code, signal) =>
      finish(code === 0 ? undefined : (signal ?? `exit code ${code}`)),
    );
  });
}

/** Does the work and writes one line on stderr: what it was, what came of it, how long it took. */
export async function step(
  what: string,
  work: () => Promise<Finished>,
  success: (finished: Finished) => string = () => "done",
): Promise<Finished> {
  const start = performance.now();
  process.stderr.write(`tfjs-node: ${what} ... `);
  const finished = await work();
  const outcome = finished.problem === undefined ? success(finished) : `not: ${finished.problem}`;
  process.stderr.write(`${outcome} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
  return finished;
}

/** The first line that names an error, since what follows tends to be its consequence. */
function causeIn(output: string): string {
  const named = /^(?:.*\b(?:\w*[Ee]rror|ERROR): .+|npm error (?!code).+|.*\bld: .+)$/m;
  const line = named.exec(output)?.[0] ?? output.trimEnd().split("\n").at(-1) ?? "";
  return line.trim();
}

function killAll(pid: number | undefined, grouped: boolean): void {
  if (pid === undefined) return; // it never started
  try {
    process.kill(grouped ? -pid : pid, "SIGKILL");
  } catch {
    // It ended by itself in this very moment.
  }
}
