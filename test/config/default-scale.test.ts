import { expect, test } from "vitest";
import { defaultScale } from "../../src/config/default-scale.ts";

test.each([
  ["val_loss", ["meanSquaredError"], "log"],
  ["loss", ["binaryCrossentropy", "categoricalCrossentropy"], "log"],
  ["val_mse", ["huber"], "log"],
  ["val_loss", ["meanSquaredError", "huber"], "linear"],
  ["val_loss", ["meanAbsoluteError"], "linear"],
  ["val_accuracy", ["sparseCategoricalCrossentropy"], "linear"],
  ["val_mae", ["meanSquaredError"], "linear"],
] as const)("%s of %j is compared on the %s scale", (metric, losses, scale) => {
  expect(defaultScale(metric, losses, {})).toBe(scale);
});

test("a margin is in units of the metric, so that differences are linear", () => {
  expect(defaultScale("val_loss", ["meanSquaredError"], { margin: 0.1 })).toBe("linear");
});

test("a diverged run that counts as 0 has no ratio, one that counts as 5 has", () => {
  expect(defaultScale("loss", ["meanSquaredError"], { failureValue: 0 })).toBe("linear");
  expect(defaultScale("loss", ["meanSquaredError"], { failureValue: 5 })).toBe("log");
});
