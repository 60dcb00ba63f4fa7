// Engines that do wrong in one certain way, for the audit to find.

import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import type { Executor, Kernels, TrainingStretch } from "../../src/engine/compiled/kernels.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { Engine, RunSpec } from "../../src/engine/engine.ts";
import type { InspectedRun } from "../../src/engine/inspection.ts";
import type { StreamName } from "../../src/random/streams.ts";

/** The compiled engine whose kernels are told something else than they should be. */
export function toldOtherwise(
  change: (stretch: TrainingStretch, runNumber: number) => TrainingStretch,
): Engine {
  return withExecutors((executor, runNumber) => ({
    ...executor,
    train: (stretch) => executor.train(change(stretch, runNumber)),
  }));
}

/** The compiled engine that does something after each stretch of steps. */
export function meddling(meddle: (executor: Executor, runNumber: number) => void): Engine {
  return withExecutors((executor, runNumber) => ({
    ...executor,
    train(stretch) {
      executor.train(stretch);
      meddle(executor, runNumber);
    },
  }));
}

/** @param change is given the number of the run that opened the executor, from 1 */
function withExecutors(change: (executor: Executor, runNumber: number) => Executor): Engine {
  const kernels = loadKernels(undefined);
  let runCount = 0;
  const counted: Kernels = {
    name: kernels.name,
    open: (program, rows) => change(kernels.open(program, rows), runCount),
  };
  const engine = compiledEngine(counted);
  return {
    ...engine,
    inspect(spec, dataset) {
      runCount++;
      return engine.inspect(spec, dataset);
    },
  };
}

/** An engine that trains another spec than it is given. */
export function mistaking(change: (spec: RunSpec, runNumber: number) => RunSpec): Engine {
  const engine = compiledEngine(loadKernels(undefined));
  let runCount = 0;
  return {
    ...engine,
    inspect: (spec, dataset) => engine.inspect(change(spec, ++runCount), dataset),
  };
}

/** An engine that lets streams follow the seed as it pleases. */
export function following(streams: readonly StreamName[]): Engine {
  return mistaking((spec) => ({ ...spec, seeding: { ...spec.seeding, streams } }));
}

/** An engine whose runs are changed before anybody sees them. */
export function disguised(
  change: (run: InspectedRun, runNumber: number) => Partial<InspectedRun>,
): Engine {
  const engine = compiledEngine(loadKernels(undefined));
  let runCount = 0;
  return {
    ...engine,
    inspect(spec, dataset) {
      const run = engine.inspect(spec, dataset);
      const changes = change(run, ++runCount);
      return new Proxy(run, {
        get: (target, name) => Reflect.get(name in changes ? changes : target, name),
      });
    },
  };
}
