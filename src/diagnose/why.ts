import type { Pair } from "./arm.ts";
import { declaredDifferences } from "./declared-differences.ts";
import type { Difference, PassedRung, Rung, Why } from "./finding.ts";
import { findParting } from "./first-step.ts";
import { findRoundedParting } from "./rounded-steps.ts";
import {
  compareGradients,
  compareLosses,
  comparePartingStep,
  compareSwitches,
  compareUpdates,
  type StepPair,
  takeStep,
} from "./step-rungs.ts";
import {
  compareData,
  compareEnvironments,
  compareInitialPredictions,
  compareInitialWeights,
  compareStructures,
  type Verdict,
} from "./still-rungs.ts";
import { whySentence } from "./why-sentence.ts";

/**
 * Climbs the rungs on which two runs may first part and stops at the one that differs. Both arms
 * begin before their first step and are trained as far as that takes.
 */
export function why(pair: Pair): Why {
  const { a, b } = pair;
  const passed: PassedRung[] = [];
  let differs: Difference | null = null;
  let steps = 0;
  const counted = (pairOfSteps: StepPair) => {
    steps += 2;
    return pairOfSteps;
  };
  let first: StepPair | undefined;
  const firstStep = () => {
    first ??= counted(takeStep(pair));
    return first;
  };
  const ladder: readonly (readonly [Rung, () => Verdict])[] = [
    ["environment", () => compareEnvironments(pair)],
    ["data", () => compareData(pair)],
    ["structure", () => compareStructures(pair)],
    ["initial-weights", () => compareInitialWeights(pair)],
    ["initial-predictions", () => compareInitialPredictions(pair)],
    ["training-flag", () => compareSwitches(pair, firstStep())],
    ["first-loss", () => compareLosses(pair, firstStep(), "first-loss")],
    ["gradients", () => compareGradients(pair, firstStep(), "gradients")],
    ["first-update", () => compareUpdates(pair, firstStep(), "first-update")],
    ["step", () => compareLaterSteps(pair, firstStep(), (count) => (steps += count))],
  ];
  for (const [rung, look] of ladder) {
    const verdict = look();
    if ("where" in verdict) {
      differs = { rung, ...verdict };
      break;
    }
    passed.push({ rung, text: verdict.text });
  }
  const declared = declaredDifferences(a.spec, b.spec);
  const parts = { a: a.name, b: b.name, seed: a.spec.seed, declared, passed, differs };
  return {
    ...parts,
    engines: [a.spec.engine, b.spec.engine],
    sentence: whySentence({ ...parts, judge: pair.judge }),
    costInRuns: steps / Math.max(a.run.stepCount, b.run.stepCount),
  };
}

function compareLaterSteps(
  pair: Pair,
  first: StepPair,
  countSteps: (count: number) => void,
): Verdict {
  const { a, b } = pair;
  const last = Math.min(a.run.stepCount, b.run.stepCount);
  const { parting, stepsTaken } =
    pair.judge === "bits" ? findParting(a.run, b.run, last) : findRoundedParting(pair, last);
  countSteps(stepsTaken);
  if (parting) {
    a.run.resume(parting.before.a);
    b.run.resume(parting.before.b);
    countSteps(2);
    return comparePartingStep(pair, takeStep(pair), first);
  }
  return compareEnds(pair, last);
}

/** Two runs that are the same as long as both go on. */
function compareEnds({ a, b, judge }: Pair, last: number): Verdict {
  if (a.run.stepCount !== b.run.stepCount) {
    const [x, y] = [a, b].map(({ spec }) => `${spec.training.epochs} epochs`);
    const text = `they are the same up to step ${last}, where the shorter one ends`;
    const cause = `${a.name} trains ${x}, ${b.name} ${y}`;
    return { where: "end", step: last, a: x!, b: y!, text, details: [], cause };
  }
  const [x, y] = [a, b].map(({ spec }) => JSON.stringify(spec.training.earlyStopping ?? "none"));
  if (x !== y) {
    const text = `they are the same up to step ${last}, unless one of them is stopped early`;
    const cause = `earlyStopping is ${x} with ${a.name} and ${y} with ${b.name}`;
    return { where: "earlyStopping", step: last, a: x!, b: y!, text, details: [], cause };
  }
  const how = judge === "bits" ? "equal bits after every one" : "none parts but by rounding";
  return { text: `${last.toLocaleString("en-US")} steps, ${how}` };
}
