import { readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import type { Argv } from "yargs";
import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import { type StarterTable, starterConfig } from "../config/starter-config.ts";
import {
  type ColumnSketch,
  DISTINCT_MAX,
  examineColumns,
  type TableSketch,
} from "../external/examine-columns.ts";
import { printable } from "../report/printable.ts";
import { type Command, ExitCode, type Io } from "./command.ts";

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
        describe: "your table, a CSV; default: built-in data",
        requiresArg: true,
      },
      target: { type: "string", describe: "its column to predict", requiresArg: true },
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
    const table = data === undefined ? undefined : await tableOf(data, target, out, io);
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

/** @throws SweepError USAGE where the target cannot be predicted, CONFIG_INVALID for no table */
async function tableOf(
  file: string,
  target: string | undefined,
  out: string,
  io: Io,
): Promise<StarterTable> {
  const sketch = await examineColumns(readTable(file));
  if (sketch === undefined) {
    const rule = "must be a table with a header and rows, in CSV";
    throw new SweepError("CONFIG_INVALID", `${printable(file)}: ${rule}, got none`);
  }
  const column = targetColumn(sketch, target);
  if (column.emptyCount > 0) {
    const rows = `${column.emptyCount} of ${sketch.rowCount} rows`;
    io.talk(`note: ${printable(column.name)} is empty in ${rows}\n`);
  }
  return {
    path: pathFrom(out, file),
    target: column.name,
    classCount: column.isNumeric ? undefined : column.distinctCount,
    ignore: sketch.columns.filter((other) => other !== column && isNoInput(other)).map(nameOf),
  };
}

const SIZE_MAX_MB = 200;

function readTable(file: string): string {
  try {
    const { size } = statSync(file);
    if (size <= SIZE_MAX_MB * 1e6) return readFileSync(file, "utf8");
    const got = `${Math.ceil(size / 1e6)} MB`;
    const message = `${printable(file)}: must be at most ${SIZE_MAX_MB} MB, got ${got}`;
    throw new SweepError("CONFIG_INVALID", message);
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const got = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : String(code);
    const message = `${printable(file)}: must be a file, got ${got}`;
    throw new SweepError("CONFIG_INVALID", message, undefined, { cause });
  }
}

const NAMES_SHOWN_MAX = 12;

function targetColumn({ columns }: TableSketch, target: string | undefined): ColumnSketch {
  const names = columns.map(nameOf);
  const column = columns.find(({ name }) => name === target && name !== "");
  if (column === undefined) {
    const more =
      names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : "";
    const known = `known: ${names.slice(0, NAMES_SHOWN_MAX).join(", ")}${more}`;
    const meant = target === undefined ? undefined : closestWord(target, names);
    const message = `--target: must be a column of the table, got ${target ?? "none"}`;
    const hint = meant === undefined ? known : `did you mean "${meant}"?`;
    throw new SweepError("USAGE", printable(message), printable(hint));
  }
  const isUsable = column.isNumeric ? column.distinctCount > 0 : column.distinctCount > 1;
  if (isUsable && (column.isNumeric || column.distinctCount <= DISTINCT_MAX)) return column;
  const rule = `must be a column of numbers, or of 2 to ${DISTINCT_MAX} different texts`;
  const got = column.distinctCount > DISTINCT_MAX ? "more" : String(column.distinctCount);
  throw new SweepError("USAGE", `--target ${printable(column.name)}: ${rule}, got ${got}`);
}

function nameOf({ name }: ColumnSketch): string {
  return name;
}

/** One-hot columns for more different texts than this teach a model the rows, not the rule. */
const TEXTS_MAX = 50;

/** Row numbers, by what they are called, and texts that hardly repeat. */
function isNoInput({ name, isNumeric, distinctCount }: ColumnSketch): boolean {
  return /^(id|index|unnamed: 0|)$/i.test(name) || (!isNumeric && distinctCount > TEXTS_MAX);
}

/** As the config names a file: from its own folder. */
function pathFrom(out: string, file: string): string {
  const path = relative(dirname(resolve(out)), resolve(file))
    .split(sep)
    .join("/");
  return path.startsWith("../") ? path : `./${path}`;
}
