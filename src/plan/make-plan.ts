import { digest, type Json } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import type { Config, TrainedVariant, WrittenModel } from "../config/config.ts";
import type { DataSpec } from "../data/dataset.ts";
import { canMove } from "../data/split.ts";
import {
  type GivenWeightsSpec,
  isMasking,
  type ModelSpec,
  type ModuleSpec,
} from "../model/model-spec.ts";
import type { SeedingSpec } from "../model/run-draws.ts";
import { resolveOpSeeds } from "./op-seeds.ts";
import type { EngineIdentity, Plan, PlannedVariant, Run, VariantSpec } from "./run.ts";

const STREAMS = ["init", "dropout", "noise", "order", "split"] as const satisfies StreamNames;

type StreamNames = SeedingSpec["streams"];

/** 2^31 - 1 is TensorFlow 1's modulus: from there on seeds mean what smaller ones mean. */
const TF1_SEED_MAX = 2 ** 31 - 2;

/** A config whose files have been looked into. */
export type ResolvedConfig = Omit<Config, "data" | "variants"> & {
  readonly data: DataSpec;
  readonly variants: readonly ResolvedVariant[];
  readonly files: FilePlaces;
};

/** A variant whose model is known, wherever it came from. */
export type ResolvedVariant = TrainedVariant &
  Pick<WrittenModel, "layers" | "named"> & {
    /** undefined: the seed draws them */
    readonly initialWeights?: GivenWeightsSpec | undefined;
    /** there where a layer is the user's own */
    readonly module?: ModuleSpec | undefined;
  };

/**
 * Lays a sweep out as runs. Pure: the same config and engine give the same plan.
 *
 * @param seeds in place of the config's, for `--seeds`
 * @throws SweepError USAGE if they are beyond what the config's seeding can tell apart
 */
export function makePlan(
  config: ResolvedConfig,
  engine: EngineIdentity,
  seeds: readonly number[] = config.seeds,
): Plan {
  checkSeeds(seeds, config);
  const variants = config.variants.map((variant): PlannedVariant => {
    const spec = variantSpec(config, variant, engine);
    return { name: variant.name, spec, id: digest(spec as unknown as Json) };
  });
  return {
    sweep: config.name,
    configText: config.text,
    engine,
    seeds,
    variants,
    runs: runsOf(variants, seeds),
    warnings: ordinalWarnings(config),
    files: config.files,
  };
}

/** A plan on other seeds, such as its seeding can tell apart. */
export function withSeeds(plan: Plan, seeds: readonly number[]): Plan {
  return { ...plan, seeds, runs: runsOf(plan.variants, seeds) };
}

function runsOf(variants: readonly PlannedVariant[], seeds: readonly number[]): Run[] {
  return seeds.flatMap((seed) => variants.map((variant) => planRun(variant, seed)));
}

function checkSeeds(seeds: readonly number[], { seeding: { rule } }: ResolvedConfig): void {
  const large = rule === "named" ? undefined : seeds.find((seed) => seed > TF1_SEED_MAX);
  if (large === undefined) return;
  throw new SweepError(
    "USAGE",
    `--seeds: must be at most 2^31 - 2 with seeding ${rule}, got ${large}`,
  );
}

function planRun({ name, spec }: PlannedVariant, seed: number): Run {
  const runSpec = { ...spec, seed };
  return { id: digest(runSpec as unknown as Json), variant: name, seed, spec: runSpec };
}

function variantSpec(
  config: ResolvedConfig,
  variant: ResolvedVariant,
  engine: EngineIdentity,
): VariantSpec {
  const { build, dispatch, layers, initialWeights, module } = variant;
  const moved = variant.streams ?? config.streams;
  const streams = STREAMS.filter((stream) => {
    // A run that draws no split is the run that it was before there was the stream.
    if (stream === "split" && !canMove(config.data.validation)) return false;
    return moved?.includes(stream) ?? true;
  });
  const model: ModelSpec = {
    ...{ build, dispatch, layers: resolveOpSeeds(layers, config.seeding, build) },
    ...(initialWeights && { initialWeights }),
    ...(module && { module }),
  };
  const { data, seeding } = config;
  // Given weights are not drawn, so their runs are the same either way.
  const coupling = initialWeights ? undefined : seeding.coupling;
  const training = variant.train;
  const program = engine.programOf?.({ data, model, training });
  return {
    data,
    model,
    training,
    seeding: {
      ...{ rule: seeding.rule === "named" ? "named" : "tf1", streams },
      ...(coupling && { coupling }),
    },
    engine: engine.numerics,
    ...(program !== undefined && { program }),
  };
}

/**
 * A layer without a name draws by its kind and ordinal. Where two variants count their unnamed
 * layers of one kind differently, a layer may draw other random numbers in one than in the other.
 * Only named seeding reads names.
 */
function ordinalWarnings({ seeding, variants }: ResolvedConfig): string[] {
  const [first, ...others] = variants;
  if (!first || seeding.rule !== "named") return [];
  const before = unnamedByKind(first);
  return others.flatMap((variant) =>
    [...unnamedByKind(variant)].flatMap(([kind, names]) => {
      const namesBefore = before.get(kind) ?? names;
      if (namesBefore === names) return [];
      return [
        `${first.name} has ${namesBefore} and ${variant.name} has ${names}: layers that stand ` +
          "for the same may draw different random numbers; name them to keep them alike",
      ];
    }),
  );
}

/** The names given to unnamed layers that draw, by kind. */
function unnamedByKind(variant: ResolvedVariant): ReadonlyMap<string, string> {
  const { layers, named, initialWeights } = variant;
  const names = new Map<string, string>();
  for (const layer of layers) {
    const { kind, name } = layer;
    const isWeighed = kind === "dense" || kind === "embedding" || kind === "own";
    const draws = isMasking(layer) || (isWeighed && !initialWeights);
    if (named.has(name) || !draws) continue;
    const before = names.get(kind);
    names.set(kind, before === undefined ? name : `${before}, ${name}`);
  }
  return names;
}
