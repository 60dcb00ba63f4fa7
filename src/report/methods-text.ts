import { countOf } from "../base/count-of.ts";
import { showPlain } from "../base/number.ts";
import type { Comparison, Method } from "../stats/comparison.ts";
import type { Summary, VariantSummary } from "../stats/summary.ts";
import { printable } from "./printable.ts";
import { showLevel, showMargin } from "./show-difference.ts";
import { verdictFinding } from "./verdict-words.ts";

/**
 * How it was done and what came out, for the methods section of a paper: two paragraphs of
 * sentences, each left out where it would not be true of this summary.
 *
 * @param version of this program
 * @returns plain text, an empty line between paragraphs
 */
export function methodsText(summary: Summary, version: string): string {
  const methods = [
    ...runSentences(summary),
    ...claimSentences(summary),
    ...procedureSentences(summary),
    ...decisionSentences(summary),
    ...correctionSentences(summary),
    ...divergenceSentences(summary),
    `Runs and statistics were made with seed-sweep ${version}, engine ${summary.engine}.`,
  ];
  const results = summary.comparisons.map((pair) => `${capital(verdictFinding(pair, summary))}.`);
  const paragraphs = [methods, results].filter((sentences) => sentences.length > 0);
  return paragraphs.map((sentences) => printable(sentences.join(" "))).join("\n\n");
}

function runSentences(summary: Summary): string[] {
  const { variants, metric, at, direction, warnings } = summary;
  if (variants.length === 0) return [];
  const names = listOf(variants.map(({ name }) => name));
  const counts = variants.map(endedCount);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const seeds = least === most ? countOf(most, "seed") : `${least} to ${most} seeds`;
  const each = variants.length === 1 ? "" : " each";
  const good = direction === "min" ? "lower" : "higher";
  const isCoupled = warnings.some(({ code }) => code === "coupled");
  return [
    `We trained ${countOf(variants.length, "variant")} (${names}) with ${seeds}${each}.`,
    `A run counts with its ${metric} ${AT_WORDS[at] ?? `in ${at.replace(":", " ")}`}; ` +
      `${good} is better.`,
    ...(isCoupled ? [COUPLED] : []),
  ];
}

const COUPLED =
  "Initial kernels were drawn by position, so that on each seed the units that two variants both " +
  "have start alike; each variant's own distribution is that of independent draws.";

const AT_WORDS: Readonly<Record<string, string>> = {
  last: "after the last epoch",
  best: "in its best epoch",
  auc: "averaged over its epochs",
};

/** Runs that are still to do are no part of what was done. */
function endedCount({ runs }: VariantSummary): number {
  return runs.filter(({ state }) => state !== "pending" && state !== "running").length;
}

function claimSentences({ claim, comparisons }: Summary): string[] {
  if (comparisons.length === 0) return [];
  if (claim === null) return ["The question was not recorded before the first run."];
  const at = claim.madeAt.slice(0, "2025-01-01".length);
  const made = `The question was recorded before the first run, on ${at}`;
  if (claim.deviations.length === 0) return [`${made}, and kept.`];
  const deviations = claim.deviations.join("; ");
  return [`${made}, but not kept, so that the analysis is exploratory: ${deviations}.`];
}

function procedureSentences(summary: Summary): string[] {
  const { comparisons } = summary;
  const isPaired = comparisons.some(
    ({ paired, method }) => paired && BY_DIFFERENCE.includes(method),
  );
  const isLog = summary.scale === "log";
  const methods = [...new Set(comparisons.map(({ method }) => method))];
  return [
    ...(isPaired ? ["Variants were compared within seeds, by their difference on each seed."] : []),
    ...(isLog ? ["Differences are of logarithms, told in percent."] : []),
    ...methods.flatMap((method) => PROCEDURES[method]?.(summary) ?? []),
  ];
}

/** What compares values seed by seed. */
const BY_DIFFERENCE: readonly Method[] = [
  "paired-t",
  "sign-flip",
  "max-t",
  "repeated-interval",
  "t-mixture",
];

const PROCEDURES: Partial<Record<Method, (summary: Summary) => string>> = {
  "paired-t": (summary) =>
    "Mean differences are given with two-sided Student t intervals " +
    `(level ${levels(summary, "paired-t")}), exact if differences are normally distributed.`,
  "sign-flip": (summary) =>
    "Mean differences are given with intervals " +
    `(level ${levels(summary, "sign-flip")}) and two-sided p values by sign flips of the ` +
    `differences (Fisher, 1935), ${flipWords(summary)}.`,
  "max-t": (summary) =>
    `Mean differences are given with intervals (level ${levels(summary, "max-t")}) and adjusted ` +
    `p values for all ${summary.comparisonCount} comparisons together, by single-step max-T ` +
    "(Westfall and Young, 1993): sign flips of whole seeds, of differences about their means, " +
    `${isSampled(summary, "max-t") ? "sampled at random" : "all of them"}.`,
  "welch-t": (summary) =>
    "Variants without common seeds were compared as independent samples with Welch's t intervals " +
    `(Welch, 1947; level ${levels(summary, "welch-t")}), which are approximate.`,
  "repeated-interval": (summary) =>
    `${lookWords(summary)} Intervals are repeated confidence intervals (Jennison and Turnbull, ` +
    "1989) with a constant nominal level as Pocock's (1977) for the t statistic: " +
    `level ${levels(summary, "repeated-interval")} for all looks together, if differences are ` +
    "normally distributed.",
  "t-mixture": (summary) =>
    "The number of seeds was not fixed; intervals are a confidence sequence from a mixture of " +
    "t likelihood ratios (Lai, 1976; Wang and Ramdas, arXiv:2310.03722), " +
    `which holds at level ${levels(summary, "t-mixture")} for all numbers of seeds together, if ` +
    "differences are normally distributed.",
  divergence: () =>
    "Where no seed converged on both sides, the verdict says which variant diverged more often.",
};

function levels({ comparisons }: Summary, method: Method): string {
  const own = comparisons.filter((pair) => pair.method === method);
  const shown = own.flatMap(({ interval }) => (interval ? showLevel(interval.level) : []));
  return shown.length === 0 ? "not reached" : listOf([...new Set(shown)]);
}

function isSampled({ comparisons }: Summary, method: Method): boolean {
  const own = comparisons.filter((pair) => pair.method === method);
  return own.some(({ warnings }) => warnings.some(({ code }) => code === "monte-carlo"));
}

function flipWords(summary: Summary): string {
  return isSampled(summary, "sign-flip")
    ? "sampled at random where there are too many to list, for differences that are symmetric"
    : "all of them, exact for differences that are symmetric";
}

function lookWords({ looks }: Summary): string {
  if (looks === null || looks.length === 0) return "The number of seeds was bounded beforehand.";
  return looks.length === 1
    ? `The verdict was due after ${looks[0]} seeds.`
    : `Looks were due after ${listOf(looks.map(String))} seeds, fixed beforehand.`;
}

function decisionSentences(summary: Summary): string[] {
  const { comparisons, margin, scale, alpha } = summary;
  if (!comparisons.some(({ interval }) => interval !== null)) return [];
  const differs = "Two variants differ where the interval of the difference excludes 0";
  if (margin === null) return [`${differs}; no margin was set, so equivalence was not tested.`];
  const own = comparisons.find(({ equivalence }) => equivalence)?.equivalence;
  const level = showLevel(own?.level ?? 1 - 2 * alpha);
  const isJoint = comparisons.some(({ method }) => method === "max-t");
  return [
    `${differs}; they are equivalent where the ${level} interval${isJoint ? JOINTLY : ""} lies ` +
      `within ±${showMargin(margin, scale)} (two one-sided tests; Schuirmann, 1987).`,
  ];
}

const JOINTLY = ", again of all comparisons together,";

/** Where comparisons are not decided together. */
function correctionSentences({ comparisons, comparisonCount, alpha }: Summary): string[] {
  if (comparisonCount < 2 || comparisons.some(({ method }) => method === "max-t")) return [];
  const rate = `${showPlain(alpha)} / ${comparisonCount}`;
  return [`Each of the ${comparisonCount} comparisons has ${rate} as its error rate (Bonferroni).`];
}

function divergenceSentences({ variants, comparisons, failureValue }: Summary): string[] {
  const total = (key: "diverged" | "failed") =>
    variants.reduce((sum, variant) => sum + variant[key], 0);
  const [diverged, failed] = [total("diverged"), total("failed")];
  const runCount = variants.map(endedCount).reduce((sum, count) => sum + count, 0);
  const lost =
    failed === 0 ? [] : [`${failed} of ${countOf(runCount, "run")} failed and are left out.`];
  if (diverged === 0) return lost;
  const treatment =
    failureValue === null
      ? `have no value${comparisons.some(isPairedMean) ? PAIRS_LEFT : ""}`
      : `count with ${showPlain(failureValue)}`;
  return [`${diverged} of ${countOf(runCount, "run")} diverged and ${treatment}.`, ...lost];
}

const PAIRS_LEFT = ": means are over the seeds on which both variants converged";

function isPairedMean({ paired, n, method }: Comparison): boolean {
  return paired && n > 0 && method !== "divergence";
}

function listOf(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

/** A name keeps its first letter as it is; only our own word gets a capital. */
function capital(sentence: string): string {
  return sentence.replace(/^undecided/, "Undecided");
}
