import { hostname } from "node:os";
import pc from "picocolors";
import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import { SweepError } from "../base/error.ts";
import { type Verification, verificationFindings } from "../diagnose/verify.ts";
import { ENGINE_NAMES, type EngineName } from "../engine/engine.ts";
import type { Environment } from "../plan/run.ts";
import { NO_COLORS } from "../report/colors.ts";
import { renderJson } from "../report/json.ts";
import { renderVerifyText } from "../report/verify-text.ts";
import { checkRecord, type EndedRun } from "../store/check-record.ts";
import { findSweep, type SweepRecord } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { type Receipt, recordReceipt } from "../store/receipts.ts";
import { type Command, DB_OPTION, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { threadCount } from "./load-plan.ts";
import { drawRuns, isRepeatable, repeatRuns } from "./repeat-runs.ts";

interface VerifyOptions {
  sweep?: string | undefined;
  db: string;
  runs: string;
  threads?: number | undefined;
  engine?: EngineName | undefined;
  json: boolean;
}

/** Whether the record holds: checksums, and runs that are trained again. */
export const verifyCommand: Command<VerifyOptions> = {
  usage: "verify [sweep]",
  summary: "stored checksums hold; runs trained again give the same bits",
  example: "sweep verify smoke --runs 5",
  options: (yargs: Argv) =>
    yargs.positional("sweep", { type: "string", describe: "default: the sweep run last" }).options({
      ...DB_OPTION,
      ...JSON_OPTION,
      runs: {
        type: "string",
        default: "3",
        describe: "how many runs, drawn at random, are trained again: a number or all",
        requiresArg: true,
      },
      threads: {
        type: "number",
        describe: "runs trained at the same time; default: one a core",
        requiresArg: true,
      },
      engine: {
        choices: ENGINE_NAMES,
        describe: "train on another engine than recorded, within a tolerance",
      },
    }) as unknown as Argv<VerifyOptions>,

  async run(options, io) {
    const threads = threadCount(options.threads);
    const asked = runCount(options.runs);
    const { sweep, runs } = readRuns(options);
    const repeatable = runs.filter(isRepeatable);
    const drawn = drawRuns(repeatable, asked);
    const told = `verify: ${countOf(runs.length, "run")} read, ${drawn.length} to train again`;
    io.talk(`${told}\n`);
    const { files } = sweep;
    const repeated = await repeatRuns(drawn, { threads, engine: options.engine, files, io });
    if (repeated === "stopped") {
      io.talk("stopped; no receipt is in the record\n");
      return ExitCode.stopped;
    }
    const verification: Verification = {
      sweep: sweep.name,
      checkedRunCount: runs.length,
      damages: runs.flatMap(({ variant, seed, damages }) =>
        damages.map((text) => ({ variant, seed, text })),
      ),
      engine: repeated.engine,
      repeatableCount: repeatable.length,
      repeats: repeated.repeats,
    };
    const receipt = receiptOf(verification, repeated.environment);
    print(verification, receipt, options.json, io);
    const stored = storeReceipt(options.db, sweep, receipt, io);
    if (receipt.outcome === "failed") return ExitCode.integrity;
    return stored ? ExitCode.ok : ExitCode.cannotWrite;
  },
};

function readRuns(options: VerifyOptions): { sweep: SweepRecord; runs: EndedRun[] } {
  const store = openStore(options.db, "read");
  try {
    const sweep = findSweep(store, options.sweep);
    const runs = checkRecord(store, sweep);
    if (runs.length > 0) return { sweep, runs };
    const message = `${sweep.name}: must hold a run that has ended, got none`;
    throw new SweepError("USAGE", message, "train some first: `sweep run CONFIG`");
  } finally {
    store.close();
  }
}

/** @throws SweepError USAGE */
function runCount(text: string): number {
  if (text === "all") return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(text)) return Number(text);
  throw new SweepError("USAGE", `--runs: must be a whole number or all, got ${text}`);
}

function receiptOf(verification: Verification, environment: Environment): Receipt {
  const findings = verificationFindings(verification);
  return {
    ...{ verifiedAt: new Date().toISOString(), host: hostname(), environment },
    checkedRunCount: verification.checkedRunCount,
    repeatedRuns: JSON.stringify(verification.repeats),
    findings: JSON.stringify(findings),
    outcome: findings.length === 0 ? "verified" : "failed",
  };
}

function print(verification: Verification, receipt: Receipt, json: boolean, io: Io): void {
  const { outcome, verifiedAt, host, environment } = receipt;
  if (json) {
    io.out(renderJson({ ...verification, outcome, verifiedAt, host, environment }));
    return;
  }
  const colors = io.outIsTty ? pc.createColors(true) : NO_COLORS;
  io.out(renderVerifyText(verification, receipt, { width: io.columns, colors }));
}

/**
 * A receipt is one more row that no coordinator reads, so it needs no lock: a sweep may run
 * beside it. What was verified has been told; a record that cannot be written to has no receipt.
 */
function storeReceipt(file: string, sweep: SweepRecord, receipt: Receipt, io: Io): boolean {
  try {
    const store = openStore(file, "write");
    try {
      const id = recordReceipt(store, sweep.id, receipt);
      io.talk(`receipt ${id} is in the record: sweep query "SELECT * FROM receipts"\n`);
      return true;
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    io.talk(`no receipt is in the record: ${error.message}\n`);
    return false;
  }
}
