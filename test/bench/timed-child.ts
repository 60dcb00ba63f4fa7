import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A program that trains and prints milliseconds per step, one value per epoch. */
export interface TimedProgram {
  readonly label: string;
  /** command and arguments; scripts relative to test/bench */
  readonly command: string;
  readonly script: string;
  readonly args: readonly string[];
  /** added to our own environment; undefined: taken out of it */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What such a program prints. */
export interface Timing {
  readonly version: string;
  readonly ms_per_step: readonly number[];
  /** floating-point operations a step, where the program counts them */
  readonly flop?: number;
}

/** Libraries read these when they are loaded: one thread, few words, no forced kernels. */
const ONE_THREAD = {
  ...{ OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
  ...{ TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "3" },
  ...{ OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined, SWEEP_KERNELS: undefined },
};

const TIMEOUT_MS = 600_000;

/**
 * Runs it on one core alone.
 *
 * @returns what it printed, or in words why it could not
 */
export function timed(program: TimedProgram, core: number): Timing | string {
  const { command, script, args } = program;
  const path = fileURLToPath(new URL(script, import.meta.url));
  const loader = script.endsWith(".ts") ? ["--import", "tsx"] : [];
  try {
    const output = execFileSync("taskset", ["-c", `${core}`, command, ...loader, path, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...ONE_THREAD, ...program.env },
      timeout: TIMEOUT_MS,
    });
    return JSON.parse(lastLine(output)) as Timing;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return errorLine(stderr ?? "") || message.split("\n", 1)[0]!;
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!;
}

/** The line that names the error: Python's is its last, Node's stands above the stack. */
function errorLine(stderr: string): string {
  const named = stderr.split("\n").filter((line) => /^\w*(Error|Exception)\b.*:/.test(line));
  return named.at(-1) ?? lastLine(stderr);
}
