/**
 * The child process that says whether @tensorflow/tfjs-node works: exit code 0 and the versions on
 * stdout, or exit code 1 and the reason on stderr.
 */
import { createRequire } from "node:module";
import util from "node:util";
import type * as Tf from "@tensorflow/tfjs-core";

// tfjs-node 4.22 calls two functions that Node 24 no longer has.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});

try {
  process.stdout.write(`${smokeTest()}\n`);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${reason.split("\n", 1)[0]?.trim()}\n`);
  process.exitCode = 1;
}

function smokeTest(): string {
  const require = createRequire(import.meta.url);
  // Typed as the core, of which it exports all: its own types are absent where it is.
  const tf = require("@tensorflow/tfjs-node") as typeof Tf;
  const { version } = require("@tensorflow/tfjs-node/package.json") as { version: string };
  // Without its native part tfjs would go on in plain JavaScript, and the numbers would be right.
  expect("the backend", tf.getBackend(), "tensorflow");
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]));
  expect("a product of matrices", String(product.dataSync()), "19,22,43,50");
  expect("a weight after a training step", trainedWeight(tf).toFixed(6), "2.500000");
  const { binding } = tf.backend() as { binding?: { TF_Version?: string } };
  return `@tensorflow/tfjs-node ${version} with TensorFlow ${binding?.TF_Version}`;
}

/** w = 3 on the data y = 2x, x = 1, 2: the gradient of the mean squared error is 5. */
function trainedWeight(tf: typeof Tf): number {
  const x = tf.tensor1d([1, 2]);
  const y = tf.tensor1d([2, 4]);
  const weight = tf.variable(tf.scalar(3));
  tf.train
    .sgd(0.1)
    .minimize(() => tf.mean(tf.squaredDifference(tf.mul(x, weight), y)) as Tf.Scalar);
  return weight.dataSync()[0] as number;
}

function expect(what: string, got: string, expected: string): void {
  if (got !== expected) throw new Error(`${what} must be ${expected}, got ${got}`);
}
