import { writeFileSync } from "node:fs";
import pc from "picocolors";
import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { parseConfig } from "../config/parse-config.ts";
import { renderJson } from "../report/json.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { renderText } from "../report/text.ts";
import { summarize } from "../stats/summarize.ts";
import type { Summary } from "../stats/summary.ts";
import { findSweep } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { readSweep } from "../store/read-runs.ts";
import type { Store } from "../store/store.ts";
import { type Command, DB_OPTION, ExitCode, type Io, JSON_OPTION } from "./command.ts";

type Format = "text" | "markdown" | "json";

interface ReportOptions {
  sweep?: string | undefined;
  metric?: string | undefined;
  at?: string | undefined;
  direction?: "min" | "max" | undefined;
  baseline?: string | undefined;
  margin?: number | undefined;
  alpha?: number | undefined;
  format?: Format | undefined;
  json?: boolean | undefined;
  out?: string | undefined;
}

/** Prints the summary report; reads only, so it is safe beside a sweep that runs. */
export const reportCommand: Command<ReportOptions & { db: string }> = {
  usage: "report [sweep]",
  aliases: ["summary"],
  summary: "what the runs say: the table, the difference, the curves",
  example: "sweep report input-shape --metric val_loss --format markdown",
  options: (yargs: Argv) =>
    yargs.positional("sweep", { type: "string", describe: "default: the sweep run last" }).options({
      ...DB_OPTION,
      ...JSON_OPTION,
      metric: {
        type: "string",
        describe: "default: the config's, else val_loss",
        requiresArg: true,
      },
      at: { type: "string", describe: "last, best, auc or epoch:N", requiresArg: true },
      direction: { choices: ["min", "max"] as const, describe: "which end is better" },
      baseline: { type: "string", describe: "the variant to compare with", requiresArg: true },
      margin: { type: "number", describe: "the least difference that matters", requiresArg: true },
      alpha: { type: "number", describe: "error probability", requiresArg: true },
      format: { choices: ["text", "markdown", "json"] as const, describe: "default: text" },
      out: { type: "string", describe: "write to a file", requiresArg: true },
    }) as unknown as Argv<ReportOptions & { db: string }>,

  async run(options, io) {
    const store = openStore(options.db, "read");
    try {
      printReport(store, options, io);
      return ExitCode.ok;
    } finally {
      store.close();
    }
  },
};

/** Prints a sweep's report as its config asks for it, but for what the options say otherwise. */
export function printReport(store: Store, options: ReportOptions, io: Io): void {
  const summary = summarizeSweep(store, options);
  const text = render(summary, options.json ? "json" : (options.format ?? "text"), options, io);
  if (options.out === undefined) io.out(text);
  else writeReport(options.out, text);
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code;
    const rule = "must be a file that can be written";
    throw new SweepError("STORE_WRITE", `--out ${file}: ${rule}, got ${got}`, undefined, { cause });
  }
}

function summarizeSweep(store: Store, options: ReportOptions): Summary {
  const sweep = findSweep(store, options.sweep);
  const { compare } = parseConfig(sweep.config, sweep.name);
  const { variants, olderRunCount } = readSweep(store, sweep);
  const engine = variants[0]?.runs[0]?.engine ?? "";
  const asked = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as ReportOptions;
  const { metric, at, direction, baseline, margin, alpha, pairs } = { ...compare, ...asked };
  return summarize(
    { sweep: sweep.name, engine, olderRunCount, variants },
    { metric, at, direction, baseline, margin, alpha, pairs },
  );
}

function render(summary: Summary, format: Format, { out }: ReportOptions, io: Io): string {
  switch (format) {
    case "json":
      return renderJson(summary);
    case "markdown":
      return renderMarkdown(summary);
    case "text": {
      const onTerminal = out === undefined && io.outIsTty;
      return renderText(summary, {
        width: onTerminal ? io.columns : 80,
        ...(onTerminal && { colors: pc }),
      });
    }
    default:
      return format satisfies never;
  }
}
