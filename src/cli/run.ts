import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import type { Plan } from "../plan/run.ts";
import { trainRuns } from "../run/coordinator.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { progress } from "../run/progress.ts";
import { lockStore } from "../store/lock-store.ts";
import { openStore } from "../store/open-store.ts";
import { type RecordedPlan, recordPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { type Command, ExitCode, type Io, JSON_OPTION } from "./command.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";
import { planCommand } from "./plan.ts";
import { printReport } from "./report.ts";
import { watchSignals } from "./watch-signals.ts";

interface RunOptions extends PlanOptions {
  dryRun: boolean;
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
      "dry-run": { type: "boolean", default: false, describe: "the same as `sweep plan`" },
    }) as unknown as Argv<RunOptions>,

  async run(options, io) {
    if (options.dryRun) return planCommand.run({ ...options, program: false }, io);
    const threads = threadCount(options.threads);
    const { plan } = loadPlan(options);
    const store = openStore(options.db, "write");
    let unlock: (() => void) | undefined;
    try {
      unlock = lockStore(options.db);
      const recorded = recordPlan(store, plan, new Date().toISOString());
      io.talk(`${headline(plan, recorded, threads)}\n`);
      for (const warning of plan.warnings) io.talk(`warning: ${warning}\n`);
      const { failed, stopped } = await trainMissing(store, plan, recorded, threads, io);
      if (stopped) {
        io.talk("stopped; the same command goes on where this one ended\n");
        return ExitCode.stopped;
      }
      printReport(store, { sweep: plan.sweep, json: options.json }, io);
      return failed > 0 ? ExitCode.runsFailed : ExitCode.ok;
    } finally {
      unlock?.();
      store.close();
    }
  },
};

async function trainMissing(
  store: Store,
  plan: Plan,
  { toTrain }: RecordedPlan,
  threadsAsked: number,
  io: Io,
): Promise<{ failed: number; stopped: boolean }> {
  const threads = Math.min(threadsAsked, toTrain.length);
  const dispatcher = localDispatcher();
  const signals = watchSignals(io, () => dispatcher.close());
  const listener = progress({
    write: (text) => io.talk(text),
    isTty: io.talkIsTty,
    columns: io.columns,
    now: () => performance.now(),
    runCount: toTrain.length,
    epochCount: toTrain.reduce((sum, { spec }) => sum + spec.training.epochs, 0),
    metric: (plan.variants[0]?.spec.data.validation ?? 0) > 0 ? "val_loss" : "loss",
  });
  try {
    const workload = { data: plan.variants[0]!.spec.data, engine: plan.engine.name, threads };
    const tally = await trainRuns(toTrain, {
      store,
      dispatcher,
      workload,
      listener,
      stop: signals.stop,
    });
    return { failed: tally.failed, stopped: signals.stop.aborted };
  } finally {
    listener.close();
    dispatcher.close();
    signals.close();
  }
}

/** For example "smoke: 2 variants x 3 seeds = 6 runs; 4 recorded, 2 to train, 2 at a time". */
function headline(
  plan: Plan,
  { toTrain, recorded, copied }: RecordedPlan,
  threads: number,
): string {
  const { sweep, variants, seeds, runs, engine } = plan;
  const size = `${countOf(variants.length, "variant")} x ${countOf(seeds.length, "seed")}`;
  const atOnce = Math.min(threads, toTrain.length);
  const done = recorded > 0 ? `${recorded} recorded, ` : "";
  const same = copied > 0 ? `${copied} copied from equal runs, ` : "";
  const todo =
    toTrain.length > 0
      ? `${toTrain.length} to train, ${atOnce} at a time, on ${engine.name}`
      : "nothing to train";
  return `${sweep}: ${size} = ${countOf(runs.length, "run")}; ${done}${same}${todo}`;
}
