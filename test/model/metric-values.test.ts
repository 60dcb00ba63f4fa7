import { describe, expect, test } from "vitest";
import { ROW_METRICS } from "../../src/model/metric-values.ts";
import { LOGIT_KINDS, lossKind, metricKind, ROW_METRIC_KINDS } from "../../src/model/row-metric.ts";
import { LOSSES, METRICS } from "../../src/model/training-spec.ts";

describe("what a metric's name stands for", () => {
  const form = (width: number, targetWidth: number, hasLogits = false) => ({
    ...{ width, targetWidth, hasLogits },
  });

  test("accuracy is of the kind that fits the output and the targets", () => {
    expect(metricKind("acc", form(1, 1))).toBe("binaryAccuracy");
    expect(metricKind("accuracy", form(3, 3))).toBe("categoricalAccuracy");
    expect(metricKind("accuracy", form(3, 1))).toBe("sparseCategoricalAccuracy");
  });

  test("a loss stands for itself, and a cross-entropy for that of logits where there are some", () => {
    expect(LOSSES.map((loss) => lossKind(loss, false))).toEqual(LOSSES);
    const others = LOSSES.filter((loss) => !/entropy$/.test(loss));
    expect(others.map((loss) => lossKind(loss, true))).toEqual(others);
    const entropies = LOSSES.filter((loss) => /entropy$/.test(loss));
    expect(entropies.map((loss) => lossKind(loss, true))).toEqual(LOGIT_KINDS);
    expect(entropies.map((loss) => metricKind(loss, form(3, 3, true)))).toEqual(LOGIT_KINDS);
  });

  test("every name is of some kind", () => {
    for (const hasLogits of [false, true]) {
      const kinds = METRICS.map((name) => metricKind(name, form(3, 3, hasLogits)));
      expect(ROW_METRIC_KINDS).toEqual(expect.arrayContaining(kinds));
    }
  });
});

describe("a loss of what is not a number is none", () => {
  test.each([...LOSSES, ...LOGIT_KINDS])("%s", (loss) => {
    const target = Float32Array.of(...(loss.startsWith("sparse") ? [1] : [1, 0]));
    expect(ROW_METRICS[loss](Float32Array.of(Number.NaN, 0.5), target)).toBeNaN();
  });

  test.each(["sparseCategoricalCrossentropy", "sparseCategoricalCrossentropyOfLogits"] as const)(
    "nor is that of a class the row does not have: %s",
    (kind) => {
      for (const place of [-1, 2, 0.5, Number.NaN]) {
        expect(ROW_METRICS[kind](Float32Array.of(0.5, 0.5), Float32Array.of(place))).toBeNaN();
      }
    },
  );
});
