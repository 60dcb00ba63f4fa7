import { expect, test } from "vitest";
import { checkFit } from "../../src/model/check-fit.ts";
import type { LossName } from "../../src/model/training-spec.ts";

function fitOf(
  units: number,
  loss: LossName,
  targetWidth: number,
  hasClasses: boolean,
  texts?: { readonly classCount: number; readonly hasTexts?: boolean },
) {
  const model = {
    layers: [
      {
        kind: "dense" as const,
        name: "out",
        inputs: ["input"],
        units,
        activation: "linear" as const,
        useBias: true,
        kernelInitializer: { kind: "zeros" as const },
        biasInitializer: { kind: "zeros" as const },
      },
    ],
    build: "static" as const,
    dispatch: "fit" as const,
  };
  const training = {
    epochs: 1,
    batch: 1,
    loss,
    metrics: [],
    optimizer: { name: "sgd" as const, learningRate: 1 },
    shuffle: false,
  };
  const data = { inputShape: [4], targetShape: [targetWidth], hasClasses, ...texts };
  return () => checkFit("wide", { model, training }, data);
}

test("a model has to end in as many numbers as a target has", () => {
  expect(fitOf(2, "meanSquaredError", 2, false)).not.toThrow();
  expect(fitOf(3, "meanSquaredError", 2, false)).toThrow("variants.wide: the model must end in as");
});

test("a sparse loss takes one class index for any number of outputs, and nothing else", () => {
  expect(fitOf(3, "sparseCategoricalCrossentropy", 1, true)).not.toThrow();
  expect(fitOf(3, "sparseCategoricalCrossentropy", 1, false)).toThrow("must have class indices");
});

test("a model of classes ends in a number for each of them, or more", () => {
  const loss = "sparseCategoricalCrossentropy";
  expect(fitOf(3, loss, 1, true, { classCount: 3 })).not.toThrow();
  expect(fitOf(4, loss, 1, true, { classCount: 3 })).not.toThrow();
  expect(fitOf(2, loss, 1, true, { classCount: 3 })).toThrow(
    "variants.wide: the model must end in a number for each class (3), got 2",
  );
});

test("texts are no numbers to foretell, but two of them may be 0 and 1", () => {
  const ofTexts = (classCount: number) =>
    fitOf(1, "binaryCrossentropy", 1, true, { classCount, hasTexts: true });
  expect(ofTexts(2)).not.toThrow();
  expect(ofTexts(3)).toThrow("binaryCrossentropy must have numbers for targets, got 3 texts");
});

test("each class index needs a row of outputs", () => {
  const fit = fitOf(3, "sparseCategoricalCrossentropy", 2, true);
  expect(fit).toThrow(
    "variants.wide: the model must end in a row of numbers for each class index (2), got 1",
  );
});
