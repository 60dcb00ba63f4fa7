import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import type { Plan } from "../plan/run.ts";
import type { Dispatcher } from "../run/dispatcher.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { type Progress, progress } from "../run/progress.ts";
import type { SummaryOptions } from "../stats/summarize.ts";
import { dropPending } from "../store/drop-pending.ts";
import type { RecordedPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { type BegunSweep, beginSweep } from "./begin-sweep.ts";
import { type Command, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";
import { planCommand, UNTIL_DECIDED_OPTION } from "./plan.ts";
import { printReport, type Showing } from "./report.ts";
import { trainRecorded } from "./train-recorded.ts";
import { watchSignals } from "./watch-signals.ts";

interface RunOptions extends PlanOptions {
  untilDecided?: boolean | undefined;
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
      ...UNTIL_DECIDED_OPTION,
      audit: {
        type: "boolean",
        default: true,
        describe: "before a sweep's first run: does the seed do what it says; --no-audit skips it",
      },
      "dry-run": { type: "boolean", default: false, describe: "the same as `sweep plan`" },
    }) as unknown as Argv<RunOptions>,

  async run(options, io, typed) {
    if (options.dryRun) return planCommand.run({ ...options, program: false }, io, typed);
    const dispatcher = localDispatcher();
    try {
      return await run(options, dispatcher, { io, typed });
    } finally {
      dispatcher.close();
    }
  },
};

async function run(
  options: RunOptions,
  dispatcher: Dispatcher,
  { io, typed }: Omit<Showing, "config">,
): Promise<ExitCode> {
  const threads = threadCount(options.threads);
  const loaded = await loadPlan(options);
  const warn = (text: string) => io.talk(`warning: ${text}\n`);
  const begun = beginSweep(loaded, { ...options, warn });
  const { store, plan, recorded, asked, isAdaptive, close } = begun;
  try {
    io.talk(`${headline(begun, threads)}\n`);
    if (begun.note !== undefined) io.talk(`${begun.note}\n`);
    for (const note of loaded.notes) io.talk(`${note}\n`);
    for (const warning of plan.warnings) io.talk(`warning: ${warning}\n`);
    const audited = options.audit ? { audited: options.config } : {};
    const training = { store, plan, recorded, dispatcher, threads, io, ...audited };
    const { failed, stopped } = await trainMissing(training, isAdaptive ? asked : undefined);
    if (stopped) {
      io.talk("stopped; the same command goes on where this one ended\n");
      return ExitCode.stopped;
    }
    if (isAdaptive) dropPending(store, plan.sweep);
    const shown = reportOptions(options, plan);
    const { comparisons } = await printReport(store, shown, { io, typed, command: "run" });
    if (failed > 0) return ExitCode.runsFailed;
    const isOpen = comparisons.some(({ verdict }) => verdict === "undecided");
    return isAdaptive && isOpen ? ExitCode.undecided : ExitCode.ok;
  } finally {
    close();
  }
}

function reportOptions({ db, json }: RunOptions, { sweep }: Plan) {
  return { db, json, sweep };
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

/**
 * Trains what is missing while the user looks on, and may stop it.
 *
 * @param asked the question whose answer ends the training; undefined: train all there is
 */
export async function trainMissing(
  { io, ...training }: Training,
  asked: SummaryOptions | undefined,
): Promise<{ failed: number; stopped: boolean }> {
  const signals = watchSignals(io, () => training.dispatcher.close());
  const shown = progressOf(training.plan, training.recorded.toTrain, io);
  const watched = { listener: shown, say: shown.say, stop: signals.stop, asked };
  try {
    const tally = await trainRecorded({ ...training, ...watched });
    return { failed: tally.failed, stopped: signals.stop.aborted };
  } finally {
    shown.close();
    signals.close();
  }
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
function headline({ plan, recorded: record, ...begun }: BegunSweep, threads: number): string {
  const { sweep, variants, seeds, runs } = plan;
  const { recorded, copied } = record;
  const size = `${countOf(variants.length, "variant")} x ${countOf(seeds.length, "seed")}`;
  const done = recorded > 0 ? `${recorded} recorded, ` : "";
  const same = copied > 0 ? `${copied} copied from equal runs, ` : "";
  const todo = begun.isDecided ? "decided: nothing to train" : toDo(plan, record, begun, threads);
  return `${sweep}: ${size} = ${countOf(runs.length, "run")}; ${done}${same}${todo}`;
}

function toDo(
  { engine }: Plan,
  { toTrain }: RecordedPlan,
  { isAdaptive }: Pick<BegunSweep, "isAdaptive">,
  threads: number,
): string {
  if (toTrain.length === 0) return "nothing to train";
  const count = `${isAdaptive ? "at most " : ""}${toTrain.length}`;
  return `${count} to train, ${Math.min(threads, toTrain.length)} at a time, on ${engine.name}`;
}
