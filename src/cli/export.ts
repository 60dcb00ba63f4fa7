import { mkdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import { type Json, sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import { epochCount } from "../external/exported-run.ts";
import { type RecordedResult, runJson } from "../external/run-json.ts";
import { writeCsv } from "../external/write-csv.ts";
import { printable } from "../report/printable.ts";
import { findSweep } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { readSweep, type SweepRuns } from "../store/read-runs.ts";
import { encodeSeries, seriesSha256 } from "../store/series-bytes.ts";
import type { Store } from "../store/store.ts";
import { type Command, DB_OPTION, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { writeWhole } from "./write-file.ts";

const FORMATS = ["csv", "parquet", "json"] as const;
type Format = (typeof FORMATS)[number];

interface ExportOptions {
  sweep?: string | undefined;
  db: string;
  json: boolean;
  format?: Format | undefined;
  out?: string | undefined;
}

/** Hands a sweep's series to other programs; reads only. */
export const exportCommand: Command<ExportOptions> = {
  usage: "export [sweep]",
  summary: "every series as CSV or Parquet, or each run as JSON",
  example: "sweep export smoke --out smoke.parquet",
  options: (yargs: Argv) =>
    yargs.positional("sweep", { type: "string", describe: "default: the sweep run last" }).options({
      ...DB_OPTION,
      ...JSON_OPTION,
      format: { choices: FORMATS, describe: "default: what --out ends in, else csv" },
      out: {
        type: "string",
        describe: "a file, or a folder/ for a JSON file per run",
        requiresArg: true,
      },
    }) as unknown as Argv<ExportOptions>,

  async run(options, io) {
    const target = targetOf(options);
    const store = openStore(options.db, "read");
    try {
      const { sweep, runs, notes } = readResults(store, options.sweep);
      const epochs = runs.reduce((sum, run) => sum + epochCount(run), 0);
      const amount = `${countOf(runs.length, "run")}, ${countOf(epochs, "epoch")}`;
      const place = await write(sweep, runs, target, io);
      for (const note of notes) io.talk(`note: ${note}\n`);
      io.talk(`exported ${amount} of sweep ${sweep}${place}\n`);
      return ExitCode.ok;
    } finally {
      store.close();
    }
  },
};

type Target =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "file"; readonly file: string; readonly format: Format }
  | { readonly kind: "stdout"; readonly format: "csv" | "json" };

/** @throws SweepError USAGE where format and place do not go together */
function targetOf({ out, format: asked, json }: ExportOptions): Target {
  const format = json ? "json" : asked;
  if (out === undefined) {
    if (format !== "parquet") return { kind: "stdout", format: format ?? "csv" };
    const message = "--format parquet: must be written to a file, got no --out";
    throw new SweepError("USAGE", message, "for example --out results.parquet");
  }
  const isFolder = out.endsWith("/") || statSync(out, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) {
    if (format === undefined || format === "json") return { kind: "folder", folder: out };
    const message = `--out ${out}: must be a file for ${format}, got a folder`;
    throw new SweepError("USAGE", message, "a folder/ gets a JSON file for each run");
  }
  const ending = FORMATS.find((known) => extname(out).toLowerCase() === `.${known}`);
  const chosen = format ?? ending;
  if (chosen !== undefined) return { kind: "file", file: out, format: chosen };
  const rule = "must end in .csv, .parquet, .json or /";
  const got = extname(out) || "nothing of these";
  throw new SweepError("USAGE", `--out ${out}: ${rule}, got ${got}`, "or say --format");
}

interface Results {
  readonly sweep: string;
  /** those that have ended, variants as in the config, by seed */
  readonly runs: readonly RecordedResult[];
  /** what is left out */
  readonly notes: readonly string[];
}

/** @throws SweepError USAGE if nothing has ended, STORE_DAMAGED */
function readResults(store: Store, name: string | undefined): Results {
  const sweep = findSweep(store, name);
  const recorded = readSweep(store, sweep);
  const runs = resultsOf(sweep.name, recorded);
  if (runs.length === 0) {
    const message = `${sweep.name}: must hold a run that has ended, got none`;
    throw new SweepError("USAGE", message, "train some first: `sweep run CONFIG`");
  }
  const all = recorded.variants.reduce((sum, variant) => sum + variant.runs.length, 0);
  const open = all - runs.length;
  const older = recorded.olderRunCount;
  return {
    ...{ sweep: sweep.name, runs },
    notes: [
      ...(open > 0 ? [`${countOf(open, "run")} without a result left out`] : []),
      ...(older > 0 ? [`${countOf(older, "run")} of earlier configs left out`] : []),
    ],
  };
}

function resultsOf(sweep: string, { variants, environments }: SweepRuns): RecordedResult[] {
  return variants.flatMap(({ name, definition, definitionSha256, runs }) =>
    runs.flatMap(({ state, series, error, environmentId, ...run }): RecordedResult[] => {
      if (state !== "done" && state !== "diverged") return [];
      const bytes = Object.entries(series).map(([metric, values]) => {
        return [metric, encodeSeries(values)] as const;
      });
      const environment = environmentId === null ? null : environments.get(environmentId);
      return [
        {
          ...{ sweep, variant: name, seed: run.seed, state, reason: error, engine: run.engine },
          ...{ spec: JSON.parse(definition) as Json, specSha256: run.specSha256, definitionSha256 },
          ...{ seriesSha256: seriesSha256(new Map(bytes)), dataSha256: run.dataSha256 },
          initialWeightsSha256: run.initialWeightsSha256,
          initialPredictionsSha256: run.initialPredictionsSha256,
          finalWeightsSha256: run.finalWeightsSha256,
          ...{ durationMs: run.durationMs, penalty: run.penalty },
          ...{ constantScores: run.constantScores },
          ...{ environment: (environment ?? null) as Json, series },
        },
      ];
    }),
  );
}

/** @returns where to, in words */
async function write(
  sweep: string,
  runs: readonly RecordedResult[],
  target: Target,
  io: Io,
): Promise<string> {
  switch (target.kind) {
    case "stdout":
      for (const piece of textOf(sweep, runs, target.format)) io.out(piece);
      return "";
    case "file":
      writeWhole(target.file, await piecesOf(sweep, runs, target.format));
      return ` to ${printable(target.file)}`;
    case "folder":
      writeFolder(target.folder, runs);
      return ` to ${printable(target.folder)}`;
    default:
      return target satisfies never;
  }
}

async function piecesOf(sweep: string, runs: readonly RecordedResult[], format: Format) {
  if (format !== "parquet") return textOf(sweep, runs, format);
  const { writeParquet } = await import("../external/write-parquet.ts"); // rarely needed
  return [writeParquet(sweep, runs)];
}

function textOf(sweep: string, runs: readonly RecordedResult[], format: "csv" | "json") {
  return format === "csv" ? writeCsv(sweep, runs) : jsonList(runs);
}

function* jsonList(runs: readonly RecordedResult[]): Iterable<string> {
  for (const [index, run] of runs.entries()) {
    yield `${index === 0 ? "[" : ","}\n${runJson(run).trimEnd()}`;
  }
  yield "\n]\n";
}

function writeFolder(folder: string, runs: readonly RecordedResult[]): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code;
    const message = `--out ${folder}: must be a folder that can be written, got ${got}`;
    throw new SweepError("STORE_WRITE", message, undefined, { cause });
  }
  const names = fileNames([...new Set(runs.map(({ variant }) => variant))]);
  for (const run of runs) {
    const file = join(folder, `${names.get(run.variant)}.seed-${run.seed}.json`);
    writeWhole(file, [runJson(run)]);
  }
}

/** What is no safe name of a file, or one as another but for its case, gets a digest. */
function fileNames(variants: readonly string[]): ReadonlyMap<string, string> {
  const isAlone = (variant: string) => {
    const lower = variant.toLowerCase();
    return variants.filter((other) => other.toLowerCase() === lower).length === 1;
  };
  const nameOf = (variant: string) => {
    if (/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(variant) && isAlone(variant)) return variant;
    const safe = variant.replace(/[^A-Za-z0-9._+-]/g, "_").replace(/^[^A-Za-z0-9]+/, "");
    return `${safe}-${sha256(variant).slice(0, 8)}`;
  };
  return new Map(variants.map((variant) => [variant, nameOf(variant)]));
}
