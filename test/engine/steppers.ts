import type { Dataset } from "../../src/data/dataset.ts";
import type { KernelSetName, Kernels } from "../../src/engine/compiled/kernels.ts";
import { availableKernels, loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import { lower } from "../../src/engine/compiled/lower.ts";
import { setWeights, siteDraws } from "../../src/engine/compiled/start-program.ts";
import { readTensor } from "../../src/engine/compiled/tensor-values.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { addBatch } from "../../src/engine/metric-sums.ts";
import { loadBackend, type TfjsBackend } from "../../src/engine/tfjs/load-backend.ts";
import type { Outcome } from "../../src/engine/tfjs/objective.ts";
import { rowReader } from "../../src/engine/tfjs/row-reader.ts";
import { openSession } from "../../src/engine/tfjs/session.ts";
import type { Weight } from "../../src/model/initialize.ts";
import { learningRateAt } from "../../src/model/learning-rate.ts";
import { optimizerRule } from "../../src/model/optimizer-rules.ts";
import { outputForm } from "../../src/model/output-form.ts";
import { lossKind } from "../../src/model/row-metric.ts";
import { loadableBackends } from "./backends.ts";

/** A model in training, one step at a time, whatever trains it. */
export interface Stepper {
  /** trains on rows start to end - 1; returns their recorded mean loss, from before the step */
  step(start: number, end: number): number;
  /** the recorded mean loss of rows, nothing learned */
  lossOf(start: number, end: number): number;
  /** copies, in the order of model/model-shapes */
  weights(): Float32Array[];
  dispose(): void;
}

export type StepperName = `tfjs ${TfjsBackend}` | `compiled ${KernelSetName}`;

/** Everything here that trains: the tfjs backends and the compiled engine's kernel sets. */
export async function availableSteppers(): Promise<StepperName[]> {
  const backends = await loadableBackends();
  return [
    ...backends.map((backend): StepperName => `tfjs ${backend}`),
    ...availableKernels().map((name): StepperName => `compiled ${name}`),
  ];
}

/** @param initial in the order of model/model-shapes; tfjs changes the values in place */
export async function openStepper(
  name: StepperName,
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
): Promise<Stepper> {
  if (name.startsWith("compiled ")) {
    return programStepper(loadKernels(name.slice("compiled ".length)), spec, dataset, initial);
  }
  await loadBackend(name.slice("tfjs ".length) as TfjsBackend);
  return sessionStepper(spec, dataset, initial);
}

function sessionStepper(spec: RunSpec, dataset: Dataset, initial: readonly Weight[]): Stepper {
  const reader = rowReader(dataset, spec.training.batch);
  const firstRows = reader.inPlace(0, Math.min(spec.training.batch, dataset.rowCount));
  const session = openSession(spec, dataset, initial, firstRows);
  const form = outputForm(spec.model.layers, dataset.inputShape, dataset.targetShape);
  const kind = lossKind(spec.training.loss, form.hasLogits);
  const meanLoss = (outcome: Outcome, targets: Float32Array, sampleCount: number) =>
    addBatch([kind], { ...outcome, targets, width: form.width, sampleCount }, new Float64Array(1));
  return {
    step(start, end) {
      const rows = reader.inPlace(start, end);
      return meanLoss(session.step(rows), rows.targets, rows.rowCount);
    },
    lossOf(start, end) {
      const rows = reader.inPlace(start, end);
      return meanLoss(session.predict(rows), rows.targets, rows.rowCount);
    },
    weights: () => session.weights().map(({ values }) => Float32Array.from(values)),
    dispose: session.dispose,
  };
}

function programStepper(
  kernels: Kernels,
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
): Stepper {
  const { inputShape, targetShape } = dataset;
  const program = lower({ ...spec, inputShape, targetShape });
  const executor = kernels.open(program, dataset);
  setWeights(program, executor.arena, initial);
  const { optimizer } = spec.training;
  const rule = optimizerRule(optimizer);
  const draws = siteDraws(spec, program);
  let [step, rowsBefore] = [0, 0];
  return {
    step(first, end) {
      executor.sums.fill(0);
      const scalars = rule.nextScalars(learningRateAt(optimizer.learningRate, step));
      executor.train({
        ...{ first, end, order: undefined, step, rowsBefore, draws },
        scalars: Float32Array.from(scalars),
      });
      step += 1;
      rowsBefore += end - first;
      return executor.sums[0]! / (end - first);
    },
    lossOf(first, end) {
      executor.sums.fill(0);
      executor.evaluate({ first, end });
      return executor.sums[0]! / (end - first);
    },
    weights: () => program.weights.map(({ tensor }) => readTensor(program, executor.arena, tensor)),
    dispose: () => {},
  };
}
