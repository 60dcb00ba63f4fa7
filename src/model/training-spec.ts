/** How a model is trained, all defaults written out. */
export interface TrainingSpec {
  readonly epochs: number;
  /** rows per step; the last step of an epoch takes what is left, as Keras does */
  readonly batch: number;
  readonly loss: LossName;
  readonly metrics: readonly MetricName[];
  readonly optimizer: OptimizerSpec;
  /** whether each epoch visits the training rows in a new order, from the stream "order" */
  readonly shuffle: boolean;
  readonly earlyStopping?: EarlyStopping;
}

export const LOSSES = [
  "meanSquaredError",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredLogarithmicError",
  "huber",
  "logcosh",
  "hinge",
  "squaredHinge",
  "categoricalHinge",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "binaryCrossentropy",
  "kullbackLeiblerDivergence",
  "poisson",
  "cosineProximity",
] as const;
export type LossName = (typeof LOSSES)[number];

/** A metric's series is recorded under the name it was asked for by, short or long. */
export const METRICS = [
  ...LOSSES,
  "mse",
  "mae",
  "mape",
  "msle",
  "accuracy",
  "acc",
  "binaryAccuracy",
  "categoricalAccuracy",
  "sparseCategoricalAccuracy",
] as const;
export type MetricName = (typeof METRICS)[number];

/** Stops a run when `metric` has not improved by more than minDelta for `patience` epochs. */
export interface EarlyStopping {
  readonly metric: string;
  readonly direction: "min" | "max";
  readonly patience: number;
  readonly minDelta: number;
}

export type OptimizerSpec = OptimizerRule & {
  readonly learningRate: number | LearningRateSchedule;
  /** each weight's gradient is scaled down to this Euclidean norm, as Keras' clipnorm */
  readonly clipNorm?: number;
  /** each gradient element is cut to [-clipValue, clipValue] */
  readonly clipValue?: number;
};

export type OptimizerRule =
  | Rule<"sgd", unknown>
  | Rule<"momentum" | "nesterov", { readonly momentum: number }>
  | Rule<"rmsprop" | "rmsprop-tf1", RmspropOptions>
  | Rule<"adagrad" | "adagrad-tf1", { readonly initialAccumulator: number } & Epsilon>
  | Rule<"adadelta", { readonly rho: number } & Epsilon>
  | Rule<"adam" | "adam-tf1" | "adam-tfjs" | "adamax", AdamOptions>
  | Rule<"adamw", AdamOptions & { readonly weightDecay: number }>;

/** One member per name, so that a name tells its options. */
type Rule<Name extends string, Options> = Name extends string
  ? { readonly name: Name } & Options
  : never;

interface Epsilon {
  readonly epsilon: number;
}

interface RmspropOptions extends Epsilon {
  readonly rho: number;
  readonly momentum: number;
  readonly centered: boolean;
}

interface AdamOptions extends Epsilon {
  readonly beta1: number;
  readonly beta2: number;
}

export type LearningRateSchedule =
  /** initial * factor^floor(step / every) */
  | {
      readonly schedule: "step";
      readonly initial: number;
      readonly factor: number;
      readonly every: number;
    }
  /** initial * rate^(step / steps) */
  | {
      readonly schedule: "exponential";
      readonly initial: number;
      readonly rate: number;
      readonly steps: number;
    }
  /** from initial to initial * floor along half a cosine of `steps` steps, then constant */
  | {
      readonly schedule: "cosine";
      readonly initial: number;
      readonly floor: number;
      readonly steps: number;
    };
