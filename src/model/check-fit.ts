import { SweepError } from "../base/error.ts";
import { modelShapes, sizeOf } from "./model-shapes.ts";
import type { ModelSpec } from "./model-spec.ts";
import type { TrainingSpec } from "./training-spec.ts";

/**
 * Whether a model's output can be held against the data's targets.
 *
 * @param variant its name, for the message
 * @throws SweepError CONFIG_INVALID
 */
export function checkFit(
  variant: string,
  { model, training }: { readonly model: ModelSpec; readonly training: TrainingSpec },
  data: {
    readonly inputShape: readonly number[];
    readonly targetShape: readonly number[];
    readonly hasClasses: boolean;
    /** one more than the highest class index; undefined: not known */
    readonly classCount?: number | undefined;
    /** whether the classes are texts, whose order means nothing */
    readonly hasTexts?: boolean | undefined;
  },
): void {
  const output = modelShapes(model.layers, data.inputShape).at(-1)!.outputShape;
  const sparse = training.loss === "sparseCategoricalCrossentropy";
  if (sparse && !data.hasClasses) {
    const rule = `${training.loss} must have class indices for targets`;
    throw new SweepError("CONFIG_INVALID", `variants.${variant}: ${rule}, got numbers`);
  }
  const { classCount = 0 } = data;
  const width = output.at(-1) ?? 1;
  if (sparse && classCount > width) {
    const rule = `the model must end in a number for each class (${classCount})`;
    const message = `variants.${variant}: ${rule}, got ${width}`;
    throw new SweepError("CONFIG_INVALID", message, "change the last layer's units");
  }
  if (!sparse && data.hasTexts && classCount > 2) {
    const message = `variants.${variant}: ${training.loss} must have numbers for targets`;
    const hint = "sparseCategoricalCrossentropy takes classes";
    throw new SweepError("CONFIG_INVALID", `${message}, got ${classCount} texts`, hint);
  }
  const targetCount = sizeOf(data.targetShape);
  const rowCount = sizeOf(output) / width;
  if (sparse && targetCount !== rowCount) {
    const rule = `the model must end in a row of numbers for each class index (${targetCount})`;
    const message = `variants.${variant}: ${rule}, got ${rowCount}`;
    throw new SweepError("CONFIG_INVALID", message, "one class index, or a reshape before the end");
  }
  if (sparse || targetCount === sizeOf(output)) return;
  throw new SweepError(
    "CONFIG_INVALID",
    `variants.${variant}: the model must end in as many numbers as a target has ` +
      `(${targetCount}), got ${sizeOf(output)}`,
    "change the last layer's units",
  );
}
