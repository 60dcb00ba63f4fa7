import { type MessagePort, workerData } from "node:worker_threads";
import type { Dataset } from "../../data/dataset.ts";
import type { Engine, GivenWeights, Observer } from "../../engine/engine.ts";
import { loadEngine } from "../../engine/load-engine.ts";
import { outlineRun, type RunOutline } from "../../engine/outline-run.ts";
import { buildOwnLayers, explainingOwnFaults, type OwnModules } from "../../engine/own-layers.ts";
import { rowKeeper, rowsOfRun } from "../../engine/run-rows.ts";
import { scoreKeeper } from "../../engine/score-keeper.ts";
import { watchRandomness } from "../../engine/watch-randomness.ts";
import type { EngineName, RunResult, RunSpec } from "../../plan/run.ts";
import type { RunEnd } from "../dispatcher.ts";

/** What every thread of a pool is given when it starts, before there is anything to train. */
export interface ThreadData {
  /** [0] is 1 when runs are to stop */
  readonly stopFlag: Int32Array;
}

/** What all runs of a host share; rows and given weights are in shared memory. */
export interface SharedWork {
  readonly dataset: Dataset;
  readonly given: GivenWeights;
  readonly modules: OwnModules;
  readonly engine: EngineName;
}

export interface TrainRequest extends SharedWork {
  readonly spec: RunSpec;
  /** receives the EpochValues of each epoch, then null */
  readonly epochs: MessagePort;
}

export interface StepsRequest extends SharedWork {
  readonly spec: RunSpec;
  readonly steps: number;
}

export interface OutlineRequest extends StepsRequest {
  /** how often, one after another; the last one counts */
  readonly times: number;
}

const { stopFlag } = workerData as ThreadData;
let loading: Promise<Engine> | undefined;
const keptRowsOfRun = rowKeeper();
const keptScoresOf = scoreKeeper();

/** Trains one run in this thread. */
export async function trainRun({ spec, epochs, ...work }: TrainRequest): Promise<RunEnd> {
  const engine = await engineOfThread(work);
  const observer: Observer = {
    onEpoch: (values) => epochs.postMessage(values),
    shouldStop: () => Atomics.load(stopFlag, 0) === 1,
  };
  const result = await train(engine, spec, work, observer);
  epochs.postMessage(null);
  if (!result) return { kind: "stopped" };
  const constantScores = keptScoresOf(spec, keptRowsOfRun(spec, work.dataset));
  return { kind: "ended", result: { ...result, constantScores } };
}

/** Milliseconds per step over the last half of so many steps: the first ones warm up. */
export async function timeSteps({ spec, steps, ...work }: StepsRequest): Promise<number> {
  const engine = await engineOfThread(work);
  const times: number[] = [];
  const observer: Observer = {
    onEpoch: () => {},
    onStep: () => times.push(performance.now()),
    shouldStop: () => times.length >= steps,
  };
  await train(engine, spec, work, observer);
  const half = times.slice(Math.floor(times.length / 2));
  return half.length < 2 ? 0 : (half.at(-1)! - half[0]!) / (half.length - 1);
}

/** The beginning of a run, in digests. */
export async function outline({ times, ...request }: OutlineRequest): Promise<RunOutline> {
  for (let before = 1; before < times; before++) await outlineOnce(request);
  return outlineOnce(request);
}

async function outlineOnce({ spec, steps, ...work }: StepsRequest): Promise<RunOutline> {
  const { dataset, given, modules } = work;
  const engine = await engineOfThread(work);
  return explainingOwnFaults(spec, modules, async () => {
    // What the user's code draws while it builds its layers is told as well.
    const watch = watchRandomness();
    const own = await buildOwnLayers(spec, modules).finally(watch.end);
    // Made anew: whether equal seeds draw equal splits is what is asked.
    const outlined = outlineRun(engine, spec, rowsOfRun(spec, dataset), steps, given, own);
    return { ...outlined, calls: [...watch.end(), ...outlined.calls] };
  });
}

function train(
  engine: Engine,
  spec: RunSpec,
  { dataset, given, modules }: Omit<SharedWork, "engine">,
  observer: Observer,
): Promise<RunResult | undefined> {
  return explainingOwnFaults(spec, modules, async () => {
    const own = await buildOwnLayers(spec, modules);
    return engine.train(spec, keptRowsOfRun(spec, dataset), observer, given, own);
  });
}

/** A host has one engine. */
function engineOfThread({ engine }: SharedWork): Promise<Engine> {
  loading ??= loadEngine(engine);
  return loading;
}
