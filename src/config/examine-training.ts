import { checkTraining } from "./check-meaning.ts";
import { checkShape, readableParts } from "./check-shape.ts";
import type { Variant } from "./config.ts";
import type { Problem } from "./problem.ts";
import { resolveLayers } from "./resolve-layers.ts";
import { type DataConfig, modelSchema } from "./schema.ts";
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
  /** undefined if a rule is broken */
  readonly whole: Pick<Variant, "layers" | "named" | "train"> | undefined;
  readonly train: Partial<TrainConfig>;
  readonly outlines: readonly LayerOutline[] | undefined;
  /** with paths from the top of the config */
  readonly problems: readonly Problem[];
}

const changeableSchema = object({ model: modelSchema, train: trainSchema });

/**
 * Holds a model and its training against every rule.
 *
 * @param without names or kinds of layers to leave out
 * @param validation which rows validate; undefined if it cannot be read
 */
export function examineTraining(
  { model, train }: Changeable,
  without: readonly string[],
  validation: DataConfig["validation"] | undefined,
): Examined {
  const { data, problems } = checkShape(changeableSchema, { model, train });
  const readable = data?.train ?? readableParts(trainSchema, train);
  const outlines = data?.model.layers ?? outlineLayers(model);
  const wiring = outlines && wireLayers(outlines, without);
  return {
    whole: data && {
      layers: resolveLayers(data.model.layers, wiring?.layers ?? []),
      named: new Set(data.model.layers.flatMap(({ name }) => name ?? [])),
      train: data.train,
    },
    train: readable,
    outlines,
    problems: [...problems, ...(wiring?.problems ?? []), ...checkTraining(readable, validation)],
  };
}
