import {
  type Initializer,
  type LayerOptions,
  type LayerSpec,
  MODEL_INPUT,
  type Regularizer,
} from "../model/model-spec.ts";
import type { InitializerConfig, LayerConfig, RegularizerConfig } from "./layer-schema.ts";
import type { Problem } from "./yaml-source.ts";

/** Layers with names and inputs resolved; problems have paths relative to the list of layers. */
export interface ResolvedLayers {
  readonly layers: readonly LayerSpec[];
  readonly problems: readonly Problem[];
}

/**
 * Takes out what `without` names (by layer name or kind), then gives every layer its name (its
 * own, else kind and ordinal within the model, from 1) and its inputs (its own, else the layer
 * before it). What read a removed layer reads that layer's input instead.
 */
export function resolveLayers(
  configs: readonly LayerConfig[],
  without: readonly string[] = [],
): ResolvedLayers {
  const problems: Problem[] = [];
  const layers: LayerSpec[] = [];
  const ordinals = new Map<string, number>();
  const readInstead = new Map<string, string>(); // removed layer -> what it read
  let previous: string = MODEL_INPUT;
  for (const [index, config] of configs.entries()) {
    const problem = (rule: string, hint?: string) =>
      problems.push({ path: [index, config.kind], rule, ...(hint ? { hint } : {}) });
    const inputs = (config.inputs ?? [previous]).map((input) => readInstead.get(input) ?? input);
    if (without.includes(config.kind) || without.includes(config.name ?? "")) {
      if (inputs.length > 1) problem("cannot be left out, it joins several layers");
      if (config.name !== undefined) readInstead.set(config.name, inputs[0]!);
      if (config.inputs !== undefined) previous = inputs[0]!;
      continue;
    }
    const ordinal = (ordinals.get(config.kind) ?? 0) + 1;
    ordinals.set(config.kind, ordinal);
    const name = config.name ?? `${config.kind}-${ordinal}`;
    const known = [MODEL_INPUT, ...layers.map((layer) => layer.name)];
    if (known.includes(name)) problem(`two layers cannot share the name "${name}"`);
    for (const input of inputs) {
      if (known.includes(input)) continue;
      problem(`reads "${input}", which is no layer before it`, `before it: ${known.join(", ")}`);
    }
    const joins = JOINING.includes(config.kind);
    if (joins !== inputs.length > 1) {
      problem(`reads ${joins ? "two or more layers" : "one layer"}, not ${inputs.length}`);
    }
    layers.push({ name, inputs, ...resolveOptions(config) });
    previous = name;
  }
  if (layers.length === 0) problems.push({ path: [], rule: "must keep at least one layer" });
  return { layers, problems };
}

/** Layers that read several others. */
const JOINING: readonly string[] = [
  "add",
  "average",
  "multiply",
  "maximum",
  "minimum",
  "concatenate",
];

function resolveOptions({ name: _name, inputs: _inputs, ...config }: LayerConfig): LayerOptions {
  switch (config.kind) {
    case "dense": {
      const { kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, ...rest } =
        config;
      return {
        ...rest,
        kernelInitializer: resolveInitializer(kernelInitializer),
        biasInitializer: resolveInitializer(biasInitializer),
        ...(kernelRegularizer && { kernelRegularizer: resolveRegularizer(kernelRegularizer) }),
        ...(biasRegularizer && { biasRegularizer: resolveRegularizer(biasRegularizer) }),
      };
    }
    case "embedding":
      return { ...config, embeddingsInitializer: resolveInitializer(config.embeddingsInitializer) };
    default:
      return config;
  }
}

type Family = "glorotUniform" | "heUniform" | "leCunUniform";
const SCALINGS = {
  glorot: { scale: 1, mode: "fanAvg" },
  he: { scale: 2, mode: "fanIn" },
  leCun: { scale: 1, mode: "fanIn" },
} as const;

function resolveInitializer(config: InitializerConfig): Initializer {
  switch (config.kind) {
    case "glorotUniform":
    case "heUniform":
    case "leCunUniform":
      return scaling(config.kind, "uniform", config.seed);
    case "glorotNormal":
    case "heNormal":
    case "leCunNormal":
      return scaling(config.kind.replace("Normal", "Uniform") as Family, "normal", config.seed);
    case "varianceScaling":
      return {
        ...config,
        distribution: config.distribution === "uniform" ? "uniform" : "normal",
      };
    default:
      return config;
  }
}

function scaling(
  family: Family,
  distribution: "uniform" | "normal",
  seed: number | undefined,
): Initializer {
  const { scale, mode } = SCALINGS[family.replace("Uniform", "") as keyof typeof SCALINGS];
  return { kind: "varianceScaling", scale, mode, distribution, ...(seed !== undefined && { seed }) };
}

function resolveRegularizer(config: RegularizerConfig): Regularizer {
  return { l1: "l1" in config ? config.l1 : 0, l2: "l2" in config ? config.l2 : 0 };
}
