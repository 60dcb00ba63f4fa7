import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import { SweepError } from "../base/error.ts";
import { showPlain } from "../base/number.ts";
import { printProgram, programSha256 } from "../engine/compiled/print-program.ts";
import { compile } from "../engine/load-engine.ts";
import type { Plan } from "../plan/run.ts";
import { duration } from "../run/progress.ts";
import { type Command, ExitCode, JSON_OPTION } from "./command.ts";
import { couplingNotes } from "./coupling-notes.ts";
import { type Forecast, forecastPlan } from "./forecast.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";

interface PlanCommandOptions extends PlanOptions {
  json: boolean;
  program: boolean;
}

const PROGRAM_OPTION = {
  program: {
    type: "boolean",
    default: false,
    describe: "print the compiled programs instead",
  },
} as const;

/** Says what `run` would do, and records nothing. */
export const planCommand: Command<PlanCommandOptions> = {
  usage: "plan <config>",
  summary: "runs to do, and how long they will take",
  example: "sweep plan sweeps/dropout.yaml --threads 2",
  options: (yargs: Argv) =>
    withPlanOptions(yargs).options({
      ...JSON_OPTION,
      ...PROGRAM_OPTION,
    }) as unknown as Argv<PlanCommandOptions>,

  async run(options, io) {
    const threads = threadCount(options.threads);
    const { plan, config, notes } = await loadPlan(options);
    for (const note of [...notes, ...couplingNotes(plan, config)]) io.talk(`${note}\n`);
    if (options.program) {
      const compiled = programs(plan);
      io.out(options.json ? `${JSON.stringify(compiled, null, 2)}\n` : described(compiled));
      return ExitCode.ok;
    }
    const forecast = await forecastPlan({ plan, config }, options.db, threads);
    io.out(options.json ? `${JSON.stringify(forecast, null, 2)}\n` : describe(forecast, plan));
    return ExitCode.ok;
  },
};

interface CompiledVariant {
  readonly variant: string;
  readonly sha256: string;
  readonly program: string;
}

/** The compiled program of each variant, in full. */
function programs({ variants, engine }: Plan): CompiledVariant[] {
  if (engine.name !== "compiled") {
    const got = `got engine ${engine.name}`;
    throw new SweepError("USAGE", `--program: must be a plan for the compiled engine, ${got}`);
  }
  return variants.map(({ name, spec }) => {
    const program = compile(spec);
    return { variant: name, sha256: programSha256(program), program: printProgram(program) };
  });
}

function described(compiled: readonly CompiledVariant[]): string {
  return compiled
    .map(({ variant, sha256, program }) => `${variant}, program ${sha256}\n\n${program}`)
    .join("\n");
}

function describe(forecast: Forecast, plan: Plan): string {
  const { sweep, engine, kernels, threads, variants, estimateMs, estimateFrom } = forecast;
  const width = Math.max("variant".length, ...variants.map(({ name }) => name.length));
  const row = (...cells: (string | number)[]) =>
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(width) : String(cell).padStart(11)))
      .join("");
  const seedCount = plan.seeds.length;
  const using = kernels === undefined ? engine : `${engine} (${kernels})`;
  const total = variants.reduce((sum, { toTrain }) => sum + toTrain, 0);
  const lines = [
    `${sweep}  ${countOf(variants.length, "variant")} x ${countOf(seedCount, "seed")}, ${using}`,
    rowsInWords(forecast),
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
    ...(variants.length > 1 ? reach(seedCount, forecast) : []),
    ...forecast.warnings.map((warning) => `warning: ${warning}`),
  ];
  return `${lines.join("\n")}\n`;
}

function rowsInWords({ rows: { train, validation, moves } }: Forecast): string {
  const [more, rest] = [train, validation].map((count) => count.toLocaleString("en"));
  const split = `${more} rows train, ${rest} validate`;
  return moves ? `${split}; other ones with each seed` : split;
}

/** What so many seeds can show at all, before any is trained. */
function reach(
  seedCount: number,
  { pValueMin, smallestEffect, smallestDifference }: Forecast,
): string[] {
  const pairs = countOf(seedCount, "pair");
  const p = pValueMin.toPrecision(2);
  const least = `${pairs} of runs can reach p = ${p} by sign flips at the least`;
  const few =
    pValueMin <= 0.05 ? "" : seedCount < 8 ? ":\n  only a t test can decide" : ": too few";
  if (smallestEffect === null) return [`${pairs} of runs decide nothing: train at least 3 seeds.`];
  const known =
    smallestDifference === null ? "" : `: about ${showPlain(smallestDifference)} as recorded`;
  return [
    `${least}${few}.`,
    `They detect a difference of ${smallestEffect.toFixed(2)} standard deviations of the paired`,
    `  differences in 80 of 100 sweeps${known}.`,
  ];
}
