import { readFileSync, statSync } from "node:fs";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { closestWord } from "../base/closest-word.ts";
import { SweepError } from "../base/error.ts";
import type { StarterArrays, StarterTable } from "../config/starter-config.ts";
import { type DataFile, type FileKind, readDataFile } from "../data/data-file.ts";
import { arrayNames } from "../data/npy/find-arrays.ts";
import { resolveData } from "../data/resolve-data.ts";
import {
  type ColumnSketch,
  DISTINCT_MAX,
  examineColumns,
  type TableSketch,
} from "../external/examine-columns.ts";
import { printable } from "../report/printable.ts";
import type { Io } from "./command.ts";

/**
 * What a first config is to say of someone's data, by a first look at it.
 *
 * @param out the config, from whose folder paths go
 * @throws SweepError USAGE where the target cannot be predicted, CONFIG_INVALID for no data
 */
export async function starterData(
  file: string,
  target: string | undefined,
  out: string,
  io: Io,
): Promise<StarterTable | StarterArrays> {
  const extension = extname(file).toLowerCase();
  if (extension === ".npy" || extension === ".npz") return arraysOf(file, target, out);
  return tableOf(file, target, out, io);
}

async function tableOf(
  file: string,
  target: string | undefined,
  out: string,
  io: Io,
): Promise<StarterTable> {
  const source = extname(file).toLowerCase() === ".parquet" ? "parquet" : "csv";
  const sketch = await (source === "csv" ? examineColumns(readTable(file)) : parquetSketch(file));
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
    source,
    path: pathFrom(out, file),
    target: column.name,
    classCount: column.isNumeric ? undefined : column.distinctCount,
    ignore: sketch.columns.filter((other) => other !== column && isNoInput(other)).map(nameOf),
  };
}

async function parquetSketch(file: string): Promise<TableSketch | undefined> {
  const { bytes } = readFile(file, "parquet");
  const { examineParquet } = await import("../data/parquet/examine-parquet.ts");
  return examineParquet(bytes, printable(file));
}

/** Arrays are named by two files, or by one and a name in it. */
async function arraysOf(
  file: string,
  target: string | undefined,
  out: string,
): Promise<StarterArrays> {
  const isArchive = extname(file).toLowerCase() === ".npz";
  if (target === undefined) {
    const rule = isArchive ? "must be an array of the archive" : "must be the .npy of the targets";
    throw new SweepError("USAGE", `--target: ${rule}, got none`, namesIn(file, isArchive));
  }
  const inputs = isArchive ? otherArray(file, target) : undefined;
  const path = resolve(file);
  const targets = isArchive ? target : resolve(target);
  const asked = { ...({ source: "npy", path, inputs, targets } as const), ...UNSPLIT };
  const found = await resolveData(asked, ".");
  if (found.problems || found.spec.source !== "npy") {
    const { rule, got, hint } = found.problems![0]!;
    const ending = got === undefined ? "" : `, got ${got}`;
    throw new SweepError("USAGE", printable(`--target ${target}: ${rule}${ending}`), hint);
  }
  const { classes, targetShape, inputShape } = found.spec;
  return {
    ...{ source: "npy", path: pathFrom(out, file), inputs, classCount: classes },
    targets: isArchive ? target : pathFrom(out, target),
    targetWidth: targetShape.reduce((product, length) => product * length, 1),
    isDeep: inputShape.length > 1,
  };
}

const UNSPLIT = { validation: 0, standardize: false };

function namesIn(file: string, isArchive: boolean): string {
  if (!isArchive) return "for example --target y.npy";
  return `its arrays: ${printable(arrayNames(readFile(file, "npy").bytes, file).join(", "))}`;
}

/** The array beside the targets. */
function otherArray(file: string, target: string): string {
  const names = arrayNames(readFile(file, "npy").bytes, printable(file));
  const others = names.filter((name) => name !== target);
  const [inputs] = others;
  if (names.includes(target) && inputs !== undefined && others.length === 1) return inputs;
  const rule = `must be one of two arrays of ${printable(file)}`;
  const hint = `its arrays: ${printable(names.join(", "))}`;
  throw new SweepError("USAGE", `--target: ${rule}, got ${printable(target)}`, hint);
}

/** @throws SweepError CONFIG_INVALID */
function readFile(file: string, kind: FileKind): DataFile {
  const read = readDataFile(file, kind);
  if (!("rule" in read)) return read;
  throw new SweepError("CONFIG_INVALID", `${printable(file)}: ${read.rule}, got ${read.got}`);
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

/** Row numbers, by what they are called, texts that hardly repeat, and what is neither. */
function isNoInput({ name, isNumeric, distinctCount, isOther }: ColumnSketch): boolean {
  if (isOther) return true;
  return (
    /^(id|index|unnamed: 0|__index_level_\d+__|)$/i.test(name) ||
    (!isNumeric && distinctCount > TEXTS_MAX)
  );
}

/** As the config names a file: from its own folder. */
function pathFrom(out: string, file: string): string {
  const path = relative(dirname(resolve(out)), resolve(file))
    .split(sep)
    .join("/");
  return path.startsWith("../") ? path : `./${path}`;
}
