import type { Initializer, LayerOptions, LayerSpec, Regularizer } from "../model/model-spec.ts";
import type { InitializerConfig, LayerConfig, RegularizerConfig } from "./layer-schema.ts";
import type { WiredLayer } from "./wire-layers.ts";

/** Layers as the model holds them: wired, and their options reduced to those that engines know. */
export function resolveLayers(
  configs: readonly LayerConfig[],
  wired: readonly WiredLayer[],
): readonly LayerSpec[] {
  return wired.map(({ index, name, inputs }) => ({
    ...resolveOptions(configs[index]!),
    name,
    inputs,
  }));
}

function resolveOptions({ name: _name, inputs: _inputs, ...config }: LayerConfig): LayerOptions {
  switch (config.kind) {
    case "dense": {
      const { kernelInitializer, biasInitializer, ...others } = config;
      const { kernelRegularizer, biasRegularizer, activityRegularizer, ...rest } = others;
      return {
        ...rest,
        kernelInitializer: resolveInitializer(kernelInitializer),
        biasInitializer: resolveInitializer(biasInitializer),
        ...(kernelRegularizer && { kernelRegularizer: resolveRegularizer(kernelRegularizer) }),
        ...(biasRegularizer && { biasRegularizer: resolveRegularizer(biasRegularizer) }),
        ...(activityRegularizer && {
          activityRegularizer: resolveRegularizer(activityRegularizer),
        }),
      };
    }
    case "embedding":
      return { ...config, embeddingsInitializer: resolveInitializer(config.embeddingsInitializer) };
    default:
      return config;
  }
}

function resolveInitializer(config: InitializerConfig): Initializer {
  switch (config.kind) {
    case "glorotUniform":
    case "heUniform":
    case "leCunUniform":
    case "glorotNormal":
    case "heNormal":
    case "leCunNormal":
      return { ...config, kind: "varianceScaling", ...SCALINGS[config.kind] };
    case "varianceScaling":
      return { ...config, distribution: config.distribution === "uniform" ? "uniform" : "normal" };
    default:
      return config;
  }
}

const GLOROT = { scale: 1, mode: "fanAvg" } as const;
const HE = { scale: 2, mode: "fanIn" } as const;
const LE_CUN = { scale: 1, mode: "fanIn" } as const;
const SCALINGS = {
  glorotUniform: { ...GLOROT, distribution: "uniform" },
  glorotNormal: { ...GLOROT, distribution: "normal" },
  heUniform: { ...HE, distribution: "uniform" },
  heNormal: { ...HE, distribution: "normal" },
  leCunUniform: { ...LE_CUN, distribution: "uniform" },
  leCunNormal: { ...LE_CUN, distribution: "normal" },
} as const;

function resolveRegularizer(config: RegularizerConfig): Regularizer {
  return { l1: "l1" in config ? config.l1 : 0, l2: "l2" in config ? config.l2 : 0 };
}
