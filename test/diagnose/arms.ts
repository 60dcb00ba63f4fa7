import type { Dataset } from "../../src/data/dataset.ts";
import { sineWindows } from "../../src/data/sine-windows.ts";
import type { Arm } from "../../src/diagnose/arm.ts";
import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import type { Executor, Kernels, TrainingStretch } from "../../src/engine/compiled/kernels.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { Program } from "../../src/engine/compiled/program.ts";
import type { EngineName, RunSpec } from "../../src/engine/engine.ts";
import type { InspectedRun } from "../../src/engine/inspection.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import type { Environment } from "../../src/plan/run.ts";

/** What of an arm a test plants a fault in. */
export interface ArmParts {
  readonly name?: string;
  readonly engine?: EngineName;
  /** of the compiled engine */
  readonly kernels?: Kernels;
  readonly dataset?: Dataset;
  readonly environment?: Environment;
  /** done to the run before it is climbed */
  readonly tamper?: (run: InspectedRun) => void;
}

export const DATASET = sineWindows({ rows: 120, seed: 1, shuffle: 1 });

export async function armOf(spec: RunSpec, parts: ArmParts = {}): Promise<Arm> {
  const { name = "b", engine = "compiled", dataset = DATASET, kernels, tamper } = parts;
  const opened = kernels ? compiledEngine(kernels) : await loadEngine(engine);
  const numerics = engine === "compiled" ? "compiled/2-4" : `${engine}/4.22.0-4`;
  const named = { ...spec, engine: numerics };
  const run = opened.inspect(named, dataset);
  tamper?.(run);
  const environment = parts.environment ?? { engine: numerics, cpu: "one" };
  return { name, spec: named, dataset, environment, run };
}

/** A copy with some of its numbers changed. */
export function changedRows(change: (inputs: Float32Array, width: number) => void): Dataset {
  const inputs = new Float32Array(new SharedArrayBuffer(DATASET.inputs.byteLength));
  inputs.set(DATASET.inputs);
  change(inputs, DATASET.inputShape[0]!);
  return { ...DATASET, inputs };
}

/** Turns over the lowest bit of a number. */
export function flipBit(values: Float32Array, index: number): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  bits[index]! ^= 1;
}

/** Starts a run with one bit of one of its weights turned over. */
export function flippedWeight(layer: string, name: string, index: number) {
  return (run: InspectedRun) => {
    const state = run.state();
    const weight = state.weights.find((each) => each.layer === layer && each.name === name)!;
    flipBit(weight.values, index);
    run.resume(state);
  };
}

/**
 * Kernels that take steps one by one, each as `take` does it.
 *
 * @param take gets the executor, one step as it was asked for, and the program
 */
export function tamperedKernels(
  take: (executor: Executor, stretch: TrainingStretch, program: Program) => void,
): Kernels {
  const kernels = loadKernels(undefined);
  return {
    ...kernels,
    open(program, rows) {
      const executor = kernels.open(program, rows);
      return {
        ...executor,
        train(stretch) {
          const { scalarCount } = program.optimizer;
          for (let first = stretch.first; first < stretch.end; first += program.trainBatch) {
            const done = (first - stretch.first) / program.trainBatch;
            const step = {
              ...stretch,
              first,
              end: Math.min(first + program.trainBatch, stretch.end),
              step: stretch.step + done,
              rowsBefore: stretch.rowsBefore + first - stretch.first,
              scalars: stretch.scalars.subarray(done * scalarCount, (done + 1) * scalarCount),
            };
            take(executor, step, program);
          }
        },
      };
    },
  };
}
