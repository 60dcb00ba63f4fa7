import { existsSync } from "node:fs";
import { SweepError } from "../base/error.ts";
import { dataShapes } from "../data/build-dataset.ts";
import { kernelSetOf } from "../engine/load-engine.ts";
import { splitOf } from "../engine/run-rows.ts";
import { modelShapes, sizeOf } from "../model/model-shapes.ts";
import type { Plan, PlannedVariant, RunSpec } from "../plan/run.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { lookRule } from "../stats/compare-variants.ts";
import type { Comparison } from "../stats/comparison.ts";
import { twoSidedP } from "../stats/distribution/student-t.ts";
import { SIGN_FLIP_COUNT_MIN } from "../stats/fixed-evidence.ts";
import { median } from "../stats/median.ts";
import { flipCountOf } from "../stats/procedure/flipped-maxima.ts";
import { smallestEffect } from "../stats/procedure/power.ts";
import { RANDOM_SUBSET_COUNT } from "../stats/procedure/random-subsets.ts";
import { EXACT_PAIR_COUNT_MAX } from "../stats/procedure/sign-flip.ts";
import type { Mode, Scale } from "../stats/question.ts";
import { type SummaryOptions, summarize } from "../stats/summarize.ts";
import { endedSpecs } from "../store/ended-specs.ts";
import { listSweeps } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { recordedDurations } from "../store/read-states.ts";
import type { PlannedQuestion } from "./planned-question.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";
import { workloadOf } from "./workload.ts";

/** What a sweep would do. */
export interface Forecast {
  readonly sweep: string;
  readonly engine: string;
  /** of the compiled engine on this machine; the results are the same with any */
  readonly kernels?: string;
  readonly threads: number;
  readonly rows: {
    readonly train: number;
    readonly validation: number;
    /** whether another seed trains on other ones */
    readonly moves: boolean;
  };
  readonly variants: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly stepsPerRun: number;
    readonly toTrain: number;
    readonly recorded: number;
    readonly msPerRun: number;
  }[];
  /** how the number of seeds is chosen */
  readonly mode: Mode;
  /** budget: the numbers of pairs after which the verdict is looked at; else null */
  readonly looks: readonly number[] | null;
  /** whether seeds end when decided: what is to train is then the most there can be */
  readonly isAdaptive: boolean;
  /** whether they have ended: there is nothing to train */
  readonly isDecided: boolean;
  /** wall time of what is to train */
  readonly estimateMs: number;
  readonly estimateFrom: "recorded runs" | "unrecorded steps";
  /**
   * the least two-sided p that sign flips of so many pairs can give, adjusted for all comparisons;
   * null in the adaptive modes, which have none
   */
  readonly pValueMin: number | null;
  /**
   * the least difference that so many pairs detect in 80 of 100 sweeps, in standard deviations of
   * the paired differences, with alpha shared by all comparisons; adaptive: by the last look alone,
   * so that the whole schedule detects it in no fewer; null: they decide nothing
   */
  readonly smallestEffect: number | null;
  /** of the differences: log: of logarithms */
  readonly scale: Scale;
  /** the same as the scale has it, where recorded pairs tell the standard deviation */
  readonly smallestDifference: number | null;
  readonly warnings: readonly string[];
}

/** Steps trained, and thrown away, to learn how long a run takes. */
const TIMED_STEP_COUNT = 50;

/**
 * Estimates what a plan costs and what it can find, from what a database holds, else from a few
 * steps that are not recorded.
 *
 * @param db need not exist
 */
export async function forecastPlan(
  { plan, asked, isAdaptive, kept }: PlannedQuestion,
  db: string,
  threads: number,
): Promise<Forecast> {
  const { ended, durations } = whatIsRecorded(db, plan);
  const known = plan.variants.map(({ id }) => median(durations.get(id) ?? []));
  const fromRecord = known.every((ms) => ms !== null);
  const times = fromRecord ? known : await timeVariants(plan);
  const comparisons = recordedComparisons(plan, db);
  const isDecided = isAdaptive && kept !== undefined && areDecided(comparisons, plan, asked);
  const counted = new Set(ended); // equal runs are trained once
  const variants = plan.variants.map((variant, index) => {
    const runs = plan.runs.filter((run) => run.variant === variant.name);
    const recorded = runs.filter((run) => ended.has(run.id)).length;
    const { parameters, stepsPerRun } = sizes(variant, plan.seeds[0]!);
    const msPerRun = times[index]!;
    const open = runs.filter(({ id }) => !counted.has(id) && counted.add(id)).length;
    const toTrain = isDecided ? 0 : open;
    return { name: variant.name, parameters, stepsPerRun, toTrain, recorded, msPerRun };
  });
  const workMs = variants.reduce((sum, { toTrain, msPerRun }) => sum + toTrain * msPerRun, 0);
  const toTrain = variants.reduce((sum, variant) => sum + variant.toTrain, 0);
  const kernels = kernelSetOf(plan.engine.name);
  return {
    sweep: plan.sweep,
    engine: plan.engine.numerics,
    ...(kernels !== undefined && { kernels }),
    threads,
    rows: rowsOf(plan),
    variants,
    ...{ mode: asked.mode ?? "fixed", looks: asked.looks ?? null, isAdaptive, isDecided },
    estimateMs: workMs / Math.max(1, Math.min(threads, toTrain)),
    estimateFrom: fromRecord ? "recorded runs" : "unrecorded steps",
    scale: asked.scale ?? "linear",
    pValueMin: smallestP(plan, asked),
    ...detectable(plan, asked, comparisons),
    warnings: plan.warnings,
  };
}

const POWER = 0.8;

function comparisonCount({ variants }: Plan, { pairs }: SummaryOptions): number {
  const others = variants.length - 1;
  return pairs === "all" ? (others * (others + 1)) / 2 : others;
}

/** Beyond 30 pairs the flips are a random sample, of which p is at least two. */
function smallestP(plan: Plan, asked: SummaryOptions): number | null {
  if (asked.mode !== "fixed") return null;
  const n = plan.seeds.length;
  const count = comparisonCount(plan, asked);
  if (n >= SIGN_FLIP_COUNT_MIN && count > 1) return 1 / flipCountOf(n, count);
  const alone = n <= EXACT_PAIR_COUNT_MAX ? 2 ** (1 - n) : 2 / (RANDOM_SUBSET_COUNT + 1);
  return Math.min(1, alone * Math.max(1, count));
}

function areDecided(
  comparisons: readonly Comparison[],
  plan: Plan,
  asked: SummaryOptions,
): boolean {
  const isAll = comparisons.length === comparisonCount(plan, asked);
  return isAll && comparisons.every(({ verdict }) => verdict !== "undecided");
}

function detectable(plan: Plan, asked: SummaryOptions, recorded: readonly Comparison[]) {
  const n = plan.seeds.length;
  const count = comparisonCount(plan, asked);
  const nothing = { smallestEffect: null, smallestDifference: null };
  if (n < 3 || count < 1) return nothing;
  const judged = lastLook(n, asked, asked.alpha / count);
  if (judged === undefined) return nothing;
  const dz = smallestEffect(judged.n, { alpha: judged.alpha, power: POWER });
  const sds = recorded.flatMap(({ differenceSd }) => differenceSd ?? []);
  const sd = sds.length === 0 ? null : Math.max(...sds); // the least sure of them
  return { smallestEffect: dz, smallestDifference: sd === null ? null : dz * sd };
}

/**
 * Where n pairs are judged last, and the p that suffices there: one look of a schedule has to be
 * stricter than alpha for the sake of all of them.
 */
function lastLook(
  n: number,
  { mode = "fixed", looks = [] }: SummaryOptions,
  alpha: number,
): { readonly n: number; readonly alpha: number } | undefined {
  const rule = lookRule({ mode, looks }, alpha);
  if (rule === null) return { n, alpha };
  const last = mode === "budget" ? looks.findLast((look) => look <= n) : n;
  if (last === undefined) return undefined;
  const p = twoSidedP(rule.critical(last), last - 1);
  return p > 0 ? { n: last, alpha: p } : undefined;
}

/** What is recorded of these variants, asked as it was last; empty where others are. */
function recordedComparisons(plan: Plan, db: string): readonly Comparison[] {
  if (!existsSync(db)) return [];
  const store = openStore(db, "read");
  try {
    if (!listSweeps(store).some(({ name }) => name === plan.sweep)) return [];
    const { runs, asked, definitions } = readRecordedSweep(store, plan.sweep);
    const ids = plan.variants.map(({ id }) => id);
    return definitions.every((id) => ids.includes(id)) ? summarize(runs, asked).comparisons : [];
  } finally {
    store.close();
  }
}

function whatIsRecorded(db: string, plan: Plan) {
  if (!existsSync(db)) return { ended: new Set<string>(), durations: new Map<string, number[]>() };
  const store = openStore(db, "read");
  try {
    return { ended: endedSpecs(store), durations: recordedDurations(store, plan.engine.numerics) };
  } finally {
    store.close();
  }
}

/** Milliseconds per run of each variant, from a few steps of its first seed. */
async function timeVariants(plan: Plan): Promise<number[]> {
  const dispatcher = localDispatcher();
  try {
    await dispatcher.open(workloadOf(plan, 1));
    const times: number[] = [];
    for (const variant of plan.variants) {
      const spec: RunSpec = { ...variant.spec, seed: plan.seeds[0]! };
      const msPerStep = await dispatcher.timeSteps(spec, TIMED_STEP_COUNT);
      if (Number.isNaN(msPerStep)) throw untimed(variant);
      times.push(msPerStep * sizes(variant, plan.seeds[0]!).stepsPerRun);
    }
    return times;
  } finally {
    dispatcher.close();
  }
}

function untimed({ name }: PlannedVariant): SweepError {
  const hint = "`sweep run` records why it does not train";
  return new SweepError("WORKER_DIED", `variants.${name}: must train some steps, got none`, hint);
}

/** How the rows are divided; of folds of two sizes as with the seed that trains on most. */
function rowsOf({ variants, seeds }: Plan): Forecast["rows"] {
  const { spec } = variants[0]!;
  const { rowCount } = dataShapes(spec.data);
  const splits = seeds.map((seed) => splitOf({ ...spec, seed }, { rowCount }));
  const { trainRowCount: train, validationRowCount: validation } = splits.reduce((most, split) =>
    split.trainRowCount > most.trainRowCount ? split : most,
  );
  return { train, validation, moves: variants.some(moves) };
}

/** Whether the split follows the seed. */
function moves({ spec }: PlannedVariant): boolean {
  return spec.seeding.streams.includes("split");
}

function sizes(
  { spec }: PlannedVariant,
  seed: number,
): { parameters: number; stepsPerRun: number } {
  const { data, model, training } = spec;
  const { inputShape, rowCount } = dataShapes(data);
  const weights = modelShapes(model.layers, inputShape).flatMap((layer) => layer.weights);
  const { trainRowCount } = splitOf({ ...spec, seed }, { rowCount });
  return {
    parameters: weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    stepsPerRun: training.epochs * Math.ceil(trainRowCount / training.batch),
  };
}
