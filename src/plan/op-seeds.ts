import type { SeedingConfig } from "../config/schema.ts";
import { type Initializer, isMasking, isRandom, type LayerSpec } from "../model/model-spec.ts";

/** TensorFlow 1's op seed where the config gives none. */
const OP_SEED_DEFAULT = 1;
/** `graph._last_id` at the first kernel of the question's model, built both ways. */
const LAST_ID = { static: 303, deferred: 7 } as const;
const OP_SEED_MAX = 2 ** 31 - 2;

/**
 * Writes into every layer the op seeds its rule gives it, so that engines need not know the rule.
 *
 * named: none, seeds in the file do not matter · tf1-op: the file's, else 1 · tf1-graph: random
 * initial weights take lastId + stride x i in the order of the layers, then dropout and noise go on
 * counting, whatever the file says.
 *
 * @throws RangeError if counting passes 2^31 - 2, which a checked config leaves no room for
 */
export function resolveOpSeeds(
  layers: readonly LayerSpec[],
  seeding: SeedingConfig,
  build: "static" | "deferred",
): readonly LayerSpec[] {
  if (seeding.rule === "named") return withOpSeeds(layers, () => undefined);
  if (seeding.rule === "tf1-op") return withOpSeeds(layers, (seed) => seed ?? OP_SEED_DEFAULT);
  const { lastId = LAST_ID[build], stride } = seeding;
  let count = 0;
  return withOpSeeds(layers, () => {
    const opSeed = lastId + stride * count++;
    if (opSeed > OP_SEED_MAX) {
      throw new RangeError(`resolveOpSeeds: op seeds must be at most 2^31 - 2, got ${opSeed}`);
    }
    return opSeed;
  });
}

/** Rewrites the op seeds of all initializers in the order of the layers, then the masks'. */
function withOpSeeds(
  layers: readonly LayerSpec[],
  choose: (written: number | undefined) => number | undefined,
): readonly LayerSpec[] {
  const reseed = <Seeded extends { readonly seed?: number }>({ seed, ...rest }: Seeded) => {
    const chosen = choose(seed);
    return (chosen === undefined ? rest : { ...rest, seed: chosen }) as Seeded;
  };
  const initializer = (written: Initializer) => (isRandom(written) ? reseed(written) : written);
  const initialized = layers.map((layer): LayerSpec => {
    if (layer.kind === "embedding") {
      return { ...layer, embeddingsInitializer: initializer(layer.embeddingsInitializer) };
    }
    if (layer.kind === "own") {
      const seeded = layer.weights.map((weight) => {
        return { ...weight, initializer: initializer(weight.initializer) };
      });
      return { ...layer, weights: seeded };
    }
    if (layer.kind !== "dense") return layer;
    const kernelInitializer = initializer(layer.kernelInitializer);
    return { ...layer, kernelInitializer, biasInitializer: initializer(layer.biasInitializer) };
  });
  return initialized.map((layer) => (isMasking(layer) ? reseed(layer) : layer));
}
