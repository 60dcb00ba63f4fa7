import type { OptimizerSpec } from "../../model/training-spec.ts";
import type { Draw } from "../../random/philox.ts";

// Answers that this program did not give itself, but for the digest and tfjs' own dropout: the test
// of this file works them out again in float64.

/** kat_vectors of Random123, the library of Philox's authors. */
export const PHILOX_VECTORS: readonly (Draw & { readonly words: string })[] = [
  { key: [0, 0], counter: [0, 0, 0, 0], words: "6627e8d5 e169c58d bc57ac4c 9b00dbd8" },
  {
    key: [0xffffffff, 0xffffffff],
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    words: "408f276d 41c83b0e a20bc7c6 6d5451fd",
  },
  {
    key: [0xa4093822, 0x299f31d0],
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    words: "d16cfe09 94fdcceb 5001e420 24126ea1",
  },
];

/** Of `dropoutSpec`: numbers dropped, and the loss of the batch, at each step. */
export const DROPOUT = {
  steps: [
    { dropped: 1029, loss: 1.00054932 },
    { dropped: 1047, loss: 0.989766439 },
  ],
  /** of as many ones by tfjs' own dropout with seed 1, at every call */
  tfjsDropped: 970,
} as const;

/** Of `optimizerSpec`: both numbers of the kernel and the bias, after each of two steps. */
export const OPTIMIZER_STEPS: Readonly<
  Record<OptimizerSpec["name"], readonly (readonly number[])[]>
> = {
  sgd: [
    [0.75, 0.3, 0.05],
    [0.71, 0.22, 0.01],
  ],
  momentum: [
    [0.75, 0.3, 0.05],
    [0.935, 0.04, 0.055],
  ],
  nesterov: [
    [0.975, 0.12, 0.095],
    [0.6056, 0.0112, -0.0944],
  ],
  rmsprop: [
    [0.807147558, 0.205116088, 0.142857143],
    [0.805916881, 0.00234201731, 0.0415847823],
  ],
  "rmsprop-tf1": [
    [0.7, 0.328501415, 0.0494468176],
    [0.810978838, 0.155430586, 0.0506808989],
  ],
  adagrad: [
    [0.598437404, 0.402409993, 0.0745355992],
    [0.638784665, 0.343652685, 0.0826730318],
  ],
  "adagrad-tf1": [
    [0.598437404, 0.402409993, 0.0745355992],
    [0.638784665, 0.343652685, 0.0826730318],
  ],
  adadelta: [
    [1.42847669, -0.394427191, 0.447213595],
    [0.111690527, 0.691159334, -0.588534202],
  ],
  adam: [
    [0.571428571, 0.433333333, 0.0333333333],
    [0.643527963, 0.362057194, 0.0653247383],
  ],
  "adam-tfjs": [
    [0.596153846, 0.404761905, 0.0833333333],
    [0.683227344, 0.311634254, 0.14059219],
  ],
  "adam-tf1": [
    [0.571428571, 0.433333333, 0.0333333333],
    [0.643527963, 0.362057194, 0.0653247383],
  ],
  adamax: [
    [0.596153846, 0.404761905, 0.0833333333],
    [0.664828146, 0.320981818, 0.127026924],
  ],
  adamw: [
    [0.546428571, 0.408333333, 0.0333333333],
    [0.593061681, 0.317494124, 0.0682427513],
  ],
};

/** Of `trainingSpec`, whose epochs have 5 steps. The losses are those of any engine within 1e-4. */
export const TRAINING = {
  bits: {
    stepCount: 100,
    lastLoss: 0.204173,
    /** of all weights in their order, float32 little-endian: every machine's */
    sha256: "c894f22b31a5f53363f0305258a1c386534d25d0e91f9958753093c4fe977abb",
  },
  rounding: { stepCount: 20, lastLoss: 1.045388 },
} as const;
