import { closestWord } from "../base/closest-word.ts";
import type { ReadVariant } from "./config.ts";
import { hintFor, type Problem } from "./problem.ts";
import type { CompareConfig, DataConfig, SeedingConfig } from "./schema.ts";
import { OP_SEED_MAX } from "./schema-parts.ts";
import type { TrainConfig } from "./train-schema.ts";

const RUN_COUNT_MAX = 100_000;

/** What all variants share, as far as it can be read. */
export interface SharedParts {
  readonly seeds?: readonly number[] | undefined;
  /** whether they end when decided */
  readonly isAdaptive: boolean;
  readonly seeding?: SeedingConfig | undefined;
  readonly data: Partial<DataConfig>;
  readonly compare: Partial<CompareConfig>;
}

/** The rules that hold between parts of a config, each of which is well-formed by itself. */
export function checkMeaning(shared: SharedParts, variants: readonly ReadVariant[]): Problem[] {
  return [
    ...checkSize(shared, variants),
    ...checkSeeds(shared),
    ...checkLastId(shared, variants),
    ...checkData(shared),
    ...checkColumns(shared),
    ...checkBaseline(shared, variants),
    ...checkMetric(shared, variants),
    ...checkEpoch(shared, variants),
    ...checkLooks(shared, variants),
  ];
}

function checkSize({ seeds = [] }: SharedParts, variants: readonly ReadVariant[]): Problem[] {
  const runCount = seeds.length * variants.length;
  if (runCount <= RUN_COUNT_MAX) return [];
  const rule = `must make at most ${RUN_COUNT_MAX} runs with ${variants.length} variants`;
  return [{ path: ["seeds"], rule, got: `${runCount}` }];
}

function checkSeeds({ seeds = [], seeding }: SharedParts): Problem[] {
  if (seeding === undefined || seeding.rule === "named") return [];
  const rule = `must be at most 2^31 - 2 with seeding ${seeding.rule}`;
  const large = [...seeds.entries()].filter(([, seed]) => seed > OP_SEED_MAX);
  return large.map(([index, seed]) => ({ path: ["seeds", index], rule, got: `${seed}` }));
}

/** A layer draws from two ops at most: its kernel and its bias. */
function checkLastId({ seeding }: SharedParts, variants: readonly ReadVariant[]): Problem[] {
  if (seeding?.rule !== "tf1-graph") return [];
  const counts = variants.map(({ variant }) => variant?.layers?.length ?? 0);
  return lastIdProblems(seeding, Math.max(0, ...counts));
}

/** Whether the op seeds that are counted on for a model stay in their range. */
export function lastIdProblems(
  seeding: Extract<SeedingConfig, { rule: "tf1-graph" }>,
  layerCount: number,
): Problem[] {
  const { lastId = 0, stride } = seeding;
  if (lastId + stride * 2 * layerCount <= OP_SEED_MAX) return [];
  const key = seeding.lastId === undefined ? "stride" : "lastId";
  const rule = `must leave the op seeds of ${layerCount} layers at or below 2^31 - 2`;
  return [{ path: ["seeding", key], rule }];
}

function checkData({ data }: SharedParts): Problem[] {
  if (!("take" in data)) return []; // absent, it is there as undefined
  const { rows, validation } = data;
  if (rows === undefined) return [];
  const { take = rows } = data;
  if (take > rows) return [{ path: ["data", "take"], rule: `must be at most rows (${rows})` }];
  if (validation === undefined || validation === 0) return [];
  const trainRowCount = Math.floor(take * (1 - validation));
  if (trainRowCount >= 1 && trainRowCount < take) return [];
  return [{ path: ["data", "validation"], rule: `must leave rows on both sides of ${take}` }];
}

/** A column has one part to play. */
function checkColumns({ data }: SharedParts): Problem[] {
  if (!("target" in data)) return [];
  const { target = [], ignore = [] } = data;
  const path = (index: number) => ["data", "target", index];
  return [...target.entries()].flatMap(([index, name]) => {
    if (target.indexOf(name) < index) return [{ path: path(index), rule: "must be there once" }];
    if (!ignore.includes(name)) return [];
    return [{ path: path(index), rule: "must not be a column to ignore" }];
  });
}

function checkBaseline({ compare }: SharedParts, variants: readonly ReadVariant[]): Problem[] {
  const names = variants.map(({ name }) => name);
  const { baseline } = compare;
  if (baseline === undefined || names.includes(baseline)) return [];
  const rule = "must be the name of a variant";
  return [{ path: ["compare", "baseline"], rule, ...hintFor(baseline, names) }];
}

function checkMetric(
  { compare: { metric }, data: { validation } }: SharedParts,
  variants: readonly ReadVariant[],
): Problem[] {
  const path = ["compare", "metric"];
  if (metric === undefined) return [];
  const lacking = variants.flatMap(({ name, train }) =>
    unrecorded(path, metric, train, validation).map((problem) => ({ name, problem })),
  );
  const [first] = lacking;
  if (first === undefined) return [];
  if (lacking.length === variants.length) return [first.problem];
  const rule = `must be a metric that every variant records, also ${first.name}`;
  return [{ ...first.problem, rule }];
}

function checkEpoch({ compare }: SharedParts, variants: readonly ReadVariant[]): Problem[] {
  const epoch = Number(compare.at?.split(":")[1] ?? 1);
  const epochs = Math.min(...variants.map(({ train }) => train.epochs ?? Number.POSITIVE_INFINITY));
  if (epoch <= epochs) return [];
  return [{ path: ["compare", "at"], rule: `must be at most epoch:${epochs}` }];
}

/** The rules between the parts of one variant's training and the data it shares with the others. */
export function checkTraining(
  train: Partial<TrainConfig>,
  validation: number | undefined,
): Problem[] {
  if (!train.earlyStopping) return [];
  const path = ["train", "earlyStopping", "metric"];
  return unrecorded(path, train.earlyStopping.metric, train, validation);
}

/** The problem with a metric that this training does not record, if it is known what it does. */
function unrecorded(
  path: readonly string[],
  metric: string,
  { metrics }: Partial<TrainConfig>,
  validation: number | undefined,
): Problem[] {
  if (metrics === undefined || validation === undefined) return [];
  const ofTraining = ["loss", ...metrics];
  const ofValidation = ofTraining.map((name) => `val_${name}`);
  const recorded = validation > 0 ? [...ofTraining, ...ofValidation] : ofTraining;
  if (recorded.includes(metric)) return [];
  const hint = ofValidation.includes(metric)
    ? "data.validation is 0: nothing is validated"
    : hintOf(metric, recorded);
  return [{ path, rule: "must be a metric that is recorded", got: `"${metric}"`, hint }];
}

function hintOf(metric: string, recorded: readonly string[]): string {
  const meant = closestWord(metric, recorded);
  return meant ? `did you mean "${meant}"?` : `recorded: ${recorded.join(", ")}`;
}

/** Looks need a mode in which they are counted, and seeds to look at. */
function checkLooks(
  { compare, seeds, isAdaptive }: SharedParts,
  variants: readonly ReadVariant[],
): Problem[] {
  if (isAdaptive && variants.length === 1) {
    const rule = "must be left out with one variant, as there is nothing to decide";
    return [{ path: ["seeds", "until"], rule }];
  }
  const mode = compare.mode ?? (isAdaptive ? "budget" : "fixed");
  if (mode === "fixed" && isAdaptive) {
    const rule = "must be budget or open-ended where seeds end when decided";
    return [{ path: ["compare", "mode"], rule }];
  }
  if (compare.looks === undefined) return [];
  if (mode !== "budget") {
    return [{ path: ["compare", "looks"], rule: `must be left out in mode ${mode}` }];
  }
  const late = [...compare.looks.entries()].filter(([, n]) => n > (seeds?.length ?? n));
  const rule = `must be at most the number of seeds (${seeds?.length})`;
  return late.map(([index]) => ({ path: ["compare", "looks", index], rule }));
}
