import { describe, expect, test } from "vitest";
import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import { availableKernels, loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import { ROW_METRICS } from "../../src/model/metric-values.ts";
import type { Activation } from "../../src/model/model-spec.ts";
import { metricKind } from "../../src/model/row-metric.ts";
import { LOSSES, type MetricName } from "../../src/model/training-spec.ts";
import { loadableBackends } from "../engine/backends.ts";
import {
  ACTIVATION_POINTS,
  activationDistance,
  JOIN_POINTS,
  joinDistance,
  LOSS_POINTS,
  lossDistance,
  METRIC_POINTS,
} from "./keras-points.ts";

/** Keras computes in float32 what is float64 here. */
const TOLERANCE = 2e-6;

const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ...availableKernels().map(
    (name) => [`compiled, ${name}`, async () => compiledEngine(loadKernels(name))] as const,
  ),
  ...(await loadableBackends()).map(
    (backend) => [`tfjs-${backend}`, () => loadTfjsEngine(backend)] as const,
  ),
];

describe.each(engines)("on %s", async (_, load) => {
  const engine = await load();

  test.each(Object.keys(LOSS_POINTS))("%s has Keras' values and gradients", (title) => {
    expect(lossDistance(engine, title)).toBeLessThanOrEqual(TOLERANCE);
  });

  test.each(Object.keys(ACTIVATION_POINTS) as Activation[])("%s has Keras' slope", (activation) => {
    expect(activationDistance(engine, activation)).toBeLessThanOrEqual(TOLERANCE);
  });

  test.each(Object.keys(JOIN_POINTS) as (keyof typeof JOIN_POINTS)[])(
    "%s has Keras' slopes, at ties too",
    (kind) => {
      expect(joinDistance(engine, kind)).toBeLessThanOrEqual(TOLERANCE);
    },
  );
});

test("every loss has points, and every cross-entropy points of logits", () => {
  const ofLogits = LOSSES.filter((loss) => /entropy$/.test(loss)).flatMap((loss) => [
    `${loss} of sigmoid`,
    `${loss} of softmax`,
  ]);
  expect(Object.keys(LOSS_POINTS).sort()).toEqual([...LOSSES, ...ofLogits].sort());
});

test.each(Object.entries(METRIC_POINTS))("%s is Keras'", (name, points) => {
  for (const { output, target, value } of points) {
    const form = { width: output.length, targetWidth: target.length, hasLogits: false };
    const metric = ROW_METRICS[metricKind(name as MetricName, form)];
    const got = metric(Float32Array.from(output), Float32Array.from(target));
    expect(got, JSON.stringify({ output, target })).toBeCloseTo(value, 6);
  }
});
