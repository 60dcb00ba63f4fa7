// The rungs of one training step, which both arms take from the same state: the first one, and the
// one at which two runs part later.
import { sha256 } from "../base/digest.ts";
import type { NamedTensor, RunState, StepRecord, SwitchedLayer } from "../engine/inspection.ts";
import type { Pair } from "./arm.ts";
import { because, causeOfMask } from "./causes.ts";
import {
  type ArrayDifference,
  compareArrays,
  compareTensors,
  placeOf,
  type TensorDifference,
} from "./compare-tensors.ts";
import { isDifferent, isRounding, spreadInWords, tensorDifference } from "./difference-words.ts";
import type { Rung } from "./finding.ts";
import { showCount, showNumbers } from "./show-value.ts";
import type { Verdict } from "./still-rungs.ts";

/** The same step of both arms, and what they are after it. */
export interface StepPair {
  readonly a: StepRecord;
  readonly b: StepRecord;
  readonly after: { readonly a: RunState; readonly b: RunState };
}

/** Takes the next step of both. */
export function takeStep({ a, b }: Pair): StepPair {
  const [recordA, recordB] = [a.run.inspectStep(), b.run.inspectStep()];
  return { a: recordA, b: recordB, after: { a: a.run.state(), b: b.run.state() } };
}

/** The flags that layers saw, and what their masks dropped. */
export function compareSwitches(pair: Pair, { a, b }: StepPair): Verdict {
  const { step } = a;
  for (const [index, x] of a.switched.entries()) {
    const y = b.switched[index]!;
    const difference = compareFlags(pair, x, y, step) ?? compareMasks(pair, x, y, step);
    if (difference) return difference;
  }
  const told = a.switched.filter(({ training }) => training);
  if (a.switched.length === 0) return { text: "no layer acts otherwise in training" };
  if (told.length === 0) return { text: `${a.switched.length} layers, none told that it trains` };
  const drops = told.flatMap(({ layer, kind, droppedCount, elementCount }) =>
    /dropout/i.test(kind) && kind !== "gaussianDropout"
      ? [`${layer} drops ${droppedCount} of ${showCount(elementCount)}`]
      : [],
  );
  const masks = drops.length > 2 ? [...drops.slice(0, 1), `${drops.length - 1} more`] : drops;
  return { text: [`${told.length} of ${a.switched.length} told to train`, ...masks].join(", ") };
}

function compareFlags(
  { a, b }: Pair,
  x: SwitchedLayer,
  y: SwitchedLayer,
  step: number,
): Verdict | undefined {
  if (x.training === y.training) return undefined;
  const [silent, told] = x.training ? [b, a] : [a, b];
  const [quiet, loud] = x.training ? [y, x] : [x, y];
  const inWords = ({ training }: SwitchedLayer) => (training ? "told to train" : "not told");
  const units = showCount(quiet.elementCount);
  const text =
    loud.multiply && loud.kind !== "gaussianDropout"
      ? `with ${silent.name}, ${quiet.layer} drops ${quiet.droppedCount} of ${units} units at ` +
        `step ${step} where with ${told.name} it drops ${showCount(loud.droppedCount)}`
      : `with ${silent.name}, ${quiet.layer} is silent at step ${step}, with ${told.name} it acts`;
  return {
    ...{ where: x.layer, step, a: inWords(x), b: inWords(y), text, details: [] },
    cause: `its training flag is off${silent.spec.model.dispatch === "call" ? CALLED : ""}`,
  };
}

const CALLED = ", as a plain call tells its layers nothing";

function compareMasks(
  pair: Pair,
  x: SwitchedLayer,
  y: SwitchedLayer,
  step: number,
): Verdict | undefined {
  const parts = (["multiply", "add"] as const).map((part) => [x[part], y[part]] as const);
  const differing = parts.find(([p, q]) => p && q && !sameSigns(p, q));
  if (!differing) return undefined;
  const drops = ({ droppedCount, elementCount }: SwitchedLayer) =>
    `${showCount(droppedCount)} of ${showCount(elementCount)}`;
  const hasDrops = x.droppedCount + y.droppedCount > 0;
  const text = hasDrops
    ? `${x.layer} drops ${drops(x)} units at step ${step} with ${pair.a.name}, ` +
      `${drops(y)} with ${pair.b.name}${x.droppedCount === y.droppedCount ? ", not the same" : ""}`
    : `${x.layer} draws other noise at step ${step}`;
  const [a, b] = hasDrops
    ? [drops(x), drops(y)]
    : showNumbers(differing[0]![0]!, differing[1]![0]!);
  const cause = causeOfMask(pair, x.layer);
  const values = { where: x.layer, step, a, b, text, details: [] };
  return { ...values, ...(cause !== undefined && { cause }) };
}

/** Masks are drawn by the same rules in every engine, to the bit. */
function sameSigns(p: Float32Array, q: Float32Array): boolean {
  return compareArrays(p, q) === undefined;
}

export function compareLosses(pair: Pair, { a, b }: StepPair, rung: Rung): Verdict {
  const { step } = a;
  const relative = Math.abs(a.loss - b.loss) / Math.max(Math.abs(a.loss), Math.abs(b.loss));
  const [x, y] = showNumbers(a.loss, b.loss);
  const same = Object.is(a.loss, b.loss) || a.loss === b.loss;
  if (same || !isDifferent(pair, { relative })) {
    return { text: same ? `${x}, equal bits` : `${x} and ${y}: within rounding` };
  }
  const text = `the loss of step ${step} is ${x} with ${pair.a.name}, ${y} with ${pair.b.name}`;
  return { where: "loss", step, a: x, b: y, text, details: [], ...because(pair, rung) };
}

export function compareGradients(pair: Pair, { a, b }: StepPair, rung: Rung): Verdict {
  const what = (where: string) => `the gradient of ${where} at step ${a.step}`;
  const found = compareTensors(a.gradients, b.gradients);
  return judged(pair, found, { step: a.step, rung, what, count: a.gradients.length });
}

/** Weights, then what the optimizer remembers. */
export function compareUpdates(pair: Pair, { a, after }: StepPair, rung: Rung): Verdict {
  const { step } = a;
  const weightsB = pair.judge === "bits" ? after.b.weights : withoutFaint(after, a.gradients);
  const weights = compareTensors(after.a.weights, weightsB);
  const count = after.a.weights.length;
  const what = (where: string) => `${where} after step ${step}`;
  const ofWeights = judged(pair, weights, { step, rung, what, count });
  if ("where" in ofWeights || after.a.slots.length !== after.b.slots.length) return ofWeights;
  const slots = compareTensors(after.a.slots, after.b.slots);
  const memory = (where: string) => `the optimizer's memory of ${where} after step ${step}`;
  const ofSlots = judged(pair, slots, { step, rung, what: memory, count });
  return "where" in ofSlots ? ofSlots : ofWeights;
}

/** Below this share of its tensor's largest, a gradient's sign and size may be rounding. */
const FAINT = 2 ** -10;

/**
 * The weights of b with those of a where the gradient is next to nothing: rules that divide by its
 * size, as Adam's, make a whole step of what little there is.
 */
function withoutFaint(
  { a, b }: StepPair["after"],
  gradients: readonly NamedTensor[],
): readonly NamedTensor[] {
  const byPlace = new Map(gradients.map((gradient) => [placeOf(gradient), gradient.values]));
  return b.weights.map((weight, index) => {
    const gradient = byPlace.get(placeOf(weight));
    if (!gradient) return weight;
    const limit = FAINT * gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const own = a.weights[index]!.values;
    const values = weight.values.map((value, i) =>
      Math.abs(gradient[i]!) < limit ? own[i]! : value,
    );
    return { ...weight, values };
  });
}

const ROUNDED = "no more than rounding makes";

interface Judgement {
  readonly step: number;
  readonly rung: Rung;
  readonly what: (where: string) => string;
  /** tensors compared */
  readonly count: number;
}

function judged(
  pair: Pair,
  found: readonly TensorDifference[],
  { step, rung, what, count }: Judgement,
): Verdict {
  const differences = found.filter((difference) => isDifferent(pair, difference));
  const [first] = differences;
  if (first) {
    const text = `${what(first.where)} differs: ${spreadInWords(first)}`;
    const told = { ...tensorDifference(differences, step, text), ...because(pair, rung) };
    return told.cause === undefined && isRounding(first) ? { ...told, cause: ROUNDED } : told;
  }
  return { text: `${count} tensors, ${found.length === 0 ? "equal bits" : withinRounding(found)}` };
}

function withinRounding(found: readonly ArrayDifference[]): string {
  const largest = Math.max(...found.map(({ relative }) => relative));
  const units = Math.ceil(largest / 2 ** -23);
  return `within rounding: by at most ${units} units of 2^-23 of the largest`;
}

/** What parts two runs at a later step, from a state that is the same in both. */
export function comparePartingStep(pair: Pair, steps: StepPair, first: StepPair): Verdict {
  const verdict = frozenMask(pair, steps, first) ?? compareStep(pair, steps);
  if ("where" in verdict) return verdict;
  const { step } = steps.a;
  const text = `the runs part at step ${step}, and do not where each part of it is looked at`;
  return { where: "engine", step, a: "-", b: "-", text, details: [] };
}

/** All of one later step, in the order in which it happens. */
export function compareStep(pair: Pair, steps: StepPair): Verdict {
  const rungs = [
    () => compareReading(pair, steps),
    () => compareRates(pair, steps),
    () => compareSwitches(pair, steps),
    () => compareLosses(pair, steps, "step"),
    () => compareGradients(pair, steps, "step"),
    () => compareUpdates(pair, steps, "step"),
  ];
  for (const look of rungs) {
    const verdict = look();
    if (verdict && "where" in verdict) return verdict;
  }
  return { text: `step ${steps.a.step} is the same` };
}

function compareReading(pair: Pair, { a, b }: StepPair): Verdict | undefined {
  if (sha256(a.rows) === sha256(b.rows)) return undefined;
  const [x, y] = [a.rows, b.rows].map((rows) => `row ${rows[0]! + 1} first`);
  const read = `${x} with ${pair.a.name}, ${y} with ${pair.b.name}`;
  const text = `step ${a.step} reads other rows: ${read}`;
  return {
    where: "order",
    step: a.step,
    a: x!,
    b: y!,
    text,
    details: [],
    ...because(pair, "data"),
  };
}

function compareRates(pair: Pair, { a, b }: StepPair): Verdict | undefined {
  if (a.learningRate === b.learningRate) return undefined;
  const [x, y] = showNumbers(a.learningRate, b.learningRate);
  const { step } = a;
  const rates = `${x} with ${pair.a.name}, ${y} with ${pair.b.name}`;
  const text = `from step ${step} on the learning rate is ${rates}`;
  const values = { where: "learning rate", step, a: x, b: y, text, details: [] };
  return { ...values, ...because(pair, "step") };
}

/** A mask that is still the one of the first step, in one arm alone. */
function frozenMask(pair: Pair, steps: StepPair, first: StepPair): Verdict | undefined {
  for (const [index, x] of steps.a.switched.entries()) {
    const y = steps.b.switched[index]!;
    const [isFrozenA, isFrozenB] = [
      repeats(x, first.a.switched[index]!),
      repeats(y, first.b.switched[index]!),
    ];
    if (isFrozenA === isFrozenB) continue;
    const { step } = steps.a;
    const arm = isFrozenA ? pair.a : pair.b;
    const inWords = (frozen: boolean) => (frozen ? "the mask of step 1" : "a new mask");
    const again = "drops the very units of step 1 again";
    const text = `with ${arm.name}, ${x.layer} ${again} at step ${step}`;
    const values = { a: inWords(isFrozenA), b: inWords(isFrozenB) };
    const cause = "its mask is frozen";
    return { where: x.layer, step, ...values, text, details: [], cause };
  }
  return undefined;
}

/** Whether a mask of more than a few numbers is another step's. */
export function repeats(now: SwitchedLayer, then: SwitchedLayer): boolean {
  const [mask, before] = [now.multiply ?? now.add, then.multiply ?? then.add];
  if (!mask || !before || mask.length !== before.length || mask.length < 16) return false;
  return compareArrays(mask, before) === undefined && new Set(mask).size > 1;
}
