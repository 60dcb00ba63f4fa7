/** How weights follow their gradients; several of a config's optimizers may share a rule. */
export const RULES = [
  "sgd",
  "momentum",
  "nesterov",
  "rmsprop",
  "rmsprop-tf1",
  "adagrad",
  "adadelta",
  "adam",
  "adam-tfjs",
  "adamax",
] as const;
export type RuleName = (typeof RULES)[number];

/** A rule with a spec's numbers, at its first step; `weight-updates.ts` says what it does. */
export interface OptimizerRule {
  readonly name: RuleName;
  /** float32, as the update reads them */
  readonly constants: readonly number[];
  /** what each slot is filled with before the first step; undefined: a slot that is not needed */
  readonly slots: readonly (number | undefined)[];
  /** whether the scalars of a step follow from its learning rate alone */
  readonly isSteady: boolean;
  /** how many numbers `nextScalars` gives */
  readonly scalarCount: number;
  /** float32 numbers of the next step, at its learning rate; each call is a step */
  nextScalars(learningRate: number): readonly number[];
}
