import type { Dataset } from "../../data/dataset.ts";
import { optimizerScalars } from "../../model/optimizer-scalars.ts";
import { type Engine, NO_GIVEN_WEIGHTS, type Observer, type RunSpec } from "../engine.ts";
import { inspectRun } from "../inspect-run.ts";
import { startingWeights } from "../starting-weights.ts";
import { type Trainer, trainRun } from "../train-run.ts";
import { inspectedProgram } from "./inspected-program.ts";
import type { Executor, Kernels } from "./kernels.ts";
import { lower } from "./lower.ts";
import { programSha256 } from "./print-program.ts";
import { type Program, TARGET } from "./program.ts";
import { setWeights, siteDraws } from "./start-program.ts";
import { outputSizeOf, readTensor } from "./tensor-values.ts";

/** How long a call into the kernels may take: a thread hears nothing meanwhile. */
const CALL_MS = 20;

/** Trains programs: the same bits with every kernel set, on every machine. */
export function compiledEngine(kernels: Kernels): Engine {
  const compile = programMemory();
  const twins = new WeakMap<Program, Program>();
  return {
    train: async (spec, dataset, observer, given = NO_GIVEN_WEIGHTS) => {
      const startedAt = performance.now();
      const program = compile(spec, dataset);
      const initial = startingWeights(spec, dataset, given);
      const executor = kernels.open(program, dataset);
      setWeights(program, executor.arena, initial);
      const trainer = programTrainer(spec, program, executor);
      return trainRun(spec, dataset, initial, trainer, observer, startedAt);
    },
    inspect: (spec, dataset, given = NO_GIVEN_WEIGHTS) => {
      const program = compile(spec, dataset);
      const lowerTwin = () => {
        const { inputShape, targetShape } = dataset;
        const source = { ...spec, inputShape, targetShape };
        const twin = twins.get(program) ?? lower(source, { inspected: true });
        twins.set(program, twin);
        return twin;
      };
      const initial = startingWeights(spec, dataset, given);
      const model = inspectedProgram(kernels, program, spec, dataset, initial, lowerTwin);
      return inspectRun(spec, dataset, model);
    },
  };
}

/** Programs kept by a thread: a variant's runs share one, and printing it takes a millisecond. */
const PROGRAM_COUNT_MAX = 16;

/** Compiles specs; the programs of the last few are kept. */
function programMemory(): (spec: RunSpec, dataset: Dataset) => Program {
  const programs = new Map<string, Program>();
  return (spec, { inputShape, targetShape }) => {
    const { model, training, program: planned } = spec;
    const source = { model, training, inputShape, targetShape };
    const key = JSON.stringify([source, planned]);
    const known = programs.get(key);
    if (known) return known;
    const program = lower(source);
    requirePlanned(spec, program);
    requireFitting(spec, program);
    if (programs.size >= PROGRAM_COUNT_MAX) programs.clear();
    programs.set(key, program);
    return program;
  };
}

/** Kernels read as many targets as predictions, or a class a row; `checkFit` tells users before. */
function requireFitting({ training: { loss } }: RunSpec, { tensors, prediction }: Program): void {
  const { rows, width } = tensors[prediction.train]!;
  const expected = loss === "sparseCategoricalCrossentropy" ? rows : rows * width;
  const got = tensors[TARGET]!.width;
  if (got === expected) return;
  throw new RangeError(`compiled: a target must be ${expected} numbers, got ${got}`);
}

/** A run's identity names its program; another one would be recorded under a false name. */
function requirePlanned({ program: planned }: RunSpec, program: Program): void {
  const got = programSha256(program);
  if (planned === undefined || planned === got) return;
  throw new RangeError(`compiled: the program must be the planned ${planned}, got ${got}`);
}

function programTrainer(spec: RunSpec, program: Program, executor: Executor): Trainer {
  const { batch, metrics } = spec.training;
  const { sums } = executor;
  const draws = siteDraws(spec, program);
  const scalarsOf = optimizerScalars(spec.training.optimizer);
  const names = ["loss", ...metrics];
  const outputSize = outputSizeOf(program);
  const meansOver = (rowCount: number) =>
    Object.fromEntries(names.map((name, index) => [name, sums[index]! / rowCount]));
  const trainCalls = pacedCalls(batch);
  const evaluationCalls = pacedCalls(program.evaluationBatch);
  let [step, rowsBefore] = [0, 0];

  const trainStretch = (first: number, end: number, order: Uint32Array | undefined) => {
    const stepCount = Math.ceil((end - first) / batch);
    const scalars = scalarsOf(step, stepCount);
    executor.train({ first, end, order, step, rowsBefore, scalars, draws });
    step += stepCount;
    rowsBefore += end - first;
  };
  return {
    predict(first, end) {
      const predictions = new Float32Array((end - first) * outputSize);
      executor.evaluate({ first, end, predictions });
      return predictions;
    },
    trainEpoch(rowCount, order, observer) {
      sums.fill(0);
      const { onStep } = observer;
      const ended = trainCalls(0, rowCount, observer, (first, end) => {
        const call = () => trainStretch(first, end, order);
        if (onStep) onStep.call(observer, stepLoss(sums, end - first, call));
        else call();
      });
      return ended ? meansOver(rowCount) : undefined;
    },
    evaluate(start, end, observer) {
      sums.fill(0);
      const ended = evaluationCalls(start, end, observer, (first, stop) =>
        executor.evaluate({ first, end: stop }),
      );
      return ended ? meansOver(end - start) : undefined;
    },
    weights: () =>
      program.weights.map(({ tensor }) => ({
        values: readTensor(program, executor.arena, tensor),
      })),
  };
}

/**
 * Goes through rows start to end - 1 in calls of whole batches that take about CALL_MS each: the
 * next one's size comes from how long the last one took. It decides no bit of the result.
 *
 * @returns false if told to stop
 */
type PacedCalls = (
  start: number,
  end: number,
  observer: Observer,
  call: (first: number, end: number) => void,
) => boolean;

/** Calls from one batch on; the pace that is learned stays from one going through to the next. */
function pacedCalls(batch: number): PacedCalls {
  let pace = 1;
  return (start, end, observer, call) => {
    for (let first = start; first < end; ) {
      if (observer.shouldStop()) return false;
      const stop = Math.min(first + batch * (observer.onStep ? 1 : pace), end);
      const calledAt = performance.now();
      call(first, stop);
      const tookMs = Math.max(performance.now() - calledAt, CALL_MS / 10);
      pace = Math.max(1, Math.floor((Math.ceil((stop - first) / batch) * CALL_MS) / tookMs));
      first = stop;
    }
    return true;
  };
}

/** The mean loss of one step, with the sums as they would be without having looked. */
function stepLoss(sums: Float64Array, rowCount: number, trainStep: () => void): number {
  const before = sums.slice();
  sums.fill(0);
  trainStep();
  const loss = sums[0]! / rowCount;
  for (const [index, sum] of before.entries()) sums[index] = sum + sums[index]!;
  return loss;
}
