import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Argv } from "yargs";
import { closestWord } from "../base/closest-word.ts";
import { countOf } from "../base/count-of.ts";
import { sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import {
  type ImportedCompare,
  readImportedCompare,
  writeImportedConfig,
} from "../config/imported-config.ts";
import type { ImportedResults, ImportedRun } from "../external/imported-run.ts";
import { readResults } from "../external/read-results.ts";
import { printable } from "../report/printable.ts";
import { listSweeps } from "../store/find-sweep.ts";
import { type ImportOutcome, recordImport } from "../store/record-import.ts";
import type { Store } from "../store/store.ts";
import { type Command, DB_OPTION, ExitCode, JSON_OPTION } from "./command.ts";
import { withLockedStore } from "./locked-store.ts";

interface ImportOptions {
  file: string;
  name: string;
  db: string;
  json: boolean;
  metric?: string | undefined;
  at?: string | undefined;
  direction?: "min" | "max" | undefined;
  baseline?: string | undefined;
  margin?: number | undefined;
  alpha?: number | undefined;
}

/** Makes a sweep of results that were trained elsewhere. */
export const importCommand: Command<ImportOptions> = {
  usage: "import <file>",
  summary: "make a sweep of results trained elsewhere, from CSV",
  example: "sweep import results.csv --name resnet --metric val_accuracy",
  options: (yargs: Argv) =>
    yargs
      .positional("file", {
        type: "string",
        demandOption: true,
        describe: "CSV: variant, seed, metric, value, or a column for each metric; optional epoch",
      })
      .options({
        name: { type: "string", demandOption: true, requiresArg: true, describe: "of the sweep" },
        ...DB_OPTION,
        ...JSON_OPTION,
        metric: { type: "string", describe: "default: val_loss, else loss", requiresArg: true },
        at: { type: "string", describe: "last, best, auc or epoch:N", requiresArg: true },
        direction: { choices: ["min", "max"] as const, describe: "which end is better" },
        baseline: { type: "string", describe: "the variant to compare with", requiresArg: true },
        margin: {
          type: "number",
          describe: "the least difference that matters",
          requiresArg: true,
        },
        alpha: { type: "number", describe: "error probability", requiresArg: true },
      }) as unknown as Argv<ImportOptions>,

  async run(options, io) {
    const bytes = readFile(options.file);
    const results = await readResults(decode(bytes, options.file), options.file);
    const asked = askedCompare(options, results);
    const parts = { name: options.name, file: basename(options.file), sha256: sha256(bytes) };
    writeImportedConfig({ ...parts, compare: asked }); // Before there is a database to write to.
    const { outcome, compare } = withLockedStore(options.db, (store) => {
      const stored = storedCompare(store, options.name);
      const merged = withMetric({ ...stored, ...asked }, results.metrics);
      const configText = writeImportedConfig({ ...parts, compare: merged });
      const given = { sweep: options.name, configText, runs: results.runs };
      return { outcome: recordImport(store, given, new Date().toISOString()), compare: merged };
    });
    for (const note of results.notes) io.talk(`note: ${printable(note)}\n`);
    io.out(
      options.json ? asJson(options.name, results, outcome) : told(options.name, results, outcome),
    );
    if (compare.metric !== undefined && options.metric === undefined) {
      const other = "--metric names another";
      io.talk(`note: compared by ${printable(String(compare.metric))}; ${other}\n`);
    }
    io.talk(`hint: sweep report ${options.name}\n`);
    return ExitCode.ok;
  },
};

const SIZE_MAX_MB = 200;

function readFile(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= SIZE_MAX_MB * 1e6) return readFileSync(file);
    const got = `${Math.ceil(size / 1e6)} MB`;
    const hint = "one file for each half of the variants or seeds, imported under the same --name";
    throw new SweepError(
      "CONFIG_INVALID",
      `${file}: must be at most ${SIZE_MAX_MB} MB, got ${got}`,
      hint,
    );
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const got = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : String(code);
    const message = `${file}: must be a file, got ${got}`;
    throw new SweepError("CONFIG_INVALID", message, undefined, { cause });
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const hint = "save it as CSV in UTF-8";
    const message = `${file}: must be text in UTF-8, got other bytes`;
    throw new SweepError("CONFIG_INVALID", message, hint, { cause });
  }
}

/** What the command line says of the comparison; what it names must be in the file. */
function askedCompare(options: ImportOptions, { runs, metrics }: ImportedResults): ImportedCompare {
  const { metric, at, direction, baseline, margin, alpha } = options;
  requireKnown("--metric: must be a metric of the file", metric, metrics);
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  requireKnown("--baseline: must be a variant of the file", baseline, variants);
  const given = { metric, at, direction, baseline, margin, alpha };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function requireKnown(rule: string, got: string | undefined, known: readonly string[]): void {
  if (got === undefined || known.includes(got)) return;
  const meant = closestWord(got, known);
  const hint = meant === undefined ? `known: ${known.join(", ")}` : `did you mean "${meant}"?`;
  throw new SweepError("USAGE", `${rule}, got "${printable(got)}"`, printable(hint));
}

/** What was said of the comparison when earlier results came in under this name. */
function storedCompare(store: Store, name: string): ImportedCompare {
  const sweep = listSweeps(store).find((known) => known.name === name);
  const compare = sweep === undefined ? {} : readImportedCompare(sweep.config, name);
  if (compare !== undefined) return compare;
  const rule = "must not be the name of a sweep that was trained here";
  throw new SweepError("USAGE", `--name: ${rule}, got ${name}`, "choose another --name");
}

/** Reports look for val_loss and loss by themselves; where there is neither, one must be named. */
function withMetric(compare: ImportedCompare, metrics: readonly string[]): ImportedCompare {
  const [first] = metrics;
  const isFound = metrics.some((metric) => metric === "val_loss" || metric === "loss");
  return compare.metric !== undefined || isFound ? compare : { ...compare, metric: first! };
}

const METRICS_SHOWN_MAX = 8;

function told(
  sweep: string,
  results: ImportedResults,
  { added, recorded, changed }: ImportOutcome,
) {
  const { runs, variants, seeds, diverged, metrics, epochs } = measure(results);
  if (!changed) return `${sweep} holds these ${countOf(runs, "run")} already; nothing changed\n`;
  const shown = metrics.slice(0, METRICS_SHOWN_MAX).map(printable).join(", ");
  const more = metrics.length - METRICS_SHOWN_MAX;
  const before = recorded > 0 ? `, ${recorded} more recorded before` : "";
  const parts = [
    `imported ${countOf(added, "run")}${before}, of ${countOf(variants, "variant")}`,
    countOf(seeds, "seed"),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    `${metrics.length === 1 ? "metric" : "metrics"} ${shown}${more > 0 ? ` and ${more} more` : ""}`,
    epochs.min === epochs.max
      ? countOf(epochs.max, "epoch")
      : `${epochs.min} to ${epochs.max} epochs`,
  ];
  return `${parts.join(", ")}, into sweep ${sweep}\n`;
}

function asJson(sweep: string, results: ImportedResults, outcome: ImportOutcome): string {
  const { added, recorded, changed } = outcome;
  return `${JSON.stringify({ sweep, added, recorded, changed, ...measure(results) }, null, 2)}\n`;
}

/** What the file holds, in numbers. */
function measure({ runs, metrics }: ImportedResults) {
  let [min, max] = [Number.POSITIVE_INFINITY, 0];
  for (const { length } of runs.flatMap(({ series }) => [...series.values()])) {
    [min, max] = [Math.min(min, length), Math.max(max, length)];
  }
  const distinct = (of: (run: ImportedRun) => unknown) => new Set(runs.map(of)).size;
  return {
    runs: runs.length,
    variants: distinct(({ variant }) => variant),
    seeds: distinct(({ seed }) => seed),
    diverged: runs.filter(({ divergence }) => divergence !== null).length,
    metrics,
    epochs: { min, max },
  };
}
