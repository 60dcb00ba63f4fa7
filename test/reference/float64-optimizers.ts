import type { OptimizerSpec } from "../../src/model/training-spec.ts";

/** What is taken off one weight for its gradient. */
type Rule = (gradient: number, step: number, weight: number) => number;

/**
 * The optimizers' rules from their papers and the sources of Keras, TensorFlow 1 and tfjs, in
 * float64 and one weight at a time: nothing of src is in them.
 */
export function float64Rule(spec: OptimizerSpec): Rule {
  const rate = spec.learningRate as number;
  let [m, v, speed] = [0, 0, 0];
  switch (spec.name) {
    case "sgd":
      return (g) => rate * g;
    case "momentum":
      return (g) => {
        m = spec.momentum * m + g;
        return rate * m;
      };
    case "nesterov":
      return (g) => {
        m = spec.momentum * m + g;
        return rate * (g + spec.momentum * m);
      };
    case "rmsprop":
    case "rmsprop-tf1":
      if (spec.name === "rmsprop-tf1") v = 1;
      return (g) => {
        v = spec.rho * v + (1 - spec.rho) * g * g;
        if (spec.centered) m = spec.rho * m + (1 - spec.rho) * g;
        speed = spec.momentum * speed + (rate * g) / Math.sqrt(v - m * m + spec.epsilon);
        return speed;
      };
    case "adagrad":
    case "adagrad-tf1":
      v = spec.initialAccumulator;
      return (g) => {
        v += g * g;
        return (rate * g) / Math.sqrt(v + spec.epsilon);
      };
    case "adadelta":
      return (g) => {
        v = spec.rho * v + (1 - spec.rho) * g * g;
        const step = (Math.sqrt(m + spec.epsilon) / Math.sqrt(v + spec.epsilon)) * g;
        m = spec.rho * m + (1 - spec.rho) * step * step;
        return rate * step;
      };
    case "adam":
    case "adam-tf1":
    case "adamw":
      return (g, t, w) => {
        m = spec.beta1 * m + (1 - spec.beta1) * g;
        v = spec.beta2 * v + (1 - spec.beta2) * g * g;
        const alpha = (rate * Math.sqrt(1 - spec.beta2 ** t)) / (1 - spec.beta1 ** t);
        const decay = spec.name === "adamw" ? rate * spec.weightDecay * w : 0;
        return decay + (alpha * m) / (Math.sqrt(v) + spec.epsilon);
      };
    case "adam-tfjs":
      return (g, t) => {
        m = spec.beta1 * m + (1 - spec.beta1) * g;
        v = spec.beta2 * v + (1 - spec.beta2) * g * g;
        const length = Math.sqrt(v / (1 - spec.beta2 ** t)) + spec.epsilon;
        return (rate * (m / (1 - spec.beta1 ** t))) / length;
      };
    case "adamax":
      return (g, t) => {
        m = spec.beta1 * m + (1 - spec.beta1) * g;
        v = Math.max(spec.beta2 * v, Math.abs(g));
        return ((rate / (1 - spec.beta1 ** t)) * m) / (v + spec.epsilon);
      };
    default:
      return spec satisfies never;
  }
}

/**
 * y = w1 x1 + w2 x2 + b by the mean squared error, all rows at each step.
 *
 * @returns [w1, w2, b] after each step
 */
export function float64Line(
  spec: OptimizerSpec,
  rows: readonly { readonly x: readonly [number, number]; readonly y: number }[],
  start: readonly [number, number, number],
  stepCount: number,
): number[][] {
  let weights: readonly number[] = start;
  const rules = start.map(() => float64Rule(spec));
  return Array.from({ length: stepCount }, (_, index) => {
    const errors = rows.map(
      ({ x, y }) => weights[0]! * x[0] + weights[1]! * x[1] + weights[2]! - y,
    );
    const columns = [rows.map(({ x }) => x[0]), rows.map(({ x }) => x[1]), rows.map(() => 1)];
    const gradients = columns.map((column) =>
      column.reduce((sum, x, row) => sum + (2 / rows.length) * errors[row]! * x, 0),
    );
    weights = weights.map((weight, i) => weight - rules[i]!(gradients[i]!, index + 1, weight));
    return [...weights];
  });
}
