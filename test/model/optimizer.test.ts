import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeOptimizer } from "../../src/model/optimizer.ts";
import type { OptimizerSpec } from "../../src/model/training-spec.ts";

// Rules that TensorFlow's runs in test/reference/training.json do not cover, against a float64
// program written from their papers; the others are tested there.

const GRADIENTS = [0.5, -0.25, 0.125, 1, -2];

function trajectory(spec: OptimizerSpec, stepCount = GRADIENTS.length): number[] {
  const weight = Float32Array.of(1);
  const optimizer = makeOptimizer(spec, [[1]]);
  return Array.from({ length: stepCount }, (_, step) => {
    optimizer.step([weight], [Float32Array.of(GRADIENTS[step % GRADIENTS.length]!)]);
    return weight[0]!;
  });
}

/** One weight, float64: `rule` gets the gradient and the step from 1 and returns what to take off. */
function expected(rule: (g: number, t: number, w: number) => number): number[] {
  let weight = 1;
  return GRADIENTS.map((gradient, index) => {
    weight -= rule(gradient, index + 1, weight);
    return weight;
  });
}

function expectClose(got: readonly number[], wanted: readonly number[]): void {
  for (const [index, value] of wanted.entries()) expect(got[index]).toBeCloseTo(value, 6);
}

const BETAS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

describe("one weight, five gradients", () => {
  test("nesterov looks one momentum ahead", () => {
    let m = 0;
    const rule = (g: number) => {
      m = 0.9 * m + g;
      return 0.1 * (g + 0.9 * m);
    };
    expectClose(trajectory({ name: "nesterov", momentum: 0.9, learningRate: 0.1 }), expected(rule));
  });

  test("rmsprop, centered with momentum, subtracts the squared mean gradient", () => {
    let [v, mean, speed] = [0, 0, 0];
    const rule = (g: number) => {
      v = 0.9 * v + 0.1 * g * g;
      mean = 0.9 * mean + 0.1 * g;
      speed = 0.5 * speed + (0.01 * g) / Math.sqrt(v - mean * mean + 1e-7);
      return speed;
    };
    const options = { rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: true, learningRate: 0.01 };
    expectClose(trajectory({ name: "rmsprop", ...options }), expected(rule));
  });

  test("adagrad adds up squares and has an epsilon in the root", () => {
    let a = 0.1;
    const rule = (g: number) => {
      a += g * g;
      return (0.1 * g) / Math.sqrt(a + 1e-7);
    };
    const options = { initialAccumulator: 0.1, epsilon: 1e-7, learningRate: 0.1 };
    expectClose(trajectory({ name: "adagrad", ...options }), expected(rule));
  });

  test("adadelta scales by the length of its own steps", () => {
    let [squares, steps] = [0, 0];
    const rule = (g: number) => {
      squares = 0.95 * squares + 0.05 * g * g;
      const step = (Math.sqrt(steps + 1e-3) / Math.sqrt(squares + 1e-3)) * g;
      steps = 0.95 * steps + 0.05 * step * step;
      return step;
    };
    const options = { rho: 0.95, epsilon: 1e-3, learningRate: 1 };
    expectClose(trajectory({ name: "adadelta", ...options }), expected(rule));
  });

  test("adam-tfjs adds its epsilon after the bias correction", () => {
    let [m, v] = [0, 0];
    const rule = (g: number, t: number) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      return (0.1 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-7);
    };
    expectClose(trajectory({ name: "adam-tfjs", ...BETAS, learningRate: 0.1 }), expected(rule));
  });

  test("adam-tf1 keeps its scalars in float32, bit for bit as ApplyAdam does", () => {
    const f32 = Math.fround;
    const [beta1, beta2, rate, epsilon] = [0.9, 0.999, 0.1, 1e-8].map(f32) as [
      number,
      number,
      number,
      number,
    ];
    let [m, v, power1, power2, weight] = [0, 0, 1, 1, 1];
    const steps = GRADIENTS.map((g) => {
      power1 = f32(power1 * beta1);
      power2 = f32(power2 * beta2);
      const alpha = f32(f32(rate * f32(Math.sqrt(f32(1 - power2)))) / f32(1 - power1));
      m = f32(m + f32(f32(g - m) * f32(1 - beta1)));
      v = f32(v + f32(f32(f32(g * g) - v) * f32(1 - beta2)));
      weight = f32(weight - f32(f32(m * alpha) / f32(f32(Math.sqrt(v)) + epsilon)));
      return weight;
    });
    const options = { ...BETAS, epsilon: 1e-8, learningRate: 0.1 };
    expect(trajectory({ name: "adam-tf1", ...options })).toEqual(steps);
  });

  test("adamax divides by the largest gradient of late", () => {
    let [m, u] = [0, 0];
    const rule = (g: number, t: number) => {
      m = 0.9 * m + 0.1 * g;
      u = Math.max(0.999 * u, Math.abs(g));
      return ((0.1 / (1 - 0.9 ** t)) * m) / (u + 1e-7);
    };
    expectClose(trajectory({ name: "adamax", ...BETAS, learningRate: 0.1 }), expected(rule));
  });
});

describe("one weight, a hundred steps of Keras 3 (test/reference/keras/optimizers.py)", () => {
  const keras: Readonly<Record<string, readonly number[]>> = JSON.parse(
    readFileSync(new URL("../reference/keras/optimizers.json", import.meta.url), "utf8"),
  );
  const stepsOf = (spec: OptimizerSpec) => trajectory(spec, keras[spec.name]!.length);

  test.each<OptimizerSpec>([
    { name: "sgd", learningRate: 0.1 },
    { name: "momentum", momentum: 0.9, learningRate: 0.1 },
    { name: "nesterov", momentum: 0.9, learningRate: 0.1 },
    { name: "rmsprop", rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false, learningRate: 0.01 },
    { name: "adagrad", initialAccumulator: 0.1, epsilon: 1e-7, learningRate: 0.1 },
    { name: "adam", ...BETAS, learningRate: 0.1 },
    { name: "adamw", ...BETAS, weightDecay: 0.05, learningRate: 0.1 },
    { name: "adamax", ...BETAS, learningRate: 0.1 },
    { name: "adadelta", rho: 0.95, epsilon: 1e-7, learningRate: 1 },
  ])("$name is Keras' bit for bit", (spec) => {
    expect(stepsOf(spec)).toEqual(keras[spec.name]);
  });
});

describe("clipping", () => {
  const gradients = fc.float32Array({
    minLength: 1,
    maxLength: 20,
    min: -100,
    max: 100,
    noNaN: true,
  });
  const stepOf = (gradient: Float32Array, clip: Partial<OptimizerSpec>) => {
    const weight = new Float32Array(gradient.length);
    const spec = { name: "sgd", learningRate: 1, ...clip } as OptimizerSpec;
    makeOptimizer(spec, [[gradient.length]]).step([weight], [Float32Array.from(gradient)]);
    return weight.map((w) => -w);
  };

  test("by value leaves no element beyond the limit and small ones as they are", () => {
    fc.assert(
      fc.property(gradients, (gradient) => {
        for (const [i, clipped] of stepOf(gradient, { clipValue: 2 }).entries()) {
          expect(clipped).toBeCloseTo(Math.min(2, Math.max(-2, gradient[i]!)), 12);
        }
      }),
    );
  });

  test("by norm keeps the direction and never exceeds the norm", () => {
    const norm = (values: Float32Array) => Math.hypot(...values);
    fc.assert(
      fc.property(gradients, (gradient) => {
        const clipped = stepOf(gradient, { clipNorm: 3 });
        expect(norm(clipped)).toBeLessThanOrEqual(Math.min(norm(gradient), 3) * (1 + 1e-6));
        if (norm(gradient) > 3) expect(norm(clipped)).toBeCloseTo(3, 4);
      }),
    );
  });
});
