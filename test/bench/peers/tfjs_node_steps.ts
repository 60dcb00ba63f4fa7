// A peer that `npm run bench` times: tfjs-node's own `fit` on the question's network.
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { loadBackend } from "../../../src/engine/tfjs/load-backend.ts";

const EPOCHS = 5;
const STEPS = 200; // a step takes milliseconds
const BATCH = 32;
const INPUTS = 1001;

await loadBackend("node");
const model = sequential();
for (let i = 0; i < 4; i++) {
  const inputShape = i === 0 ? { inputShape: [INPUTS] } : {};
  model.add(layers.dense({ units: 64, activation: "relu", ...inputShape }));
  model.add(layers.dropout({ rate: 0.05 }));
}
model.add(layers.dense({ units: 1 }));
model.compile({ loss: "meanSquaredError", optimizer: tf.train.rmsprop(5e-4) });
const [x, y] = [tf.randomNormal([STEPS * BATCH, INPUTS]), tf.randomNormal([STEPS * BATCH, 1])];
const ms: number[] = [];
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  const startedAt = performance.now();
  await model.fit(x, y, {
    ...{ epochs: 1, batchSize: BATCH, shuffle: false, verbose: 0, yieldEvery: "never" },
  });
  ms.push((performance.now() - startedAt) / STEPS);
}
process.stdout.write(
  `${JSON.stringify({ peer: "tfjs-node", version: tf.version_core, ms_per_step: ms })}\n`,
);
