import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import { canonicalJson, type Json } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { Config } from "../config/config.ts";
import type { Plan } from "../plan/run.ts";
import { trainRuns } from "../run/coordinator.ts";
import type { Dispatcher } from "../run/dispatcher.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { type Progress, progress } from "../run/progress.ts";
import { questionOf, type SummaryOptions } from "../stats/summarize.ts";
import { recordClaim } from "../store/claims.ts";
import { dropPending } from "../store/drop-pending.ts";
import { lockStore } from "../store/lock-store.ts";
import { openStore } from "../store/open-store.ts";
import { type RecordedPlan, recordPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { openAudited, variantsToAudit } from "./audit-first.ts";
import { type Command, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";
import { planCommand } from "./plan.ts";
import { optionsOfConfig } from "./question.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";
import { printReport } from "./report.ts";
import { type DecisionWatch, watchDecisions } from "./until-decided.ts";
import { watchSignals } from "./watch-signals.ts";
import { workloadOf } from "./workload.ts";

interface RunOptions extends PlanOptions {
  untilDecided: boolean;
  dryRun: boolean;
  audit: boolean;
  json: boolean;
}

/** Trains what is missing, skips what is recorded, and reports. */
export const runCommand: Command<RunOptions> = {
  usage: "run <config>",
  summary: "train what is missing, skip what is recorded, report",
  example: "sweep run sweeps/smoke.yaml --threads 2",
  options: (yargs: Argv) =>
    withPlanOptions(yargs).options({
      ...JSON_OPTION,
      "until-decided": {
        type: "boolean",
        default: false,
        describe: "look after every seed from the fifth and stop when each comparison is decided",
      },
      audit: {
        type: "boolean",
        default: true,
        describe: "before a sweep's first run: does the seed do what it says; --no-audit skips it",
      },
      "dry-run": { type: "boolean", default: false, describe: "the same as `sweep plan`" },
    }) as unknown as Argv<RunOptions>,

  async run(options, io) {
    if (options.dryRun) return planCommand.run({ ...options, program: false }, io);
    const dispatcher = localDispatcher();
    try {
      return await run(options, dispatcher, io);
    } finally {
      dispatcher.close();
    }
  },
};

async function run(options: RunOptions, dispatcher: Dispatcher, io: Io): Promise<ExitCode> {
  const threads = threadCount(options.threads);
  const { config, plan, notes } = await loadPlan(options);
  const firstLook = firstLookOf(config, plan, options.untilDecided);
  const store = openStore(options.db, "write");
  let unlock: (() => void) | undefined;
  try {
    unlock = lockStore(options.db);
    const recorded = recordPlan(store, plan, new Date().toISOString());
    const asked = optionsOfConfig(config, plan.seeds, firstLook);
    claim(store, plan, asked);
    const isAdaptive = firstLook !== undefined;
    io.talk(`${headline(plan, recorded, { threads, isAdaptive })}\n`);
    for (const note of notes) io.talk(`${note}\n`);
    for (const warning of plan.warnings) io.talk(`warning: ${warning}\n`);
    const audited = options.audit ? { audited: options.config } : {};
    const training = { store, plan, recorded, dispatcher, threads, io, ...audited };
    const { failed, stopped } = await trainMissing(training, isAdaptive ? asked : undefined);
    if (stopped) {
      io.talk("stopped; the same command goes on where this one ended\n");
      return ExitCode.stopped;
    }
    if (isAdaptive) dropPending(store, plan.sweep);
    const { comparisons } = await printReport(store, reportOptions(options, plan), io, "run");
    if (failed > 0) return ExitCode.runsFailed;
    const isOpen = comparisons.some(({ verdict }) => verdict === "undecided");
    return isAdaptive && isOpen ? ExitCode.undecided : ExitCode.ok;
  } finally {
    unlock?.();
    store.close();
  }
}

function reportOptions({ db, json }: RunOptions, { sweep }: Plan) {
  return { db, json, sweep };
}

/** @throws SweepError USAGE where seeds are to end when decided, but nothing could be decided */
function firstLookOf(config: Config, plan: Plan, untilDecided: boolean): number | undefined {
  if (!untilDecided && config.firstLook === undefined) return undefined;
  const refuse = (rule: string, got: string) => {
    throw new SweepError("USAGE", `--until-decided: ${rule}, got ${got}`);
  };
  if (config.compare.mode === "fixed") refuse("needs compare.mode budget or open-ended", "fixed");
  if (plan.variants.length < 2) refuse("needs two variants to compare", "1");
  if (plan.seeds.length < 3) refuse("needs at least 3 seeds", `${plan.seeds.length}`);
  return Math.min(config.firstLook ?? FIRST_LOOK, plan.seeds.length);
}

const FIRST_LOOK = 5;

/** Fixes what is asked before anything is trained. */
function claim(store: Store, plan: Plan, asked: SummaryOptions): void {
  const { record, runs } = readRecordedSweep(store, plan.sweep);
  recordClaim(store, record.id, {
    question: canonicalJson(questionOf(runs, asked) as unknown as Json),
    seeds: plan.seeds,
    definitions: plan.variants.map(({ id }) => id),
    madeAt: new Date().toISOString(),
  });
}

export interface Training {
  readonly store: Store;
  readonly plan: Plan;
  readonly recorded: RecordedPlan;
  /** closed when all is trained */
  readonly dispatcher: Dispatcher;
  readonly threads: number;
  readonly io: Io;
  /** the sweep's file, where it is to be audited before its first run */
  readonly audited?: string;
}

/** @param asked the question whose answer ends the training; undefined: train all there is */
export async function trainMissing(
  { store, plan, recorded: { toTrain }, dispatcher, threads: threadsAsked, io, audited }: Training,
  asked: SummaryOptions | undefined,
): Promise<{ failed: number; stopped: boolean }> {
  const threads = Math.min(threadsAsked, toTrain.length);
  const signals = watchSignals(io, () => dispatcher.close());
  const shown = progressOf(plan, toTrain, io);
  const say = (text: string) => shown.say(text);
  const watch = asked && watchDecisions({ store, sweep: plan.sweep, asked, threads, say });
  try {
    const workload = workloadOf(plan, threads);
    const untrained = audited === undefined ? [] : variantsToAudit(store, plan, toTrain);
    const auditing = { dispatcher, workload, config: audited ?? "", io, stop: signals.stop };
    const host = untrained.length > 0 ? await openAudited(plan, untrained, auditing) : undefined;
    // Looks go by ascending seed, so that is the order in which runs are of use.
    const runs = asked ? [...toTrain].sort((a, b) => a.seed - b.seed) : toTrain;
    const tally = await trainRuns(runs, {
      ...{ store, dispatcher, workload, ...(host && { host }) },
      listener: watch ? { ...shown, onEnd: tellingBoth(shown, watch) } : shown,
      ...(watch && { isWanted: watch.isWanted }),
      stop: signals.stop,
    });
    return { failed: tally.failed, stopped: signals.stop.aborted };
  } finally {
    shown.close();
    dispatcher.close();
    signals.close();
  }
}

function tellingBoth(shown: Progress, watch: DecisionWatch): Progress["onEnd"] {
  return (run, end) => {
    shown.onEnd(run, end);
    watch.onEnd(end.kind === "ended" ? end.result.durationMs : null);
  };
}

function progressOf(plan: Plan, toTrain: RecordedPlan["toTrain"], io: Io): Progress {
  return progress({
    write: (text) => io.talk(text),
    isTty: io.talkIsTty,
    columns: io.columns,
    now: () => performance.now(),
    runCount: toTrain.length,
    epochCount: toTrain.reduce((sum, { spec }) => sum + spec.training.epochs, 0),
    metric: (plan.variants[0]?.spec.data.validation ?? 0) !== 0 ? "val_loss" : "loss",
  });
}

/** For example "smoke: 2 variants x 3 seeds = 6 runs; 4 recorded, 2 to train, 2 at a time". */
function headline(
  plan: Plan,
  { toTrain, recorded, copied }: RecordedPlan,
  { threads, isAdaptive }: { threads: number; isAdaptive: boolean },
): string {
  const { sweep, variants, seeds, runs, engine } = plan;
  const size = `${countOf(variants.length, "variant")} x ${countOf(seeds.length, "seed")}`;
  const atOnce = Math.min(threads, toTrain.length);
  const done = recorded > 0 ? `${recorded} recorded, ` : "";
  const same = copied > 0 ? `${copied} copied from equal runs, ` : "";
  const count = `${isAdaptive ? "at most " : ""}${toTrain.length}`;
  const todo =
    toTrain.length > 0
      ? `${count} to train, ${atOnce} at a time, on ${engine.name}`
      : "nothing to train";
  return `${sweep}: ${size} = ${countOf(runs.length, "run")}; ${done}${same}${todo}`;
}
