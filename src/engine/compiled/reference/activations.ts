import type { Activation } from "../../../model/model-spec.ts";
import { erf32, exp32, expMinusOne32, sigmoid32, softplus32, tanh32 } from "./float32.ts";
import type { Matrix } from "./matrix.ts";

// The functions are those of the tfjs Layers API (tfjs-layers' activations.ts). The derivatives at
// the points where there is none are TensorFlow's (core/kernels/relu_op_functor.h): relu6 and relu
// have 0 at their corners, hardSigmoid its slope, elu and selu the slope of the right side.

const f32 = Math.fround;

/** All but softmax, which needs whole rows. */
export type ElementActivation = Exclude<Activation, "softmax">;

interface ElementFunction {
  value(x: number): number;
  /** dy times the derivative at x, y being the value there */
  gradient(x: number, y: number, dy: number): number;
}

const SELU_SCALE = f32(1.0507009873554805);
const SELU_SCALE_ALPHA = f32(1.7580993408473768);
const FIFTH = f32(0.2);
const SQRT_HALF = f32(Math.SQRT1_2);
const NORMAL_PEAK = f32(0.3989422804014327); // 1 / sqrt(2 pi)
const GELU_SLOPE = f32(0.7978845608028654); // sqrt(2 / pi)
const GELU_CUBIC = f32(0.044715);
const GELU_CUBIC_SLOPE = f32(0.134145);

const linear: ElementFunction = { value: (x) => x, gradient: (_x, _y, dy) => dy };

const relu: ElementFunction = {
  value: (x) => (x < 0 ? 0 : x),
  gradient: (_x, y, dy) => (y > 0 ? dy : 0),
};

const relu6: ElementFunction = {
  value: (x) => (x < 0 ? 0 : x > 6 ? 6 : x),
  gradient: (_x, y, dy) => (y > 0 && y < 6 ? dy : 0),
};

const elu: ElementFunction = {
  value: (x) => (x >= 0 ? x : expMinusOne32(x)),
  gradient: (_x, y, dy) => f32(dy * (y >= 0 ? 1 : f32(y + 1))),
};

const selu: ElementFunction = {
  value: (x) => f32(x >= 0 ? SELU_SCALE * x : SELU_SCALE_ALPHA * expMinusOne32(x)),
  gradient: (_x, y, dy) => f32(dy * (y >= 0 ? SELU_SCALE : f32(y + SELU_SCALE_ALPHA))),
};

const sigmoid: ElementFunction = {
  value: sigmoid32,
  gradient: (_x, y, dy) => f32(dy * f32(y * f32(1 - y))),
};

const hardSigmoidLine = (x: number) => f32(0.5 + f32(FIFTH * x));

const hardSigmoid: ElementFunction = {
  value: (x) => {
    const line = hardSigmoidLine(x);
    return line < 0 ? 0 : line > 1 ? 1 : line;
  },
  gradient: (x, _y, dy) => {
    const line = hardSigmoidLine(x);
    return line >= 0 && line <= 1 ? f32(dy * FIFTH) : 0;
  },
};

const softplus: ElementFunction = {
  value: softplus32,
  gradient: (x, _y, dy) => f32(dy * sigmoid32(x)),
};

const softsign: ElementFunction = {
  value: (x) => f32(x / f32(Math.abs(x) + 1)),
  gradient: (x, _y, dy) => {
    const size = f32(Math.abs(x) + 1);
    return f32(dy / f32(size * size));
  },
};

const tanh: ElementFunction = {
  value: tanh32,
  gradient: (_x, y, dy) => f32(dy * f32(1 - f32(y * y))),
};

const swish: ElementFunction = {
  value: (x) => f32(x * sigmoid32(x)),
  gradient: (x, y, dy) => {
    const s = sigmoid32(x);
    return f32(dy * f32(s + f32(y * f32(1 - s))));
  },
};

/**
 * tanh(log(1 + e)) = n / (n + 2) with n = e (e + 2), here with e = e^x; from x = 20 on it is 1.
 * Its derivative is 4 e (e + 1) / (n + 2)^2.
 */
function mishParts(x: number): { bounded: number; e: number; n: number } {
  const bounded = x > 20 ? 20 : x;
  const e = exp32(bounded);
  return { bounded, e, n: f32(e * f32(e + 2)) };
}

const mish: ElementFunction = {
  value: (x) => {
    const { n } = mishParts(x);
    return f32(x * f32(n / f32(n + 2)));
  },
  gradient: (x, _y, dy) => {
    const { bounded, e, n } = mishParts(x);
    const d = f32(n + 2);
    const slope = f32(f32(4 * f32(e * f32(e + 1))) / f32(d * d));
    return f32(dy * f32(f32(n / d) + f32(bounded * slope)));
  },
};

/** The normal distribution up to x. */
function normalShare32(x: number): number {
  return f32(0.5 * f32(1 + erf32(f32(x * SQRT_HALF))));
}

const gelu: ElementFunction = {
  value: (x) => f32(x * normalShare32(x)),
  gradient: (x, _y, dy) => {
    const density = f32(NORMAL_PEAK * exp32(f32(-0.5 * f32(x * x))));
    return f32(dy * f32(normalShare32(x) + (density === 0 ? 0 : f32(x * density))));
  },
};

function geluNewTanh32(x: number): number {
  return tanh32(f32(GELU_SLOPE * f32(x + f32(GELU_CUBIC * f32(f32(x * x) * x)))));
}

const geluNew: ElementFunction = {
  value: (x) => f32(f32(0.5 * x) * f32(1 + geluNewTanh32(x))),
  gradient: (x, _y, dy) => {
    const t = geluNewTanh32(x);
    const rest = f32(1 - f32(t * t));
    const inner = f32(GELU_SLOPE * f32(1 + f32(GELU_CUBIC_SLOPE * f32(x * x))));
    const change = rest === 0 ? 0 : f32(f32(0.5 * x) * f32(rest * inner));
    return f32(dy * f32(f32(0.5 * f32(1 + t)) + change));
  },
};

const FUNCTIONS: Readonly<Record<ElementActivation, ElementFunction>> = {
  linear,
  relu,
  relu6,
  elu,
  selu,
  sigmoid,
  hardSigmoid,
  softplus,
  softsign,
  tanh,
  swish,
  mish,
  gelu,
  gelu_new: geluNew,
};

/** y = f(x), element by element; y may be x. */
export function activate(f: ElementActivation, x: Matrix, y: Matrix): void {
  const { value } = FUNCTIONS[f];
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.width; c++) {
      y.values[r * y.stride + c] = value(x.values[r * x.stride + c]!);
    }
  }
}

/**
 * dx = dy f'(x), element by element.
 *
 * @param x what went in
 * @param y what came out
 * @param dx may be dy
 */
export function activateGradient(
  f: ElementActivation,
  x: Matrix,
  y: Matrix,
  dy: Matrix,
  dx: Matrix,
): void {
  const { gradient } = FUNCTIONS[f];
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.width; c++) {
      dx.values[r * dx.stride + c] = gradient(
        x.values[r * x.stride + c]!,
        y.values[r * y.stride + c]!,
        dy.values[r * dy.stride + c]!,
      );
    }
  }
}
