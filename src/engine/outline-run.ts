import { sha256 } from "../base/digest.ts";
import type { Dataset } from "../data/dataset.ts";
import { canMove } from "../data/split.ts";
import { modelShapes } from "../model/model-shapes.ts";
import { isMaskingKind, isRandom, type MaskingLayer } from "../model/model-spec.ts";
import type { Engine, GivenWeights, OwnLayers, RunSpec } from "./engine.ts";
import type { InspectedRun, NamedTensor, StepRecord, SwitchedLayer } from "./inspection.ts";
import { splitOf } from "./run-rows.ts";
import { type UnregisteredCall, watchRandomness } from "./watch-randomness.ts";

/**
 * The beginning of a run in digests: small enough to be sent to another process, and enough to
 * hold it against the beginning of another.
 */
export interface RunOutline {
  /** before the first step, in the order of model/model-shapes */
  readonly weights: readonly OutlinedWeight[];
  /** of the training rows in the first and second epoch; absent where they stay as they are */
  readonly order?: OutlinedOrder;
  /** of the rows, those that train first; absent where no seed draws them */
  readonly split?: OutlinedSplit;
  /** of the layers that masked something */
  readonly masks: readonly OutlinedMask[];
  /** recorded mean loss of each step */
  readonly losses: readonly number[];
  /** weights, then the optimizer's memory, after the steps */
  readonly after: readonly OutlinedTensor[];
  /** values that no seed decides, asked for while the run was built and stepped */
  readonly calls: readonly UnregisteredCall[];
}

export interface OutlinedTensor {
  readonly layer: string;
  /** for example "kernel" */
  readonly name: string;
  /** of its float32 bytes, row-major */
  readonly sha256: string;
}

export interface OutlinedWeight extends OutlinedTensor {
  readonly shape: readonly number[];
  /** whether it is drawn */
  readonly isRandom: boolean;
  /** whether it holds more than one value; one that does not tells nothing of what it draws from */
  readonly varies: boolean;
  /** TensorFlow's, where the seeding rule reads it */
  readonly opSeed?: number;
}

export interface OutlinedOrder {
  readonly rowCount: number;
  /** of the row numbers, an epoch each */
  readonly epochs: readonly string[];
}

export interface OutlinedSplit {
  readonly rowCount: number;
  readonly validationRowCount: number;
  /** of inputs and targets, in the order of the run */
  readonly sha256: string;
}

export interface OutlinedMask {
  readonly layer: string;
  readonly kind: MaskingLayer["kind"];
  /** TensorFlow's, where the seeding rule reads it */
  readonly opSeed?: number;
  readonly steps: readonly MaskDigest[];
}

/** A mask of one step. */
export interface MaskDigest {
  readonly sha256: string;
  readonly elementCount: number;
  /** set to nothing */
  readonly droppedCount: number;
  /** whether it does not do the same to every number */
  readonly varies: boolean;
}

/** Opens a run, takes its first steps and tells what it was like. */
export function outlineRun(
  engine: Engine,
  spec: RunSpec,
  dataset: Dataset,
  stepCount: number,
  given?: GivenWeights,
  own?: OwnLayers,
): RunOutline {
  const watch = watchRandomness();
  let run: InspectedRun | undefined;
  try {
    run = engine.inspect(spec, dataset, given, own);
    const weights = outlineWeights(run.state().weights, spec, dataset);
    const order = outlineOrder(run, spec);
    const split = outlineSplit(spec, dataset);
    const steps = takeSteps(run, Math.min(stepCount, run.stepCount));
    const { weights: trained, slots } = run.state();
    return {
      weights,
      ...(order && { order }),
      ...(split && { split }),
      masks: outlineMasks(steps, spec),
      losses: steps.map(({ loss }) => loss),
      after: [...trained, ...slots].map(outlineTensor),
      calls: watch.end(),
    };
  } finally {
    watch.end();
    run?.close();
  }
}

function takeSteps(run: InspectedRun, count: number): StepRecord[] {
  return Array.from({ length: count }, () => run.inspectStep());
}

function outlineTensor({ layer, name, values }: NamedTensor): OutlinedTensor {
  return { layer, name, sha256: sha256(values) };
}

function outlineWeights(
  tensors: readonly NamedTensor[],
  { model }: RunSpec,
  { inputShape }: Dataset,
): OutlinedWeight[] {
  const shapes = modelShapes(model.layers, inputShape).flatMap(({ weights }) => weights);
  return tensors.map((tensor, index) => {
    const { shape, initializer } = shapes[index]!;
    const isDrawn = model.initialWeights === undefined && isRandom(initializer);
    const opSeed = isDrawn ? initializer.seed : undefined;
    return {
      ...outlineTensor(tensor),
      ...{ shape, isRandom: isDrawn, varies: varies(tensor.values) },
      ...(opSeed !== undefined && { opSeed }),
    };
  });
}

function outlineOrder(run: InspectedRun, { training }: RunSpec): OutlinedOrder | undefined {
  if (!training.shuffle) return undefined;
  const { stepsPerEpoch } = run;
  const rowsOf = (epoch: number) =>
    Array.from({ length: stepsPerEpoch }, (_, index) =>
      run.rowsOf(epoch * stepsPerEpoch + index + 1),
    );
  // The steps go on with the order that is asked for last.
  const second = training.epochs > 1 ? [rowsOf(1)] : [];
  const epochs = [rowsOf(0), ...second];
  return {
    rowCount: epochs[0]!.reduce((sum, rows) => sum + rows.length, 0),
    epochs: epochs.map((rows) => sha256(...rows)),
  };
}

function outlineSplit(spec: RunSpec, dataset: Dataset): OutlinedSplit | undefined {
  if (!canMove(spec.data.validation)) return undefined;
  const { rowCount, inputs, targets } = dataset;
  const { validationRowCount } = splitOf(spec, dataset);
  return { rowCount, validationRowCount, sha256: sha256(inputs, targets) };
}

function outlineMasks(steps: readonly StepRecord[], { model }: RunSpec): OutlinedMask[] {
  const [first] = steps;
  return (first?.switched ?? []).flatMap(({ layer, kind, multiply, add }, index) => {
    if (!isMaskingKind(kind) || (!multiply && !add)) return [];
    const spec = model.layers.find(({ name }) => name === layer) as MaskingLayer;
    return {
      ...{ layer, kind, steps: steps.map(({ switched }) => digestMask(switched[index]!)) },
      ...(spec.seed !== undefined && { opSeed: spec.seed }),
    };
  });
}

function digestMask({ multiply, add, elementCount, droppedCount }: SwitchedLayer): MaskDigest {
  const parts = [multiply, add].flatMap((part) => part ?? []);
  return { sha256: sha256(...parts), elementCount, droppedCount, varies: parts.some(varies) };
}

function varies(values: Float32Array): boolean {
  return values.some((value) => value !== values[0]);
}
