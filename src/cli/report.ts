import { statSync, writeFileSync } from "node:fs";
import pc from "picocolors";
import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { renderJson } from "../report/json.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { renderText } from "../report/text.ts";
import { claimCaveat } from "../report/verdict-words.ts";
import { summarize } from "../stats/summarize.ts";
import type { Summary } from "../stats/summary.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { type Command, DB_OPTION, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { packageVersion } from "./package-version.ts";
import { type AskedOptions, askedFor, withQuestionOptions } from "./question.ts";
import { readRecordedSweep, rememberLook } from "./recorded-sweep.ts";
import { typedCommand } from "./typed-command.ts";

const FORMATS = ["text", "markdown", "json", "html"] as const;
type Format = (typeof FORMATS)[number];

/** How a report is shown, whatever it is about. */
export interface ShownOptions {
  format?: Format | undefined;
  json?: boolean | undefined;
  out?: string | undefined;
}

export interface ReportOptions extends AskedOptions, ShownOptions {
  db: string;
}

/** Prints the summary report; it may be called while the sweep runs. */
export const reportCommand: Command<ReportOptions> = {
  usage: "report [sweep]",
  aliases: ["summary"],
  summary: "what the runs say: the verdict, the table, the curves, the caveats",
  example: "sweep report input-shape --metric val_loss --format html --out report.html",
  options: (yargs: Argv) =>
    withShownOptions(
      withQuestionOptions(
        yargs.positional("sweep", { type: "string", describe: "default: the sweep run last" }),
      ).options({
        ...DB_OPTION,
        baseline: { type: "string", describe: "the variant to compare with", requiresArg: true },
      }),
    ) as unknown as Argv<ReportOptions>,

  async run(options, io, typed) {
    const store = openStore(options.db, "read");
    try {
      await printReport(store, options, { io, typed, command: "report" });
      return ExitCode.ok;
    } finally {
      store.close();
    }
  },
};

export function withShownOptions(yargs: Argv) {
  return yargs.options({
    ...JSON_OPTION,
    format: { choices: FORMATS, describe: "default: text, or what --out ends in" },
    out: {
      type: "string",
      describe: "write to a file, or charts as SVG and PNG to a folder/",
      requiresArg: true,
    },
  });
}

/**
 * Prints a sweep's report as it was claimed, but for what the options say otherwise.
 *
 * @param command what is noted to have shown the verdict
 */
export async function printReport(
  store: Store,
  options: ReportOptions,
  { io, typed, command }: Omit<Showing, "config"> & { readonly command: "run" | "report" },
): Promise<Summary> {
  const sweep = readRecordedSweep(store, options.sweep);
  const summary = summarize(sweep.runs, askedFor(sweep.asked, options), isDetailed(options));
  await show(summary, options, { io, typed, config: sweep.record.config });
  const problem = rememberLook(options.db, sweep, summary, command);
  if (problem !== undefined) io.talk(`warning: ${problem}\n`);
  return summary;
}

/** Text shows no more than the summary; pages and pictures do. */
export function isDetailed(options: ShownOptions): boolean {
  return formatOf(options) === "html" || isFolder(options.out);
}

function isFolder(out: string | undefined): boolean {
  if (out === undefined) return false;
  return out.endsWith("/") || (statSync(out, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function formatOf({ json, format, out = "" }: ShownOptions): Format {
  if (json) return "json";
  if (format !== undefined) return format;
  const ending = /\.(html|json|md)$/.exec(out)?.[1];
  return ending === "md" ? "markdown" : ((ending as "html" | "json" | undefined) ?? "text");
}

/** What showing a summary takes besides. */
export interface Showing {
  readonly io: Io;
  /** the command line behind `sweep` */
  readonly typed: readonly string[];
  /** the sweep's file as it was run last */
  readonly config: string;
}

/**
 * Writes a summary where and how it was asked for. A departure from the claim that is not on the
 * screen then is told there.
 */
export async function show(
  summary: Summary,
  options: ShownOptions,
  showing: Showing,
): Promise<void> {
  const { io } = showing;
  const departure = claimCaveat(summary);
  const isOnScreen = options.out === undefined && formatOf(options) !== "json";
  if (departure !== null && !isOnScreen) io.talk(`warning: ${departure}\n`);
  if (options.out !== undefined && isFolder(options.out)) {
    const { writeCharts } = await import("./write-charts.ts");
    return writeCharts(summary, options.out, io);
  }
  const text = await render(summary, options, showing);
  if (options.out === undefined) io.out(text);
  else writeReport(options.out, text);
}

export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code;
    const rule = "must be a file that can be written";
    throw new SweepError("STORE_WRITE", `--out ${file}: ${rule}, got ${got}`, undefined, { cause });
  }
}

async function render(
  summary: Summary,
  options: ShownOptions,
  { io, typed, config }: Showing,
): Promise<string> {
  const format = formatOf(options);
  switch (format) {
    case "json":
      return renderJson(summary);
    case "markdown":
      return renderMarkdown(summary);
    case "html": {
      const { renderHtml } = await import("../report/html.ts"); // the charts take 0.1 s to load
      const command = typedCommand(typed);
      return renderHtml(summary, { command, config, version: packageVersion() });
    }
    case "text": {
      const onTerminal = options.out === undefined && io.outIsTty;
      return renderText(summary, {
        width: onTerminal ? io.columns : 80,
        ...(onTerminal && { colors: pc }),
      });
    }
    default:
      return format satisfies never;
  }
}
