import { z } from "zod";
import { LOSSES, METRICS } from "../model/training-spec.ts";
import { isPlainObject } from "./check-shape.ts";
import { count, list, object, positive } from "./schema-parts.ts";

const share = z.number().min(0).lt(1);

const learningRate = z.union([
  positive,
  z.discriminatedUnion("schedule", [
    object({ schedule: z.literal("step"), initial: positive, factor: positive, every: count }),
    object({ schedule: z.literal("exponential"), initial: positive, rate: positive, steps: count }),
    object({
      schedule: z.literal("cosine"),
      initial: positive,
      floor: share.default(0),
      steps: count,
    }),
  ]),
]);

const common = { clipNorm: positive.optional(), clipValue: positive.optional() };
const rmsprop = {
  rho: share.default(0.9),
  momentum: share.default(0),
  centered: z.boolean().default(false),
};
const betas = { beta1: share.default(0.9), beta2: share.default(0.999) };
const adagrad = { initialAccumulator: z.number().min(0).default(0.1) };

/** One object per rule; learning rates and epsilons default to Keras', TensorFlow 1's or tfjs'. */
function rule<Name extends string, Shape extends z.ZodRawShape>(
  name: Name,
  defaultRate: number,
  shape: Shape,
) {
  const rate = { learningRate: learningRate.default(defaultRate) };
  return object({ name: z.literal(name), ...rate, ...shape, ...common });
}
const epsilon = (value: number) => ({ epsilon: z.number().min(0).default(value) });

const optimizer = z.discriminatedUnion(
  "name",
  [
    rule("sgd", 0.01, {}),
    rule("momentum", 0.01, { momentum: share.default(0.9) }),
    rule("nesterov", 0.01, { momentum: share.default(0.9) }),
    rule("rmsprop", 0.001, { ...rmsprop, ...epsilon(1e-7) }),
    rule("rmsprop-tf1", 0.001, { ...rmsprop, ...epsilon(1e-10) }),
    rule("adagrad", 0.001, { ...adagrad, ...epsilon(1e-7) }),
    rule("adagrad-tf1", 0.001, { ...adagrad, ...epsilon(0) }),
    rule("adadelta", 0.001, { rho: share.default(0.95), ...epsilon(1e-7) }),
    rule("adam", 0.001, { ...betas, ...epsilon(1e-7) }),
    rule("adam-tf1", 0.001, { ...betas, ...epsilon(1e-8) }),
    rule("adam-tfjs", 0.001, { ...betas, ...epsilon(1e-7) }),
    rule("adamax", 0.001, { ...betas, ...epsilon(1e-7) }),
    rule("adamw", 0.001, {
      ...betas,
      ...epsilon(1e-7),
      weightDecay: z.number().min(0).default(0.004),
    }),
  ],
  {
    error: ({ input }) =>
      isPlainObject(input) ? undefined : "must be a block of keys, as in {name: adam}",
  },
);

/** Losses may be called by the field's short names. */
const LOSS_ALIASES: ReadonlyMap<string, string> = new Map([
  ["mse", "meanSquaredError"],
  ["mae", "meanAbsoluteError"],
  ["mape", "meanAbsolutePercentageError"],
  ["msle", "meanSquaredLogarithmicError"],
]);
const loss = z.preprocess(
  (value) => (typeof value === "string" && LOSS_ALIASES.get(value)) || value,
  z.enum(LOSSES),
);

/** The `train` part of a config. */
export const trainSchema = object({
  epochs: count,
  batch: count.default(32),
  loss,
  metrics: list(z.enum(METRICS), { min: 0, max: METRICS.length }).default([]),
  optimizer,
  shuffle: z.boolean().default(true),
  earlyStopping: object({
    metric: z.string().default("val_loss"),
    direction: z.enum(["min", "max"]).default("min"),
    patience: count,
    minDelta: z.number().min(0).default(0),
  }).optional(),
});
export type TrainConfig = z.output<typeof trainSchema>;
