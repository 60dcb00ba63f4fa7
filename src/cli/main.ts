import yargs from "yargs";
import { closestWord } from "../base/closest-word.ts";
import { type ErrorCode, SweepError } from "../base/error.ts";
import { aaCommand } from "./aa.ts";
import { auditCommand } from "./audit.ts";
import { type Command, ExitCode, type Io } from "./command.ts";
import { compareCommand } from "./compare.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { gateCommand } from "./gate.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { mergeCommand } from "./merge.ts";
import { packageVersion } from "./package-version.ts";
import { planCommand } from "./plan.ts";
import { queryCommand } from "./query.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";
import { statusCommand } from "./status.ts";
import { verifyCommand } from "./verify.ts";
import { whyCommand } from "./why.ts";

const COMMANDS = [
  initCommand,
  runCommand,
  planCommand,
  statusCommand,
  reportCommand,
  compareCommand,
  gateCommand,
  aaCommand,
  whyCommand,
  auditCommand,
  verifyCommand,
  importCommand,
  exportCommand,
  mergeCommand,
  queryCommand,
  doctorCommand,
];

const EXIT_CODES: Readonly<Record<ErrorCode, ExitCode>> = {
  USAGE: ExitCode.usage,
  CONFIG_INVALID: ExitCode.usage,
  NOT_COMPILED: ExitCode.usage,
  ENGINE_UNAVAILABLE: ExitCode.usage,
  PNG_UNAVAILABLE: ExitCode.usage,
  WORKER_DIED: ExitCode.runsFailed,
  AUDIT_FAILED: ExitCode.integrity,
  STORE_DAMAGED: ExitCode.integrity,
  STORE_WRITE: ExitCode.cannotWrite,
};

/** Runs one command line; never throws and never ends the process. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const parser = yargs([...args])
    .scriptName("sweep")
    .usage("$0 <command>\n\nTrains every (variant, seed) pair of a sweep and says what came out.")
    .version(packageVersion())
    .strict()
    .demandCommand(1, "a command is missing")
    .wrap(Math.min(100, io.columns))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message, args[0]);
    });
  for (const command of COMMANDS as unknown as Command<object>[]) {
    parser.command(
      [command.usage, ...(command.aliases ?? [])],
      command.summary,
      (builder) => command.options(builder.example(command.example, "")),
      async (options) => {
        exitCode = await command.run(withoutRepeats(options, listOf(command.usage)), io, args);
      },
    );
  }
  try {
    await parser.parseAsync([...args], {}, (_error, _argv, output) => {
      if (output) io.out(`${output}\n`);
    });
    return exitCode;
  } catch (error) {
    return explain(error, io);
  }
}

function explain(error: unknown, io: Io): ExitCode {
  if (error instanceof SweepError) {
    io.talk(`${error.message}\n`);
    if (error.hint !== undefined) io.talk(`hint: ${error.hint}\n`);
    return EXIT_CODES[error.code];
  }
  const stack = error instanceof Error ? error.stack : String(error);
  io.talk(`This is a bug in sweep, please report it with what you did:\n${stack}\n`);
  return ExitCode.bug;
}

/** yargs' words for what is wrong, and where to look. */
function usageError(message: string, command = ""): SweepError {
  const words = message.split("\n").filter(Boolean).join("; ");
  const names = COMMANDS.flatMap(({ usage, aliases }) => [
    usage.split(" ")[0]!,
    ...(aliases ?? []),
  ]);
  if (names.includes(command)) {
    return new SweepError("USAGE", `sweep ${command}: ${words}`, `sweep ${command} --help`);
  }
  const meant = closestWord(command, names);
  return new SweepError(
    "USAGE",
    `sweep: ${words}`,
    meant ? `did you mean "${meant}"?` : "sweep --help",
  );
}

/** Of an option given twice the last one counts. */
function withoutRepeats(options: object, list: string | undefined): object {
  const single = ([name, value]: [string, unknown]) =>
    Array.isArray(value) && name !== "_" && name !== list ? [name, value.at(-1)] : [name, value];
  return Object.fromEntries(
    Object.entries(options).map((entry) => single(entry) as [string, unknown]),
  );
}

/** The argument of which there may be many, as "file" in "merge <file..>". */
function listOf(usage: string): string | undefined {
  return /(\w+)\.\.[>\]]$/.exec(usage)?.[1];
}

function processIo(): Io {
  const draws = (stream: NodeJS.WriteStream) => stream.isTTY === true && !process.env.NO_COLOR;
  return {
    out: (text) => void process.stdout.write(text),
    talk: (text) => void process.stderr.write(text),
    outIsTty: draws(process.stdout),
    talkIsTty: draws(process.stderr),
    columns: process.stdout.columns || process.stderr.columns || 80,
  };
}

/** The program as a process: its command line, its streams, its exit code. */
export async function runProgram(): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure; a full disk is.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") process.exit(ExitCode.ok);
    process.stderr.write(`stdout: must be writable, got ${code}\n`);
    process.exit(ExitCode.cannotWrite);
  });
  // Training goes on when nobody listens any more.
  process.stderr.on("error", () => {});
  process.exitCode = await main(process.argv.slice(2), processIo());
}
