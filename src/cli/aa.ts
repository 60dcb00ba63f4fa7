import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { showPlain } from "../base/number.ts";
import { renderJson } from "../report/json.ts";
import { showShare } from "../report/show-difference.ts";
import { type FalsePositives, falsePositives } from "../stats/false-positives.ts";
import type { Question } from "../stats/question.ts";
import { summarize } from "../stats/summarize.ts";
import { openStore } from "../store/open-store.ts";
import { type Command, DB_OPTION, ExitCode, JSON_OPTION } from "./command.ts";
import { type AskedOptions, askedFor, withQuestionOptions } from "./question.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";

interface AaOptions extends AskedOptions {
  db: string;
  json: boolean;
  variant: string;
}

/** Two halves of three pairs each are the least that can be compared. */
const SEED_COUNT_MIN = 6;
/** From here on the smaller half has the pairs that a sign-flip test wants. */
const SEED_COUNT_GOOD = 16;

/** A against A on disjoint seeds: what the verdicts of this task are worth. */
export const aaCommand: Command<AaOptions> = {
  usage: "aa <variant>",
  summary: "A against A on disjoint seeds: this task's own false-positive rate and noise",
  example: "sweep aa dropout-on --sweep smoke",
  options: (yargs: Argv) =>
    withQuestionOptions(
      yargs.positional("variant", { type: "string", demandOption: true, describe: "A" }),
    ).options({
      ...DB_OPTION,
      ...JSON_OPTION,
      sweep: { type: "string", describe: "default: the sweep run last", requiresArg: true },
    }) as unknown as Argv<AaOptions>,

  async run(options, io) {
    const store = openStore(options.db, "read");
    try {
      const sweep = readRecordedSweep(store, options.sweep);
      const asked = askedFor(sweep.asked, { ...options, baseline: options.variant });
      const summary = summarize(sweep.runs, asked);
      const variant = summary.variants.find(({ name }) => name === options.variant)!;
      const values = variant.runs.flatMap(({ value }) => value ?? []);
      if (values.length < SEED_COUNT_MIN) throw tooFew(options.variant, values.length);
      const found = falsePositives(values, summary);
      const facts = { sweep: summary.sweep, variant: options.variant, n: values.length };
      io.out(
        options.json
          ? renderJson({ ...facts, metric: summary.metric, alpha: summary.alpha, ...found })
          : inWords(facts, summary, found),
      );
      return ExitCode.ok;
    } finally {
      store.close();
    }
  },
};

function tooFew(variant: string, count: number): SweepError {
  return new SweepError(
    "USAGE",
    `${variant}: needs at least ${SEED_COUNT_MIN} runs with a value, got ${count}`,
    `train more seeds first, for example \`sweep run CONFIG --seeds 1..${SEED_COUNT_GOOD}\``,
  );
}

function inWords(
  { sweep, variant, n }: { sweep: string; variant: string; n: number },
  { metric, alpha, margin, mode }: Question,
  found: FalsePositives,
): string {
  const { pairCount, divisionCount, rate, equivalentRate, noise, singleNoise } = found;
  const lines = [
    `${sweep}  ${variant} against itself, ${metric}, mode ${mode}`,
    "",
    `In ${divisionCount} divisions of its ${n} seeds into two times ${pairCount}, a difference was`,
    `  found in ${showShare(rate)} (alpha is ${showShare(alpha)}).`,
    ...(margin === null
      ? []
      : [`  In ${showShare(equivalentRate)} they were equivalent within ${showPlain(margin)}.`]),
    `Means of ${pairCount} runs each differ by up to ${showPlain(noise)}, two single runs by up to`,
    `  ${showPlain(singleNoise)}, in 95 of 100 cases: the noise that a change has to exceed.`,
  ];
  if (n < SEED_COUNT_GOOD) {
    lines.push(`caveat: ${n} seeds are few for this; ${SEED_COUNT_GOOD} or more say it better`);
  }
  return `${lines.join("\n")}\n`;
}
