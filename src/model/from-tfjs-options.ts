// What tfjs' initializers, regularizers and constraints are in a ModelSpec.
import type { Constraint, Initializer, Regularizer } from "./model-spec.ts";

/** An object of tfjs that tells its class and options, as all that it can save do. */
export interface Configured {
  getClassName(): string;
  getConfig(): Readonly<Record<string, unknown>>;
}

/** @returns undefined for one that a ModelSpec does not have */
export function initializerOf(tfjs: Configured): Initializer | undefined {
  const config = tfjs.getConfig() as Record<string, never>;
  const seed = seedOf(config);
  switch (tfjs.getClassName()) {
    case "Zeros":
      return { kind: "zeros" };
    case "Ones":
      return { kind: "ones" };
    case "Constant":
      return { kind: "constant", value: config.value! };
    case "Identity":
      return { kind: "identity", gain: config.gain ?? 1 };
    case "RandomUniform":
      return { kind: "randomUniform", minval: config.minval!, maxval: config.maxval!, ...seed };
    case "RandomNormal":
      return { kind: "randomNormal", mean: config.mean!, stddev: config.stddev!, ...seed };
    case "TruncatedNormal":
      return { kind: "truncatedNormal", mean: config.mean!, stddev: config.stddev!, ...seed };
    case "Orthogonal":
      return { kind: "orthogonal", gain: config.gain ?? 1, ...seed };
    case "VarianceScaling": {
      const { scale, mode, distribution } = config;
      // Both of tfjs' normals are cut at two deviations; ours is rescaled besides, as Keras' are.
      const form = distribution === "uniform" ? "uniform" : "normal";
      return { kind: "varianceScaling", scale: scale!, mode: mode!, distribution: form, ...seed };
    }
    default:
      return undefined;
  }
}

/** Read by TensorFlow 1's rules alone. */
export function seedOf({ seed }: { readonly seed?: unknown }): { readonly seed?: number } {
  return Number.isInteger(seed) && (seed as number) >= 0 ? { seed: seed as number } : {};
}

/** @returns undefined for one that a ModelSpec does not have */
export function regularizerOf(tfjs: Configured): Regularizer | undefined {
  if (tfjs.getClassName() !== "L1L2") return undefined;
  const { l1, l2 } = tfjs.getConfig() as { l1: number; l2: number };
  return { l1, l2 };
}

/** @returns undefined for one that a ModelSpec does not have */
export function constraintOf(tfjs: Configured): Constraint | undefined {
  const { axis = 0, maxValue } = tfjs.getConfig() as { axis?: number; maxValue?: number };
  switch (tfjs.getClassName()) {
    case "NonNeg":
      return { kind: "nonNeg" };
    case "UnitNorm":
      return axis === 0 ? { kind: "unitNorm" } : undefined;
    case "MaxNorm":
      return axis === 0 ? { kind: "maxNorm", maxValue: maxValue! } : undefined;
    default:
      return undefined;
  }
}
