import { describe, expect, test } from "vitest";
import { metricKind, ROW_METRIC_KINDS, rowMetric } from "../../src/model/metric-values.ts";
import { LOSSES } from "../../src/model/training-spec.ts";

describe("what a metric's name stands for", () => {
  test("accuracy is of the kind that fits the output and the targets", () => {
    expect(metricKind("acc", 1, 1)).toBe("binaryAccuracy");
    expect(metricKind("accuracy", 3, 3)).toBe("categoricalAccuracy");
    expect(metricKind("accuracy", 3, 1)).toBe("sparseCategoricalAccuracy");
  });

  test("every kind stands for itself", () => {
    expect(ROW_METRIC_KINDS.map((kind) => metricKind(kind, 3, 3))).toEqual(ROW_METRIC_KINDS);
  });
});

describe("a loss of what is not a number is none", () => {
  test.each(LOSSES)("%s", (loss) => {
    const target = Float32Array.of(...(loss === "sparseCategoricalCrossentropy" ? [1] : [1, 0]));
    const metric = rowMetric(loss, 2, target.length);
    expect(metric(Float32Array.of(Number.NaN, 0.5), target)).toBeNaN();
  });

  test("nor is that of a class the row does not have", () => {
    const metric = rowMetric("sparseCategoricalCrossentropy", 2, 1);
    for (const place of [-1, 2, 0.5, Number.NaN]) {
      expect(metric(Float32Array.of(0.5, 0.5), Float32Array.of(place))).toBeNaN();
    }
  });
});
