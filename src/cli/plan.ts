import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import type { Plan } from "../plan/run.ts";
import { duration } from "../run/progress.ts";
import { type Command, ExitCode, JSON_OPTION } from "./command.ts";
import { type Forecast, forecastPlan } from "./forecast.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";

interface PlanCommandOptions extends PlanOptions {
  json: boolean;
}

/** Says what `run` would do, and records nothing. */
export const planCommand: Command<PlanCommandOptions> = {
  usage: "plan <config>",
  summary: "runs to do, and how long they will take",
  example: "sweep plan sweeps/dropout.yaml --threads 2",
  options: (yargs: Argv) =>
    withPlanOptions(yargs).options({ ...JSON_OPTION }) as unknown as Argv<PlanCommandOptions>,

  async run(options, io) {
    const threads = threadCount(options.threads);
    const { plan } = loadPlan(options);
    const forecast = await forecastPlan(plan, options.db, threads);
    io.out(options.json ? `${JSON.stringify(forecast, null, 2)}\n` : describe(forecast, plan));
    return ExitCode.ok;
  },
};

function describe(forecast: Forecast, plan: Plan): string {
  const { sweep, engine, threads, variants, estimateMs, estimateFrom, pValueMin } = forecast;
  const width = Math.max("variant".length, ...variants.map(({ name }) => name.length));
  const row = (...cells: (string | number)[]) =>
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(width) : String(cell).padStart(11)))
      .join("");
  const seedCount = plan.seeds.length;
  const total = variants.reduce((sum, { toTrain }) => sum + toTrain, 0);
  const lines = [
    `${sweep}  ${countOf(variants.length, "variant")} x ${countOf(seedCount, "seed")}, ${engine}`,
    "",
    row("variant", "parameters", "steps/run", "recorded", "to train", "time/run"),
    ...variants.map((variant) =>
      row(
        variant.name,
        variant.parameters.toLocaleString("en"),
        variant.stepsPerRun.toLocaleString("en"),
        variant.recorded,
        variant.toTrain,
        duration(variant.msPerRun),
      ),
    ),
    "",
    total === 0
      ? "Nothing to train."
      : `About ${duration(estimateMs)} on ${countOf(threads, "thread")}, from ${estimateFrom}.`,
    ...(variants.length > 1 ? [leastP(seedCount, pValueMin)] : []),
    ...forecast.warnings.map((warning) => `warning: ${warning}`),
  ];
  return `${lines.join("\n")}\n`;
}

function leastP(pairCount: number, pValueMin: number): string {
  const reach = `${countOf(pairCount, "pair")} of runs can reach p = ${pValueMin.toPrecision(2)}`;
  return `${reach} at the least${pValueMin > 0.05 ? "; below 0.05 takes 6." : "."}`;
}
