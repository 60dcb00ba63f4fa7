import { existsSync } from "node:fs";
import type { Argv } from "yargs";
import { countOf } from "../base/count-of.ts";
import { SweepError } from "../base/error.ts";
import { showPlain } from "../base/number.ts";
import { printProgram, programSha256 } from "../engine/compiled/print-program.ts";
import { compile } from "../engine/load-engine.ts";
import type { Plan } from "../plan/run.ts";
import { wrap } from "../report/wrap.ts";
import { duration } from "../run/progress.ts";
import type { Scale } from "../stats/question.ts";
import { seedList } from "../stats/seed-list.ts";
import { openStore } from "../store/open-store.ts";
import { type Command, ExitCode, JSON_OPTION } from "./command.ts";
import { couplingNotes } from "./coupling-notes.ts";
import { type Forecast, forecastPlan } from "./forecast.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";
import { type LaidOut, type PlannedQuestion, plannedQuestion } from "./planned-question.ts";

interface PlanCommandOptions extends PlanOptions {
  untilDecided?: boolean | undefined;
  json: boolean;
  program: boolean;
}

/** What `run` and `plan` have in common, beside the config. */
export const UNTIL_DECIDED_OPTION = {
  "until-decided": {
    type: "boolean",
    describe:
      "look after every seed from the fifth and stop when each comparison is decided; a rerun " +
      "keeps it; --no-until-decided trains all seeds",
  },
} as const;

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
      ...UNTIL_DECIDED_OPTION,
      ...PROGRAM_OPTION,
    }) as unknown as Argv<PlanCommandOptions>,

  async run(options, io) {
    const threads = threadCount(options.threads);
    const loaded = await loadPlan(options);
    const suggestions = couplingNotes(loaded.plan, loaded.config);
    for (const note of [...loaded.notes, ...suggestions]) io.talk(`${note}\n`);
    if (options.program) {
      const compiled = programs(loaded.plan);
      io.out(options.json ? `${JSON.stringify(compiled, null, 2)}\n` : described(compiled));
      return ExitCode.ok;
    }
    const question = questionFor(loaded, options);
    const forecast = await forecastPlan(question, options.db, threads);
    const { plan } = question;
    io.out(options.json ? `${JSON.stringify(forecast, null, 2)}\n` : describe(forecast, plan));
    return ExitCode.ok;
  },
};

/** What `run` would ask. */
function questionFor(loaded: LaidOut, options: PlanCommandOptions): PlannedQuestion {
  if (!existsSync(options.db)) return plannedQuestion(loaded, options, undefined);
  const store = openStore(options.db, "read");
  try {
    return plannedQuestion(loaded, options, store);
  } finally {
    store.close();
  }
}

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
  const atMost = forecast.isAdaptive ? "At most about" : "About";
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
      ? `${forecast.isDecided ? "Decided: nothing" : "Nothing"} to train.`
      : `${atMost} ${duration(estimateMs)} on ${countOf(threads, "thread")}, from ${estimateFrom}.`,
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

/** "0.084", or of ratios "8.8%". */
function inUnitsOf(difference: number, scale: Scale): string {
  if (scale === "linear") return showPlain(difference);
  return `${Number((100 * Math.expm1(difference)).toPrecision(2))}%`;
}

/** What so many seeds can show at all, before any is trained. */
function reach(seedCount: number, forecast: Forecast): string[] {
  const { smallestEffect, smallestDifference, scale, pValueMin } = forecast;
  const pairs = countOf(seedCount, "pair");
  if (smallestEffect === null) return [nothingDecided(pairs, forecast)];
  const effect = `a difference of ${smallestEffect.toFixed(2)} standard deviations of the paired`;
  const known =
    smallestDifference === null
      ? ""
      : `: about ${inUnitsOf(smallestDifference, scale)} as recorded`;
  if (pValueMin === null) {
    const last = `The one at ${lastOf(seedCount, forecast)} pairs alone detects ${effect}`;
    const often = `differences in 80 of 100 sweeps${known}`;
    const text = `${last} ${often}; all looks together detect it in no fewer`;
    return wrap(`${looksInWords(forecast)}. ${text}.`, WIDTH);
  }
  const p = pValueMin.toPrecision(2);
  const least = `${pairs} of runs can reach p = ${p} by sign flips at the least`;
  const few =
    pValueMin <= 0.05 ? "" : seedCount < 8 ? ":\n  only a t test can decide" : ": too few";
  return [`${least}${few}.`, `They detect ${effect}`, `  differences in 80 of 100 sweeps${known}.`];
}

const WIDTH = 80;

function nothingDecided(pairs: string, { looks }: Forecast): string {
  return looks === null
    ? `${pairs} of runs decide nothing: train at least 3 seeds.`
    : `${pairs} of runs decide nothing: the first look is at ${looks[0]}.`;
}

function looksInWords({ looks }: Forecast): string {
  if (looks === null) return "A look after every pair";
  const counts = seedList(looks).replace(/^seeds? /, "");
  return `${looks.length === 1 ? "A look" : "Looks"} at ${counts} pairs`;
}

function lastOf(seedCount: number, { looks }: Forecast): number {
  return looks?.findLast((look) => look <= seedCount) ?? seedCount;
}
