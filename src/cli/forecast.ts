import { existsSync } from "node:fs";
import { SweepError } from "../base/error.ts";
import type { Config } from "../config/config.ts";
import { dataShapes } from "../data/build-dataset.ts";
import { kernelSetOf } from "../engine/load-engine.ts";
import { splitOf } from "../engine/run-rows.ts";
import { modelShapes, sizeOf } from "../model/model-shapes.ts";
import type { Plan, PlannedVariant, RunSpec } from "../plan/run.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { SIGN_FLIP_COUNT_MIN } from "../stats/fixed-evidence.ts";
import { median } from "../stats/median.ts";
import { flipCountOf } from "../stats/procedure/flipped-maxima.ts";
import { smallestEffect } from "../stats/procedure/power.ts";
import { RANDOM_SUBSET_COUNT } from "../stats/procedure/random-subsets.ts";
import { EXACT_PAIR_COUNT_MAX } from "../stats/procedure/sign-flip.ts";
import { summarize } from "../stats/summarize.ts";
import { endedSpecs } from "../store/ended-specs.ts";
import { listSweeps } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { recordedDurations } from "../store/read-states.ts";
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
  /** wall time of what is to train */
  readonly estimateMs: number;
  readonly estimateFrom: "recorded runs" | "unrecorded steps";
  /** the least two-sided p that sign flips of so many pairs give, adjusted for all comparisons */
  readonly pValueMin: number;
  /**
   * the least difference that so many pairs detect in 80 of 100 sweeps, in standard deviations of
   * the paired differences, with alpha shared by all comparisons; null: below three pairs
   */
  readonly smallestEffect: number | null;
  /** the same in units of the metric, where recorded pairs tell the standard deviation */
  readonly smallestDifference: number | null;
  readonly warnings: readonly string[];
}

/** Steps trained, and thrown away, to learn how long a run takes. */
const TIMED_STEP_COUNT = 50;

/**
 * Foretells a plan from what a database holds, else from a few steps that are not recorded.
 *
 * @param db need not exist
 */
export async function forecastPlan(
  { plan, config }: { readonly plan: Plan; readonly config: Config },
  db: string,
  threads: number,
): Promise<Forecast> {
  const { ended, durations } = whatIsRecorded(db, plan);
  const known = plan.variants.map(({ id }) => median(durations.get(id) ?? []));
  const fromRecord = known.every((ms) => ms !== null);
  const times = fromRecord ? known : await timeVariants(plan);
  const counted = new Set(ended); // equal runs are trained once
  const variants = plan.variants.map((variant, index) => {
    const runs = plan.runs.filter((run) => run.variant === variant.name);
    const recorded = runs.filter((run) => ended.has(run.id)).length;
    const { parameters, stepsPerRun } = sizes(variant, plan.seeds[0]!);
    const msPerRun = times[index]!;
    const toTrain = runs.filter(({ id }) => !counted.has(id) && counted.add(id)).length;
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
    estimateMs: workMs / Math.max(1, Math.min(threads, toTrain)),
    estimateFrom: fromRecord ? "recorded runs" : "unrecorded steps",
    pValueMin: smallestP(plan, config),
    ...detectable(plan, config, db),
    warnings: plan.warnings,
  };
}

const POWER = 0.8;

function comparisonCount({ variants }: Plan, { compare }: Config): number {
  const others = variants.length - 1;
  return compare.pairs === "all" ? (others * (others + 1)) / 2 : others;
}

/** Beyond 30 pairs the flips are a random sample, of which p is at least two. */
function smallestP(plan: Plan, config: Config): number {
  const n = plan.seeds.length;
  const count = comparisonCount(plan, config);
  if (n >= SIGN_FLIP_COUNT_MIN && count > 1) return 1 / flipCountOf(n, count);
  const alone = n <= EXACT_PAIR_COUNT_MAX ? 2 ** (1 - n) : 2 / (RANDOM_SUBSET_COUNT + 1);
  return Math.min(1, alone * Math.max(1, count));
}

function detectable(plan: Plan, config: Config, db: string) {
  const n = plan.seeds.length;
  const count = comparisonCount(plan, config);
  if (n < 3 || count < 1) return { smallestEffect: null, smallestDifference: null };
  const dz = smallestEffect(n, { alpha: config.compare.alpha / count, power: POWER });
  const sd = recordedSd(plan, db);
  return { smallestEffect: dz, smallestDifference: sd === null ? null : dz * sd };
}

/** The largest standard deviation of the paired differences recorded for these variants. */
function recordedSd(plan: Plan, db: string): number | null {
  if (!existsSync(db)) return null;
  const store = openStore(db, "read");
  try {
    if (!listSweeps(store).some(({ name }) => name === plan.sweep)) return null;
    const { runs, asked, definitions } = readRecordedSweep(store, plan.sweep);
    const ids = plan.variants.map(({ id }) => id);
    if (!definitions.every((id) => ids.includes(id))) return null;
    const sds = summarize(runs, asked).comparisons.flatMap(
      ({ differenceSd }) => differenceSd ?? [],
    );
    return sds.length === 0 ? null : Math.max(...sds);
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
