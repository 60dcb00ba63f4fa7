import { learningRateAt } from "./learning-rate.ts";
import { optimizerRule } from "./optimizer-rules.ts";
import type { OptimizerSpec } from "./training-spec.ts";

/**
 * The numbers an optimizer's rule takes anew at every step.
 *
 * @param firstStep steps taken before the first one, over all epochs; going back costs as much as
 *   all the steps before it
 * @returns [stepCount, rule.scalarCount]
 */
export type OptimizerScalars = (firstStep: number, stepCount: number) => Float32Array;

export function optimizerScalars(optimizer: OptimizerSpec): OptimizerScalars {
  const { learningRate } = optimizer;
  let rule = optimizerRule(optimizer);
  let next = 0;
  return (firstStep, stepCount) => {
    const scalars = new Float32Array(stepCount * rule.scalarCount);
    if (rule.isSteady && typeof learningRate === "number") {
      return scalars.fill(rule.nextScalars(learningRate)[0]!);
    }
    if (firstStep < next) {
      rule = optimizerRule(optimizer);
      next = 0;
    }
    for (; next < firstStep + stepCount; next++) {
      const ofStep = rule.nextScalars(learningRateAt(learningRate, next));
      if (next >= firstStep) scalars.set(ofStep, (next - firstStep) * rule.scalarCount);
    }
    return scalars;
  };
}
