import type { Argv } from "yargs";
import type { Config } from "../config/config.ts";
import { defaultScale } from "../config/default-scale.ts";
import type { Question } from "../stats/question.ts";
import { everySeed } from "../stats/sequential/looks.ts";
import type { SummaryOptions } from "../stats/summarize.ts";

/** What a user may ask in place of what the config asks. */
export interface AskedOptions {
  sweep?: string | undefined;
  metric?: string | undefined;
  at?: string | undefined;
  direction?: "min" | "max" | undefined;
  baseline?: string | undefined;
  margin?: number | undefined;
  alpha?: number | undefined;
}

/** The question's options on the command line, those that all reporting commands share. */
export function withQuestionOptions(yargs: Argv) {
  return yargs.options({
    metric: { type: "string", describe: "default: the config's, else val_loss", requiresArg: true },
    at: { type: "string", describe: "last, best, auc or epoch:N", requiresArg: true },
    direction: { choices: ["min", "max"] as const, describe: "which end is better" },
    margin: {
      type: "number",
      describe: "the least difference that matters; of ratios a share",
      requiresArg: true,
    },
    alpha: { type: "number", describe: "error probability", requiresArg: true },
  });
}

const FIRST_LOOK = 5;

/**
 * What a config asks, before anything is known of the runs.
 *
 * @param seeds in place of the config's
 * @param firstLook seeds before the first look, if they end when decided
 */
export function optionsOfConfig(
  { compare, data, variants, seeds: ofConfig, firstLook: looksFrom }: Config,
  seeds: readonly number[] = ofConfig,
  firstLook: number | undefined = looksFrom,
): SummaryOptions {
  const mode = compare.mode ?? (firstLook === undefined ? "fixed" : "budget");
  const first = Math.max(2, Math.min(firstLook ?? FIRST_LOOK, seeds.length));
  const looks = compare.looks ?? everySeed(first, Math.max(first, seeds.length));
  const metric = compare.metric ?? (data.validation !== 0 ? "val_loss" : "loss");
  const losses = variants.map(({ train }) => train.loss);
  return {
    ...compare,
    metric,
    scale: compare.scale ?? defaultScale(metric, losses, compare),
    mode,
    looks: mode === "budget" ? looks : undefined,
  };
}

/** A question that was asked before, as options. */
export function optionsOfQuestion(question: Question): SummaryOptions {
  const { baseline, margin, looks, failureValue, ...rest } = question;
  return {
    ...rest,
    baseline: baseline ?? undefined,
    margin: margin ?? undefined,
    looks: looks ?? undefined,
    failureValue: failureValue ?? undefined,
  };
}

/** The question with what the command line says otherwise. */
export function askedFor(before: SummaryOptions, options: AskedOptions): SummaryOptions {
  const { metric, at, direction, baseline, margin, alpha } = options;
  const isOtherMetric = metric !== undefined && metric !== before.metric;
  const asked = { metric, at, direction, baseline, margin, alpha };
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  return {
    ...before,
    ...(isOtherMetric && { direction: undefined }), // that of one metric says nothing of another
    ...Object.fromEntries(said),
  };
}
