import type { Argv } from "yargs";

/** Exit codes a script may rely on. */
export const ExitCode = {
  ok: 0,
  runsFailed: 1,
  usage: 2,
  undecided: 3,
  integrity: 4,
  bug: 70,
  cannotWrite: 74,
  stopped: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Where a command writes: results go to stdout, messages to stderr. */
export interface Io {
  out(text: string): void;
  talk(text: string): void;
  /** whether stdout and stderr are terminals that may be drawn on */
  readonly outIsTty: boolean;
  readonly talkIsTty: boolean;
  readonly columns: number;
}

/** One command of the program. */
export interface Command<Options> {
  /** as yargs reads it, for example "run <config>" */
  readonly usage: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** one line a user could type */
  readonly example: string;
  options(yargs: Argv): Argv<Options>;
  /** @param typed the command line behind `sweep`, word by word */
  run(options: Options, io: Io, typed: readonly string[]): Promise<ExitCode>;
}

export const DB_OPTION = {
  db: { type: "string", default: "results/sweeps.db", describe: "the database" },
} as const;

export const JSON_OPTION = {
  json: { type: "boolean", default: false, describe: "print data as JSON" },
} as const;
