import { SweepError } from "../base/error.ts";
import { beginSweep } from "../cli/begin-sweep.ts";
import { type LoadedPlan, layOut, loadPlan, threadCount } from "../cli/load-plan.ts";
import { readRecordedSweep, rememberLook } from "../cli/recorded-sweep.ts";
import { trainRecorded } from "../cli/train-recorded.ts";
import { configText } from "../config/config-text.ts";
import { ENGINE_NAMES } from "../engine/engine.ts";
import type { Dispatcher, RunEnd } from "../run/dispatcher.ts";
import type { Listener } from "../run/listener.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { summarize } from "../stats/summarize.ts";
import type { Summary } from "../stats/summary.ts";
import { dropPending } from "../store/drop-pending.ts";
import { inLibraryWords, inOptions } from "./library-words.ts";
import type { SweepConfig, SweepEngine } from "./sweep-config.ts";

/** What may be said otherwise than the config says it, and how the sweep is to run. */
export interface RunSweepOptions {
  /** the database's file, made where it is missing; default: results/sweeps.db */
  readonly db?: string;
  /** runs trained at the same time, 1 to 1024; default: one a core */
  readonly threads?: number;
  /** in place of the config's */
  readonly engine?: SweepEngine;
  /** in place of the config's: a list, `"1..30"`, or `"from:REV"`, drawn from a commit's id */
  readonly seeds?: string | readonly number[];
  /**
   * true: look after every seed from the fifth and stop when each comparison is decided; false:
   * train all seeds; default: as the config or what was claimed before has it
   */
  readonly untilDecided?: boolean;
  /** before a sweep's first run: does the seed do what it says; default: true */
  readonly audit?: boolean;
  /** called for each epoch, run and remark, after it is on disk; what it throws ends the sweep */
  readonly onProgress?: (progress: SweepProgress) => void;
  /** stops the sweep; the same call goes on where it ended */
  readonly signal?: AbortSignal;
}

/** What happens while a sweep runs. */
export type SweepProgress =
  | {
      readonly kind: "begin";
      /** of the sweep; of these, those that are left to train (adaptive: at most) */
      readonly runCount: number;
      readonly toTrain: number;
    }
  | {
      readonly kind: "epoch";
      readonly variant: string;
      readonly seed: number;
      /** from 1 */
      readonly epoch: number;
      /** by metric; not finite where the run diverges */
      readonly values: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: "run";
      readonly variant: string;
      readonly seed: number;
      readonly outcome: "done" | "diverged" | "failed" | "stopped";
      /** diverged or failed: why */
      readonly reason: string | null;
      /** runs that ended so far, this one included */
      readonly ended: number;
      readonly toTrain: number;
    }
  | {
      /** a sentence for a person: how data is read, a warning, the audit, a look at the verdict */
      readonly kind: "remark";
      readonly text: string;
    };

/**
 * Trains what a sweep still lacks and says what came out, as `sweep run` does: the same database,
 * the same bits. A run that fails or diverges does not reject; the summary counts and names it.
 *
 * @param sweep the path of a YAML file, or what would stand in one
 * @returns what `sweep report --json` prints
 * @throws SweepError by code; CONFIG_INVALID names every mistake with line and column
 * @throws what the signal was aborted with
 */
export async function runSweep(
  sweep: string | SweepConfig,
  options: RunSweepOptions = {},
): Promise<Summary> {
  options.signal?.throwIfAborted();
  const dispatcher = localDispatcher();
  try {
    return await inLibraryWords(() => run(sweep, options, dispatcher));
  } finally {
    dispatcher.close();
  }
}

const DB = "results/sweeps.db";
/** How an object is called in messages. */
const OBJECT = "config";

async function run(
  sweep: string | SweepConfig,
  options: RunSweepOptions,
  dispatcher: Dispatcher,
): Promise<Summary> {
  const { db = DB, seeds, untilDecided, audit = true, signal, onProgress = () => {} } = options;
  const threads = threadCount(options.threads);
  const loaded = await load(sweep, options);
  const say = (text: string) => onProgress({ kind: "remark", text });
  const warn = (text: string) => say(`warning: ${text}`);
  const begun = beginSweep(loaded, { db, seeds, untilDecided, warn });
  const { store, plan, recorded, isAdaptive } = begun;
  try {
    const toTrain = recorded.toTrain.length;
    onProgress({ kind: "begin", runCount: plan.runs.length, toTrain });
    if (begun.note !== undefined) say(inOptions(begun.note));
    for (const note of loaded.notes) say(note);
    for (const warning of plan.warnings) warn(warning);
    await untilAborted(signal, dispatcher, (stop) =>
      trainRecorded({
        ...{ store, plan, recorded, dispatcher, threads, stop, say },
        listener: listenerOf(onProgress, toTrain),
        audited: audit ? (typeof sweep === "string" ? sweep : OBJECT) : undefined,
        asked: isAdaptive ? begun.asked : undefined,
      }),
    );
    if (isAdaptive) dropPending(store, plan.sweep);
    const trained = readRecordedSweep(store, plan.sweep);
    const summary = summarize(trained.runs, trained.asked);
    const problem = rememberLook(db, trained, summary, "run");
    if (problem !== undefined) say(`warning: ${problem}`);
    return summary;
  } finally {
    begun.close();
  }
}

function load(
  sweep: string | SweepConfig,
  { engine, seeds: asked, signal }: RunSweepOptions,
): Promise<LoadedPlan> {
  if (engine !== undefined && engine !== "auto" && !ENGINE_NAMES.includes(engine)) {
    const known = `known: auto, ${ENGINE_NAMES.join(", ")}`;
    throw new SweepError("USAGE", `engine: must be an engine, got "${engine}"`, known);
  }
  const seeds = typeof asked === "object" ? asked.join(",") : asked;
  if (typeof sweep !== "string") {
    return layOut(
      { text: configText(sweep), file: OBJECT, folder: "." },
      { engine, seeds, signal },
    );
  }
  return loadPlan({ config: sweep, db: "", engine, seeds, signal });
}

/** How long runs may take to stop before their host is killed. */
const GRACE_MS = 30_000;

async function untilAborted(
  signal: AbortSignal | undefined,
  dispatcher: Dispatcher,
  train: (stop: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const stop = signal ?? new AbortController().signal;
  let grace: NodeJS.Timeout | undefined;
  const onAbort = () => {
    grace = setTimeout(dispatcher.close, GRACE_MS);
  };
  stop.addEventListener("abort", onAbort);
  try {
    await train(stop);
  } finally {
    clearTimeout(grace);
    stop.removeEventListener("abort", onAbort);
  }
  stop.throwIfAborted();
}

function listenerOf(
  onProgress: NonNullable<RunSweepOptions["onProgress"]>,
  toTrain: number,
): Listener {
  let ended = 0;
  return {
    onStart: () => {},
    onEpoch: ({ variant, seed }, { epoch, values }) =>
      onProgress({ kind: "epoch", variant, seed, epoch, values }),
    onEnd({ variant, seed }, end) {
      if (end.kind !== "stopped") ended++;
      onProgress({ kind: "run", variant, seed, ...outcomeOf(end), ended, toTrain });
    },
  };
}

function outcomeOf(end: RunEnd): Pick<SweepProgress & { kind: "run" }, "outcome" | "reason"> {
  if (end.kind === "stopped") return { outcome: "stopped", reason: null };
  if (end.kind === "failed") return { outcome: "failed", reason: end.reason };
  return { outcome: end.result.outcome, reason: end.result.reason ?? null };
}
