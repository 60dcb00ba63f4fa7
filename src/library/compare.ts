import { SweepError } from "../base/error.ts";
import type { Comparison } from "../stats/comparison.ts";
import type { Mode, Scale } from "../stats/question.ts";
import { type RecordedVariant, summarize } from "../stats/summarize.ts";
import { checkDirection } from "./check-direction.ts";

/**
 * One value per seed, such as a last validation loss: a list, in the same order of seeds on both
 * sides, or an object with the seeds as keys. A value that is not finite is a run that diverged.
 */
export type SeedValues = readonly number[] | Readonly<Record<number, number>>;

/** How two sets of values are compared; what the config's `compare` has under the same names. */
export interface CompareOptions {
  /** which end is better; default: min */
  readonly direction?: "min" | "max";
  /** error probability, in (0, 0.5); default: 0.05 */
  readonly alpha?: number;
  /** the least difference that matters, in units of the values (scale log: a share), > 0 */
  readonly margin?: number;
  /** default: linear */
  readonly scale?: Scale;
  /**
   * How the number of seeds was chosen; default: fixed, before anything was seen. To compare again
   * after more seeds and to stop when it is decided needs budget (with `looks`) or open-ended.
   */
  readonly mode?: Mode;
  /** budget: after how many pairs one looks, ascending from 3; the last is all there will be */
  readonly looks?: readonly number[];
}

/**
 * Compares values that were got anywhere, with the statistics of every report. Pairs are made by
 * seed; where no seed is shared the two are independent samples. Values that are equal on every
 * seed are ties, which are undecided: that the runs behind them are identical cannot be known here.
 * Nothing is read or recorded.
 *
 * @returns `difference` is candidate minus baseline; `verdict` speaks of the candidate
 * @throws SweepError USAGE for values, seeds or options that break a rule
 * @see docs/statistics.md
 */
export function compare(
  candidate: SeedValues,
  baseline: SeedValues,
  options: CompareOptions = {},
): Comparison {
  checkOptions(options);
  if (Array.isArray(candidate) !== Array.isArray(baseline)) {
    throw refused("the two must both be lists, or both be by seed", "one of each");
  }
  if (Array.isArray(candidate) && Array.isArray(baseline) && candidate.length !== baseline.length) {
    const got = `${candidate.length} and ${baseline.length} values`;
    throw refused("lists must have a value for each seed", got, BY_SEED);
  }
  const { comparisons } = summarize(
    {
      ...{ sweep: "compare", engine: "external", olderRunCount: 0 },
      variants: [recorded("baseline", baseline), recorded("candidate", candidate)],
      ...{ history: null, environments: new Map() },
    },
    { direction: "min", alpha: 0.05, ...options, metric: METRIC, at: "last", baseline: "baseline" },
  );
  return comparisons[0]!;
}

const METRIC = "value";
const BY_SEED = "values of other seeds are compared by name: {1: 0.31, 2: 0.29}";

/** What TypeScript checks for those who use it. */
function checkOptions({ direction, alpha = 0.05, margin = 1, ...rest }: CompareOptions): void {
  checkDirection(direction);
  const { mode = "fixed", scale = "linear", looks = [3] } = rest;
  if (!(alpha > 0 && alpha < 0.5)) throw refused("alpha must be between 0 and 0.5", `${alpha}`);
  if (!(margin > 0 && margin < Number.POSITIVE_INFINITY)) {
    throw refused("margin must be a number greater than 0", `${margin}`);
  }
  if (!["fixed", "budget", "open-ended"].includes(mode)) {
    throw refused("mode must be fixed, budget or open-ended", `"${mode}"`);
  }
  if (!["linear", "log"].includes(scale))
    throw refused("scale must be linear or log", `"${scale}"`);
  if (mode === "budget" && rest.looks === undefined) {
    throw refused("mode budget needs looks, as planned before the first one", "none");
  }
  const isSchedule = looks.every((n, at) => Number.isInteger(n) && n > (looks[at - 1] ?? 2));
  if (!isSchedule || looks.length === 0) {
    throw refused("looks must be whole numbers that ascend from 3", `[${looks.join(", ")}]`);
  }
}

function recorded(name: string, values: SeedValues): RecordedVariant {
  const entries = Array.isArray(values)
    ? values.map((value, index) => [index + 1, value] as const)
    : Object.entries(values).map(([seed, value]) => [seedOf(seed), value as number] as const);
  const runs = entries.map(([seed, value]) => {
    if (typeof value !== "number") {
      throw refused(`the ${name}'s value of seed ${seed} must be a number`, String(value));
    }
    const state = Number.isFinite(value) ? ("done" as const) : ("diverged" as const);
    const series = { [METRIC]: Float64Array.of(value) };
    return { seed, state, series, error: null, environmentId: null };
  });
  return { name, runs, streams: [], otherwise: "" };
}

function seedOf(key: string): number {
  const seed = Number(key);
  if (/^\d+$/.test(key) && Number.isSafeInteger(seed)) return seed;
  throw refused("a seed must be a whole number from 0 to 2^53 - 1", `"${key}"`);
}

function refused(rule: string, got: string, hint?: string): SweepError {
  return new SweepError("USAGE", `compare: ${rule}, got ${got}`, hint);
}
