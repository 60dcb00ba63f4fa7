import { statSync, writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { starterConfig } from "../config/starter-config.ts";
import { printable } from "../report/printable.ts";
import { type Command, ExitCode } from "./command.ts";
import { starterData } from "./starter-data.ts";

interface InitOptions {
  data?: string | undefined;
  target?: string | undefined;
  out: string;
}

const OUT = "sweep.yaml";

/** Writes a first config. */
export const initCommand: Command<InitOptions> = {
  usage: "init",
  summary: "write a commented starter config",
  example: "sweep init --data houses.csv --target price --out houses.yaml",
  options: (yargs: Argv) =>
    yargs.options({
      data: {
        type: "string",
        describe: "your .csv, .parquet, .npy or .npz; default: built-in data",
        requiresArg: true,
      },
      target: {
        type: "string",
        describe: "its column to predict; of an .npy the other file, of an .npz the array",
        requiresArg: true,
      },
      out: {
        type: "string",
        default: OUT,
        describe: "the file to write, which must be new",
        requiresArg: true,
      },
    }) as unknown as Argv<InitOptions>,

  async run({ data, target, out }, io) {
    if (data === undefined && target !== undefined) {
      const message = `--target ${printable(target)}: must be a column of a table, got no --data`;
      throw new SweepError("USAGE", message, "name the table with --data FILE.csv");
    }
    requireNew(out);
    const table = data === undefined ? undefined : await starterData(data, target, out, io);
    const namesake = data !== undefined && out === OUT ? data : out;
    writeNew(out, starterConfig({ name: sweepName(namesake), table }));
    io.talk(`wrote ${printable(out)}\nhint: sweep run ${printable(out)}\n`);
    return ExitCode.ok;
  },
};

function exists(out: string): SweepError {
  const message = `--out ${printable(out)}: must be a new file, got one that is there`;
  return new SweepError("USAGE", message, "another name: --out other.yaml");
}

/** Before a long table is read; `writeNew` makes sure. */
function requireNew(out: string): void {
  if (statSync(out, { throwIfNoEntry: false }) !== undefined) throw exists(out);
}

function writeNew(out: string, text: string): void {
  try {
    writeFileSync(out, text, { flag: "wx" });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(out);
    const message = `--out ${printable(out)}: must be a file that can be written, got ${code}`;
    throw new SweepError("STORE_WRITE", message, undefined, { cause });
  }
}

/** A file's name as a sweep may be called. */
function sweepName(file: string): string {
  const name = basename(file, extname(file)).replace(/[^A-Za-z0-9._+-]+/g, "-");
  return name.replace(/^[^A-Za-z0-9]+/, "").slice(0, 64) || "sweep";
}
