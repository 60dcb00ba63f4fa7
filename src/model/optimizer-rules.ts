import type { OptimizerSpec } from "./training-spec.ts";

const f32 = Math.fround;
const sqrt = Math.sqrt;

/** Changes one weight by its gradient; slots are the rule's memory of that weight. */
export type Update = (
  weight: Float32Array,
  gradient: Float32Array,
  slots: readonly Float32Array[],
) => void;

export interface OptimizerRule {
  /** what each slot is filled with before the first step */
  readonly slots: readonly number[];
  /** starts the next step with its learning rate */
  begin(learningRate: number): Update;
}

type Spec<Name extends OptimizerSpec["name"]> = Extract<OptimizerSpec, { name: Name }>;

/**
 * The update rules of Keras 3, of TensorFlow 1 (`-tf1`: ApplyRMSProp, ApplyAdam ... of
 * tensorflow/core/kernels/training_ops.cc) and of tfjs (`-tfjs`). What is done to each element is
 * rounded to float32 after each operation, in the order of their sources.
 */
export function optimizerRule(spec: OptimizerSpec): OptimizerRule {
  switch (spec.name) {
    case "sgd":
      return sgd();
    case "momentum":
    case "nesterov":
      return momentum(spec);
    case "rmsprop":
    case "rmsprop-tf1":
      return rmsprop(spec);
    case "adagrad":
    case "adagrad-tf1":
      return adagrad(spec);
    case "adadelta":
      return adadelta(spec);
    case "adam":
    case "adam-tf1":
    case "adamw":
      return adam(spec);
    case "adam-tfjs":
      return adamTfjs(spec);
    case "adamax":
      return adamax(spec);
    default:
      return spec satisfies never;
  }
}

function sgd(): OptimizerRule {
  return {
    slots: [],
    begin(learningRate) {
      const lr = f32(learningRate);
      return (w, g) => {
        for (let i = 0; i < w.length; i++) w[i] = w[i]! - f32(lr * g[i]!);
      };
    },
  };
}

/**
 * m = momentum m + g; w -= lr m, or with Nesterov w -= lr (g + momentum m), as in TensorFlow 1 and
 * tfjs. Keras has the rate inside m, which differs only under a schedule.
 */
function momentum(spec: Spec<"momentum" | "nesterov">): OptimizerRule {
  const mu = f32(spec.momentum);
  const lookAhead = spec.name === "nesterov";
  return {
    slots: [0],
    begin(learningRate) {
      const lr = f32(learningRate);
      return (w, g, [m]) => {
        for (let i = 0; i < w.length; i++) {
          const speed = f32(f32(mu * m![i]!) + g[i]!);
          m![i] = speed;
          const direction = lookAhead ? f32(g[i]! + f32(mu * speed)) : speed;
          w[i] = w[i]! - f32(lr * direction);
        }
      };
    },
  };
}

/**
 * v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon). TensorFlow 1 starts v at one and
 * writes v += (g^2 - v)(1 - rho). Centered subtracts the squared mean gradient from v.
 *
 * @see Tieleman and Hinton 2012, lecture 6.5
 */
function rmsprop(spec: Spec<"rmsprop" | "rmsprop-tf1">): OptimizerRule {
  const tf1 = spec.name === "rmsprop-tf1";
  const rho = f32(spec.rho);
  const rest = tf1 ? f32(1 - rho) : f32(1 - spec.rho);
  const epsilon = f32(spec.epsilon);
  const mu = f32(spec.momentum);
  const { centered } = spec;
  return {
    slots: [tf1 ? 1 : 0, 0, 0],
    begin(learningRate) {
      const lr = f32(learningRate);
      return (w, g, [v, speed, mean]) => {
        for (let i = 0; i < w.length; i++) {
          const square = blend(tf1, rho, rest, v![i]!, f32(g[i]! * g[i]!));
          v![i] = square;
          let spread = square;
          if (centered) {
            const center = blend(tf1, rho, rest, mean![i]!, g[i]!);
            mean![i] = center;
            spread = f32(square - f32(center * center));
          }
          const step = f32(f32(lr * g[i]!) / f32(sqrt(f32(spread + epsilon))));
          if (mu === 0) {
            w[i] = w[i]! - step;
          } else {
            speed![i] = f32(mu * speed![i]!) + step;
            w[i] = w[i]! - speed![i]!;
          }
        }
      };
    },
  };
}

/** A running mean's next value; a plain function, as calls of closures cost more than the sums. */
function blend(tf1: boolean, rho: number, rest: number, old: number, value: number): number {
  return tf1 ? f32(old + f32(f32(value - old) * rest)) : f32(f32(rho * old) + f32(rest * value));
}

/** a += g^2; w -= lr g / sqrt(a + epsilon). @see Duchi et al. 2011 */
function adagrad(spec: Spec<"adagrad" | "adagrad-tf1">): OptimizerRule {
  const epsilon = f32(spec.epsilon);
  return {
    slots: [spec.initialAccumulator],
    begin(learningRate) {
      const lr = f32(learningRate);
      return (w, g, [a]) => {
        for (let i = 0; i < w.length; i++) {
          const sum = f32(a![i]! + f32(g[i]! * g[i]!));
          a![i] = sum;
          w[i] = w[i]! - f32(f32(lr * g[i]!) / f32(sqrt(f32(sum + epsilon))));
        }
      };
    },
  };
}

/** @see Zeiler 2012, algorithm 1; Keras scales the step by the learning rate */
function adadelta(spec: Spec<"adadelta">): OptimizerRule {
  const rho = f32(spec.rho);
  const rest = f32(1 - spec.rho);
  const epsilon = f32(spec.epsilon);
  return {
    slots: [0, 0],
    begin(learningRate) {
      const lr = f32(learningRate);
      return (w, g, [squares, steps]) => {
        for (let i = 0; i < w.length; i++) {
          const square = f32(f32(rho * squares![i]!) + f32(rest * f32(g[i]! * g[i]!)));
          squares![i] = square;
          const length = f32(sqrt(f32(steps![i]! + epsilon)));
          const step = f32(f32(length * g[i]!) / f32(sqrt(f32(square + epsilon))));
          steps![i] = f32(rho * steps![i]!) + f32(rest * f32(step * step));
          w[i] = w[i]! - f32(lr * step);
        }
      };
    },
  };
}

/** Powers of the betas by repeated multiplication: Math.pow may differ between versions of V8. */
function powers(
  round: (x: number) => number,
  ...bases: readonly number[]
): () => readonly number[] {
  let current = bases.map(() => 1);
  return () => {
    current = current.map((power, index) => round(power * bases[index]!));
    return current;
  };
}

/**
 * m += (g - m)(1 - b1); v += (g^2 - v)(1 - b2); w -= alpha m / (sqrt(v) + epsilon) with
 * alpha = lr sqrt(1 - b2^t) / (1 - b1^t). AdamW first takes lr weightDecay w off.
 *
 * @see Kingma and Ba 2015, end of section 2; Loshchilov and Hutter 2019
 */
function adam(spec: Spec<"adam" | "adam-tf1" | "adamw">): OptimizerRule {
  // TensorFlow 1 keeps betas, their powers and alpha in float32; Keras rounds what it worked out.
  const round = spec.name === "adam-tf1" ? f32 : (x: number) => x;
  const [beta1, beta2] = [round(spec.beta1), round(spec.beta2)];
  const [rest1, rest2] = [f32(1 - beta1), f32(1 - beta2)];
  const epsilon = f32(spec.epsilon);
  const nextPowers = powers(round, beta1, beta2);
  const weightDecay = spec.name === "adamw" ? spec.weightDecay : 0;
  return {
    slots: [0, 0],
    begin(learningRate) {
      const [power1, power2] = nextPowers();
      const root = round(sqrt(round(1 - power2!)));
      const alpha = f32(round(round(learningRate) * root) / round(1 - power1!));
      const decay = f32(learningRate * weightDecay);
      return (w, g, [m, v]) => {
        for (let i = 0; i < w.length; i++) {
          const mean = f32(m![i]! + f32(f32(g[i]! - m![i]!) * rest1));
          const square = f32(v![i]! + f32(f32(f32(g[i]! * g[i]!) - v![i]!) * rest2));
          m![i] = mean;
          v![i] = square;
          const kept = decay === 0 ? w[i]! : f32(w[i]! - f32(w[i]! * decay));
          w[i] = kept - f32(f32(mean * alpha) / f32(f32(sqrt(square)) + epsilon));
        }
      };
    },
  };
}

/** tfjs divides both moments by their bias before the epsilon is added. */
function adamTfjs(spec: Spec<"adam-tfjs">): OptimizerRule {
  const [beta1, beta2] = [f32(spec.beta1), f32(spec.beta2)];
  const [rest1, rest2] = [f32(1 - spec.beta1), f32(1 - spec.beta2)];
  const epsilon = f32(spec.epsilon);
  const nextPowers = powers((x) => x, spec.beta1, spec.beta2);
  return {
    slots: [0, 0],
    begin(learningRate) {
      const [power1, power2] = nextPowers();
      const [bias1, bias2] = [f32(1 - power1!), f32(1 - power2!)];
      const lr = f32(learningRate);
      return (w, g, [m, v]) => {
        for (let i = 0; i < w.length; i++) {
          const mean = f32(f32(m![i]! * beta1) + f32(g[i]! * rest1));
          const square = f32(f32(v![i]! * beta2) + f32(f32(g[i]! * g[i]!) * rest2));
          m![i] = mean;
          v![i] = square;
          const length = f32(f32(sqrt(f32(square / bias2))) + epsilon);
          w[i] = w[i]! - f32(lr * f32(f32(mean / bias1) / length));
        }
      };
    },
  };
}

/** u = max(b2 u, |g|) in place of the root. @see Kingma and Ba 2015, section 7.1 */
function adamax(spec: Spec<"adamax">): OptimizerRule {
  const [rest1, beta2] = [f32(1 - spec.beta1), f32(spec.beta2)];
  const epsilon = f32(spec.epsilon);
  const nextPowers = powers((x) => x, spec.beta1);
  return {
    slots: [0, 0],
    begin(learningRate) {
      const [power1] = nextPowers();
      const alpha = f32(learningRate / (1 - power1!));
      return (w, g, [m, u]) => {
        for (let i = 0; i < w.length; i++) {
          const mean = f32(m![i]! + f32(f32(g[i]! - m![i]!) * rest1));
          const norm = Math.max(f32(beta2 * u![i]!), Math.abs(g[i]!));
          m![i] = mean;
          u![i] = norm;
          w[i] = w[i]! - f32(f32(alpha * mean) / f32(norm + epsilon));
        }
      };
    },
  };
}
