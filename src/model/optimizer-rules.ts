import type { OptimizerRule } from "./optimizer-rule.ts";
import type { OptimizerSpec } from "./training-spec.ts";

const f32 = Math.fround;
const sqrt = Math.sqrt;

type Spec<Name extends OptimizerSpec["name"]> = Extract<OptimizerSpec, { name: Name }>;

/** The numbers by which an optimizer's rule goes, for a new run. */
export function optimizerRule(spec: OptimizerSpec): OptimizerRule {
  switch (spec.name) {
    case "sgd":
      return { name: "sgd", constants: [], slots: [], ...RATE_ALONE };
    case "momentum":
    case "nesterov":
      return { name: spec.name, constants: [f32(spec.momentum)], slots: [0], ...RATE_ALONE };
    case "rmsprop":
    case "rmsprop-tf1":
      return rmsprop(spec);
    case "adagrad":
    case "adagrad-tf1": {
      const slots = [spec.initialAccumulator];
      return { name: "adagrad", constants: [f32(spec.epsilon)], slots, ...RATE_ALONE };
    }
    case "adadelta": {
      const constants = [spec.rho, 1 - spec.rho, spec.epsilon].map(f32);
      return { name: "adadelta", constants, slots: [0, 0], ...RATE_ALONE };
    }
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

/** The only scalar of a rule without bias corrections: the learning rate. */
const RATE_ALONE = {
  isSteady: true,
  scalarCount: 1,
  nextScalars: (learningRate: number) => [f32(learningRate)],
};

function rmsprop(spec: Spec<"rmsprop" | "rmsprop-tf1">): OptimizerRule {
  const tf1 = spec.name === "rmsprop-tf1";
  const rho = f32(spec.rho);
  const rest = tf1 ? f32(1 - rho) : f32(1 - spec.rho);
  const mu = f32(spec.momentum);
  return {
    name: spec.name,
    constants: [rho, rest, f32(spec.epsilon), mu],
    slots: [tf1 ? 1 : 0, mu === 0 ? undefined : 0, spec.centered ? 0 : undefined],
    ...RATE_ALONE,
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

/** Keras 3 takes a float32 power of a float32 beta anew at every step: as if it were exact. */
function kerasPowers(...bases: readonly number[]): () => readonly number[] {
  const next = powers((x) => x, ...bases.map(f32));
  return () => next().map(f32);
}

function adam(spec: Spec<"adam" | "adam-tf1" | "adamw">): OptimizerRule {
  const { beta1, beta2 } = spec;
  // What is left of 1 is worked out in float32 by TensorFlow 1, and by Keras in float64.
  const isTf1 = spec.name === "adam-tf1";
  const left = (beta: number) => (isTf1 ? 1 - f32(beta) : 1 - beta);
  const nextPowers = isTf1 ? powers(f32, f32(beta1), f32(beta2)) : kerasPowers(beta1, beta2);
  const weightDecay = spec.name === "adamw" ? spec.weightDecay : 0;
  return {
    name: "adam",
    constants: [left(beta1), left(beta2), spec.epsilon].map(f32),
    slots: [0, 0],
    isSteady: false,
    scalarCount: 2,
    nextScalars(learningRate) {
      const [power1, power2] = nextPowers();
      const root = f32(sqrt(f32(1 - power2!)));
      const alpha = f32(f32(f32(learningRate) * root) / f32(1 - power1!));
      return [alpha, f32(learningRate * weightDecay)];
    },
  };
}

function adamTfjs(spec: Spec<"adam-tfjs">): OptimizerRule {
  const { beta1, beta2, epsilon } = spec;
  const nextPowers = powers((x) => x, beta1, beta2);
  return {
    name: "adam-tfjs",
    constants: [beta1, 1 - beta1, beta2, 1 - beta2, epsilon].map(f32),
    slots: [0, 0],
    isSteady: false,
    scalarCount: 3,
    nextScalars(learningRate) {
      const [power1, power2] = nextPowers();
      return [learningRate, 1 - power1!, 1 - power2!].map(f32);
    },
  };
}

function adamax(spec: Spec<"adamax">): OptimizerRule {
  const nextPowers = kerasPowers(spec.beta1);
  return {
    name: "adamax",
    constants: [1 - spec.beta1, spec.beta2, spec.epsilon].map(f32),
    slots: [0, 0],
    isSteady: false,
    scalarCount: 2,
    nextScalars(learningRate) {
      const [power1] = nextPowers();
      return [learningRate, 1 - power1!].map(f32);
    },
  };
}
