import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import { questionLayers, questionSpec } from "../reference/question-network.ts";
import { loadableBackends } from "./backends.ts";

const dataset = sineWindows({ rows: 200, seed: 1 });
const activityRegularizer = { l1: 0.1, l2: 0 };
const layers = questionLayers([1, 1, 1, 1, 1], [1, 1, 1, 1]).map((layer) =>
  layer.kind === "dense" ? { ...layer, activityRegularizer } : layer,
);
const SILENT = { onEpoch: () => {}, shouldStop: () => false };

test.each(await loadableBackends())("a run on %s leaves no tensor behind", async (backend) => {
  const engine = await loadTfjsEngine(backend);
  for (const build of ["static", "deferred"] as const) {
    const before = tf.memory().numTensors;
    const spec = questionSpec(layers, 1, { validation: 0.2 });
    await engine.train({ ...spec, model: { ...spec.model, build } }, dataset, SILENT);
    expect(tf.memory().numTensors).toBe(before);
  }
});
