import { digest, type Json } from "../base/digest.ts";
import type { Config, Variant } from "../config/config.ts";
import type { SeedingSpec } from "../model/run-draws.ts";
import { resolveOpSeeds } from "./op-seeds.ts";
import type {
  EngineIdentity,
  Plan,
  PlannedVariant,
  Run,
  VariantSpec,
} from "./run.ts";

const STREAMS: readonly SeedingSpec["streams"][number][] = ["init", "dropout", "noise", "order"];

/**
 * Lays a sweep out as runs. Pure: the same config and engine give the same plan.
 *
 * @param seeds in place of the config's, for `--seeds`
 */
export function makePlan(
  config: Config,
  engine: EngineIdentity,
  seeds: readonly number[] = config.seeds,
): Plan {
  const variants = config.variants.map((variant): PlannedVariant => {
    const spec = variantSpec(config, variant, engine);
    return { name: variant.name, spec, id: digest(spec as unknown as Json) };
  });
  const runs = seeds.flatMap((seed) => variants.map((variant) => planRun(variant, seed)));
  return {
    sweep: config.name,
    configText: config.text,
    engine,
    seeds,
    variants,
    runs,
    warnings: ordinalWarnings(config.variants),
  };
}

function planRun({ name, spec }: PlannedVariant, seed: number): Run {
  const runSpec = { ...spec, seed };
  return { id: digest(runSpec as unknown as Json), variant: name, seed, spec: runSpec };
}

function variantSpec(config: Config, variant: Variant, engine: EngineIdentity): VariantSpec {
  const { build, dispatch, layers } = variant;
  const streams = STREAMS.filter((stream) => config.streams?.includes(stream) ?? true);
  return {
    data: config.data,
    model: { build, dispatch, layers: resolveOpSeeds(layers, config.seeding, build) },
    training: variant.train,
    seeding: { rule: config.seeding.rule === "named" ? "named" : "tf1", streams },
    engine: engine.numerics,
  };
}

/**
 * A layer without a name draws by its kind and ordinal. Where a variant lacks a layer that others
 * have, the ordinals of the later ones of that kind shift, and with them their random numbers.
 */
function ordinalWarnings(variants: readonly Variant[]): string[] {
  const [first, ...others] = variants;
  if (!first) return [];
  const base = countUnnamed(first);
  return others.flatMap((variant) =>
    [...countUnnamed(variant)].flatMap(([kind, count]) => {
      const before = base.get(kind) ?? count;
      if (before === count) return [];
      return [
        `${variant.name} has ${count} unnamed ${kind} layers, ${first.name} has ${before}: ` +
          "from the first that is missing on, they draw other random numbers; name them to keep them",
      ];
    }),
  );
}

function countUnnamed({ layers, named }: Variant): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, name } of layers) {
    if (!named.has(name)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
