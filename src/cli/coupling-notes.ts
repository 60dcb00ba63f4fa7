import type { Config } from "../config/config.ts";
import { type Initializer, isRandom, type LayerSpec } from "../model/model-spec.ts";
import type { Plan, PlannedVariant, VariantSpec } from "../plan/run.ts";
import { defaultDirection } from "../stats/default-direction.ts";
import type { SummaryOptions } from "../stats/summarize.ts";
import { optionsOfConfig } from "./question.ts";

/**
 * What to choose before the first run: coupling, where it is off and would take noise out of a
 * comparison; the scale that goes with it, where it is on. One sentence each.
 */
export function couplingNotes({ variants }: Plan, config: Config): string[] {
  const { compare } = config;
  const coupled = variants.filter(({ spec }) => spec.seeding.coupling !== undefined);
  if (coupled.length > 0) return coupled.length > 1 ? scaleNote(optionsOfConfig(config)) : [];
  const baseline = variants.find(({ name }) => name === compare.baseline) ?? variants[0]!;
  const alike = variants.filter((variant) => wouldStartAlike(variant, baseline));
  if (alike.length === 0) return [];
  const differ = alike.length === 1 ? "differs" : "differ";
  return [
    `${alike.map(({ name }) => name).join(", ")} ${differ} from ${baseline.name} in widths or ` +
      "initializers only: `seeding: {coupling: position}`, chosen before the first run, starts " +
      "the units that both have alike and often needs fewer seeds (docs/models.md)",
  ];
}

function scaleNote({ metric = "val_loss", direction, scale }: SummaryOptions): string[] {
  const isLoss = (direction ?? defaultDirection(metric)) === "min";
  if (scale !== "linear" || !isLoss) return [];
  return [
    "initial weights are coupled by position: `compare.scale: log` is advised for losses, as " +
      "skewed differences are misjudged more often (docs/statistics.md)",
  ];
}

/** Whether two variants differ, and in nothing but what coupling bridges. */
function wouldStartAlike({ id, spec }: PlannedVariant, baseline: PlannedVariant): boolean {
  const { rule, streams } = spec.seeding;
  const isDrawn = rule === "named" && streams.includes("init") && !spec.model.initialWeights;
  return isDrawn && id !== baseline.id && outlineOf(spec) === outlineOf(baseline.spec);
}

/** All that decides a variant's numbers but its widths and how its kernels are drawn. */
function outlineOf({ program: _, model, ...rest }: VariantSpec): string {
  return JSON.stringify({ ...rest, model: { ...model, layers: model.layers.map(withoutWidth) } });
}

function withoutWidth(layer: LayerSpec): unknown {
  const drawn = (initializer: Initializer) => (isRandom(initializer) ? "random" : initializer);
  switch (layer.kind) {
    case "dense":
      return { ...layer, units: 0, kernelInitializer: drawn(layer.kernelInitializer) };
    case "embedding":
      return { ...layer, outputDim: 0, embeddingsInitializer: drawn(layer.embeddingsInitializer) };
    default:
      return layer;
  }
}
