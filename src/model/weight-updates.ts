import type { RuleName } from "./optimizer-rule.ts";

const f32 = Math.fround;
const sqrt = Math.sqrt;

/** The rule's memory of one weight, one array a slot; undefined: the spec does not need it. */
export type Slots = readonly (Float32Array | undefined)[];

/**
 * Changes one weight by its gradient.
 *
 * @param constants of the rule, as `optimizer-rules.ts` orders them
 * @param scalars of this step
 */
export type WeightUpdate = (
  weight: Float32Array,
  gradient: Float32Array,
  slots: Slots,
  constants: readonly number[],
  scalars: ArrayLike<number>,
) => void;

/**
 * The update rules of Keras 3, of TensorFlow 1 (`-tf1`: ApplyRMSProp, ApplyAdam ... of
 * tensorflow/core/kernels/training_ops.cc) and of tfjs (`-tfjs`). What is done to each element is
 * rounded to float32 after each operation, in the order of their sources; what goes into a slot is
 * flushed to zero below the smallest normal number, as denormal ones slow a processor down.
 */
export const WEIGHT_UPDATES: Readonly<Record<RuleName, WeightUpdate>> = {
  sgd,
  momentum: (...parts) => momentum(false, ...parts),
  nesterov: (...parts) => momentum(true, ...parts),
  rmsprop: (...parts) => rmsprop(false, ...parts),
  "rmsprop-tf1": (...parts) => rmsprop(true, ...parts),
  adagrad,
  adadelta,
  adam,
  "adam-tfjs": adamTfjs,
  adamax,
};

/** Float32's smallest normal number. */
const NORMAL_MIN = 2 ** -126;

function flush(x: number): number {
  return x < NORMAL_MIN && x > -NORMAL_MIN ? 0 : x;
}

type Parts = Parameters<WeightUpdate>;

function sgd(...[w, g, , , { 0: lr }]: Parts): void {
  for (let i = 0; i < w.length; i++) w[i] = w[i]! - f32(lr! * g[i]!);
}

/**
 * m = momentum m - lr g; w += m, or with Nesterov w += momentum m - lr g, as in Keras
 * (keras/src/optimizers/sgd.py). TensorFlow 1 and tfjs have the rate outside of m, which differs
 * under a schedule.
 */
function momentum(lookAhead: boolean, ...[w, g, [m], [mu], { 0: lr }]: Parts): void {
  for (let i = 0; i < w.length; i++) {
    const push = f32(lr! * g[i]!);
    const velocity = flush(f32(f32(mu! * m![i]!) - push));
    m![i] = velocity;
    w[i] = w[i]! + (lookAhead ? f32(f32(mu! * velocity) - push) : velocity);
  }
}

/**
 * v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon). TensorFlow 1 starts v at one and
 * writes v += (g^2 - v)(1 - rho). Centered subtracts the squared mean gradient from v.
 *
 * @see Tieleman and Hinton 2012, lecture 6.5
 */
function rmsprop(
  tf1: boolean,
  ...[w, g, [v, speed, mean], [rho, rest, epsilon, mu], { 0: lr }]: Parts
): void {
  for (let i = 0; i < w.length; i++) {
    const square = flush(blend(tf1, rho!, rest!, v![i]!, f32(g[i]! * g[i]!)));
    v![i] = square;
    let spread = square;
    if (mean) {
      const center = flush(blend(tf1, rho!, rest!, mean[i]!, g[i]!));
      mean[i] = center;
      spread = f32(square - f32(center * center));
    }
    let step = f32(f32(lr! * g[i]!) / f32(sqrt(f32(spread + epsilon!))));
    if (speed) {
      step = flush(f32(f32(mu! * speed[i]!) + step));
      speed[i] = step;
    }
    w[i] = w[i]! - step;
  }
}

/** A running mean's next value. */
function blend(tf1: boolean, rho: number, rest: number, old: number, value: number): number {
  return tf1 ? f32(old + f32(f32(value - old) * rest)) : f32(f32(rho * old) + f32(rest * value));
}

/** a += g^2; w -= lr g / sqrt(a + epsilon). @see Duchi et al. 2011 */
function adagrad(...[w, g, [a], [epsilon], { 0: lr }]: Parts): void {
  for (let i = 0; i < w.length; i++) {
    const sum = flush(f32(a![i]! + f32(g[i]! * g[i]!)));
    a![i] = sum;
    w[i] = w[i]! - f32(f32(lr! * g[i]!) / f32(sqrt(f32(sum + epsilon!))));
  }
}

/** @see Zeiler 2012, algorithm 1; Keras scales the step by the learning rate */
function adadelta(...[w, g, [squares, steps], [rho, rest, epsilon], { 0: lr }]: Parts): void {
  for (let i = 0; i < w.length; i++) {
    const square = flush(f32(f32(rho! * squares![i]!) + f32(rest! * f32(g[i]! * g[i]!))));
    squares![i] = square;
    const length = f32(sqrt(f32(steps![i]! + epsilon!)));
    const step = f32(f32(length * g[i]!) / f32(sqrt(f32(square + epsilon!))));
    steps![i] = flush(f32(f32(rho! * steps![i]!) + f32(rest! * f32(step * step))));
    w[i] = w[i]! - f32(lr! * step);
  }
}

/**
 * m += (g - m)(1 - b1); v += (g^2 - v)(1 - b2); w -= alpha m / (sqrt(v) + epsilon) with
 * alpha = lr sqrt(1 - b2^t) / (1 - b1^t). AdamW first takes lr weightDecay w off.
 *
 * @see Kingma and Ba 2015, end of section 2; Loshchilov and Hutter 2019
 */
function adam(...[w, g, [m, v], [rest1, rest2, epsilon], { 0: alpha, 1: decay }]: Parts): void {
  for (let i = 0; i < w.length; i++) {
    const mean = flush(f32(m![i]! + f32(f32(g[i]! - m![i]!) * rest1!)));
    const square = flush(f32(v![i]! + f32(f32(f32(g[i]! * g[i]!) - v![i]!) * rest2!)));
    m![i] = mean;
    v![i] = square;
    const kept = decay === 0 ? w[i]! : f32(w[i]! - f32(w[i]! * decay!));
    w[i] = kept - f32(f32(mean * alpha!) / f32(f32(sqrt(square)) + epsilon!));
  }
}

/** tfjs divides both moments by their bias before the epsilon is added. */
function adamTfjs(...[w, g, [m, v], constants, { 0: lr, 1: bias1, 2: bias2 }]: Parts): void {
  const [beta1, rest1, beta2, rest2, epsilon] = constants;
  for (let i = 0; i < w.length; i++) {
    const mean = flush(f32(f32(m![i]! * beta1!) + f32(g[i]! * rest1!)));
    const square = flush(f32(f32(v![i]! * beta2!) + f32(f32(g[i]! * g[i]!) * rest2!)));
    m![i] = mean;
    v![i] = square;
    const length = f32(f32(sqrt(f32(square / bias2!))) + epsilon!);
    w[i] = w[i]! - f32(lr! * f32(f32(mean / bias1!) / length));
  }
}

/** u = max(b2 u, |g|) in place of the root. @see Kingma and Ba 2015, section 7.1 */
function adamax(...[w, g, [m, u], [rest1, beta2, epsilon], { 0: lr, 1: bias1 }]: Parts): void {
  for (let i = 0; i < w.length; i++) {
    const mean = flush(f32(m![i]! + f32(f32(g[i]! - m![i]!) * rest1!)));
    const faded = f32(beta2! * u![i]!);
    const size = Math.abs(g[i]!);
    const norm = flush(faded < size ? size : faded);
    m![i] = mean;
    u![i] = norm;
    w[i] = w[i]! - f32(f32(lr! * mean) / f32(bias1! * f32(norm + epsilon!)));
  }
}
