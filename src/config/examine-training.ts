import type { z } from "zod";
import { checkTraining } from "./check-meaning.ts";
import { checkShape, isPlainObject, readableParts } from "./check-shape.ts";
import type { ModelSource, Variant, VariantModel } from "./config.ts";
import type { Problem } from "./problem.ts";
import { resolveLayers } from "./resolve-layers.ts";
import { modelSchemaOf, type moduleSchema } from "./schema.ts";
import { object } from "./schema-parts.ts";
import { type TrainConfig, trainSchema } from "./train-schema.ts";
import { type LayerOutline, outlineLayers, wireLayers } from "./wire-layers.ts";

/** The parts of a config that a variant may change, as written. */
export interface Changeable {
  readonly model?: unknown;
  readonly train?: unknown;
}

/** What the changeable parts say, as far as it can be read, and the rules they break. */
export interface Examined {
  /** undefined if a rule is broken, or there is no model to look at */
  readonly whole: (VariantModel & Pick<Variant, "train">) | undefined;
  readonly train: Partial<TrainConfig>;
  /** undefined where they cannot be read, or not without the model's file */
  readonly outlines: readonly LayerOutline[] | undefined;
  /** with paths from the top of the config */
  readonly problems: readonly Problem[];
}

/**
 * Holds a model and its training against every rule.
 *
 * @param without names or kinds of layers to leave out
 * @param validation share of the rows that validate; undefined if it cannot be read
 */
export function examineTraining(
  { model, train }: Changeable,
  without: readonly string[],
  validation: number | undefined,
): Examined {
  const changeableSchema = object({ model: modelSchemaOf(model), train: trainSchema });
  const { data, problems } = checkShape(changeableSchema, { model, train });
  const readable = data?.train ?? readableParts(trainSchema, train);
  const told = [...problems, ...checkTraining(readable, validation)];
  const layers = data?.model.layers;
  const outlines = isFiled(model) ? undefined : (layers ?? outlineLayers(model));
  const wiring = outlines && wireLayers(outlines, without);
  const written = layers && {
    layers: resolveLayers(layers, wiring?.layers ?? []),
    named: new Set(layers.flatMap(({ name }) => name ?? [])),
    removed: wiring?.removed ?? new Set<string>(),
  };
  return {
    whole: data && {
      ...(written ?? { source: sourceOf(data.model), without }),
      ...weightsOf(data.model),
      train: data.train,
    },
    train: readable,
    outlines,
    problems: [...told, ...(wiring?.problems ?? [])],
  };
}

/** Whether a model's layers are known only once a file is read. */
export function isFiled(model: unknown): model is { keras?: unknown; module?: unknown } {
  return isPlainObject(model) && (Object.hasOwn(model, "keras") || Object.hasOwn(model, "module"));
}

type ModelConfig = z.output<ReturnType<typeof modelSchemaOf>>;

function sourceOf(model: ModelConfig): ModelSource {
  if ("keras" in model) return { kind: "keras", path: model.keras, at: ["model", "keras"] };
  const { module: path, export: name } = model as z.output<typeof moduleSchema>;
  return {
    kind: "module",
    path,
    at: ["model", "module"],
    ...(name !== undefined && { export: name }),
  };
}

function weightsOf({ weights: path }: ModelConfig): Pick<VariantModel, "weights"> {
  return path === undefined ? {} : { weights: { path, at: ["model", "weights"] } };
}
