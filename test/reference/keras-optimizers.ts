import { readFileSync } from "node:fs";
import { makeOptimizer } from "../../src/model/optimizer.ts";
import type { OptimizerSpec } from "../../src/model/training-spec.ts";

/** The gradients of keras/optimizers.py, over and over. */
const GRADIENTS = [0.5, -0.25, 0.125, 1, -2];

const STEPS: Readonly<Record<string, readonly number[]>> = JSON.parse(
  readFileSync(new URL("keras/optimizers.json", import.meta.url), "utf8"),
);

const BETAS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const RMS = { rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false };

interface OptimizerRow {
  readonly spec: OptimizerSpec;
  /** whose rule it is */
  readonly source: string;
  readonly rule: string;
  /** where it is compared; undefined: with Keras' hundred steps */
  readonly against?: string;
}

const TF1 = "TensorFlow 1, `training_ops.cc`";
const TF1_TEST = "`test/engine/training.test.ts`";

/** Every optimizer of a config, with the options of keras/optimizers.py where Keras has it. */
export const OPTIMIZER_ROWS: readonly OptimizerRow[] = [
  { spec: { name: "sgd", learningRate: 0.1 }, source: "Keras `SGD`", rule: "w -= lr g" },
  {
    spec: { name: "momentum", momentum: 0.9, learningRate: 0.1 },
    source: "Keras `SGD(momentum)`",
    rule: "m = μ m - lr g; w += m",
  },
  {
    spec: { name: "nesterov", momentum: 0.9, learningRate: 0.1 },
    source: "Keras `SGD(nesterov=True)`",
    rule: "m = μ m - lr g; w += μ m - lr g",
  },
  {
    spec: { name: "rmsprop", ...RMS, learningRate: 0.01 },
    source: "Keras `RMSprop`",
    rule: "v = ρ v + (1 - ρ) g²; w -= lr g / √(v + ε); bits without momentum, not centered",
  },
  {
    spec: { name: "rmsprop-tf1", ...RMS, learningRate: 0.01 },
    source: TF1,
    rule: "as rmsprop, but v begins at 1",
    against: TF1_TEST,
  },
  {
    spec: { name: "adagrad", initialAccumulator: 0.1, epsilon: 1e-7, learningRate: 0.1 },
    source: "Keras `Adagrad`",
    rule: "a += g²; w -= lr g / √(a + ε)",
  },
  {
    spec: { name: "adagrad-tf1", initialAccumulator: 0.1, epsilon: 0, learningRate: 0.1 },
    source: TF1,
    rule: "as adagrad, ε = 0",
    against: TF1_TEST,
  },
  {
    spec: { name: "adadelta", rho: 0.95, epsilon: 1e-7, learningRate: 1 },
    source: "Keras `Adadelta`",
    rule: "d = g √(s + ε) / √(v + ε); w -= lr d; v and s are means of g² and d²",
  },
  {
    spec: { name: "adam", ...BETAS, learningRate: 0.1 },
    source: "Keras `Adam`",
    rule: "w -= lr √(1 - β₂ᵗ) / (1 - β₁ᵗ) m / (√v + ε)",
  },
  {
    spec: { name: "adam-tf1", ...BETAS, learningRate: 0.1 },
    source: TF1,
    rule: "as adam, with powers of the betas by repeated float32 products",
    against: TF1_TEST,
  },
  {
    spec: { name: "adam-tfjs", ...BETAS, learningRate: 0.1 },
    source: "tfjs `adam`",
    rule: "w -= lr (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)",
    against: "`test/model/optimizer.test.ts`",
  },
  {
    spec: { name: "adamax", ...BETAS, learningRate: 0.1 },
    source: "Keras `Adamax`",
    rule: "u = max(β₂ u, \\|g\\|); w -= lr m / ((1 - β₁ᵗ) (u + ε))",
  },
  {
    spec: { name: "adamw", ...BETAS, weightDecay: 0.05, learningRate: 0.1 },
    source: "Keras `AdamW`",
    rule: "w -= lr λ w, then as adam",
  },
];

/** One weight that begins at 1, step by step, here and in Keras. */
export function kerasTrajectory(spec: OptimizerSpec): {
  readonly got: readonly number[];
  readonly expected: readonly number[];
} {
  const expected = STEPS[spec.name]!;
  const optimizer = makeOptimizer(spec, [[1]]);
  const weight = Float32Array.of(1);
  const got = expected.map((_, step) => {
    optimizer.step([weight], [Float32Array.of(GRADIENTS[step % GRADIENTS.length]!)]);
    return weight[0]!;
  });
  return { got, expected };
}
