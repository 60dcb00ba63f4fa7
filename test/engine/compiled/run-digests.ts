import { sha256 } from "../../../src/base/digest.ts";
import type { Kernels } from "../../../src/engine/compiled/kernels.ts";
import { lower } from "../../../src/engine/compiled/lower.ts";
import { setWeights, siteDraws } from "../../../src/engine/compiled/start-program.ts";
import { outputSizeOf, readTensor } from "../../../src/engine/compiled/tensor-values.ts";
import { splitOf } from "../../../src/engine/run-rows.ts";
import { initialWeights } from "../../../src/model/initialize.ts";
import { learningRateAt } from "../../../src/model/learning-rate.ts";
import { modelShapes } from "../../../src/model/model-shapes.ts";
import { optimizerRule } from "../../../src/model/optimizer-rules.ts";
import { runDraws } from "../../../src/model/run-draws.ts";
import { drawPermutation } from "../../../src/random/distributions.ts";
import type { RandomRun } from "./random-specs.ts";

/** Digests of everything a run leaves: losses, predictions, weights and slots. */
export function trainAll(kernels: Kernels, { spec, dataset }: RandomRun): Record<string, string> {
  const { rowCount, inputShape, targetShape } = dataset;
  const program = lower({ ...spec, inputShape, targetShape });
  const executor = kernels.open(program, dataset);
  const draws = runDraws(spec.seeding, spec.seed);
  setWeights(
    program,
    executor.arena,
    initialWeights(modelShapes(spec.model.layers, inputShape), draws),
  );
  const { trainRowCount } = splitOf(spec, { rowCount });
  const { optimizer, batch, epochs, shuffle } = spec.training;
  const rule = optimizerRule(optimizer);
  const stepCount = Math.ceil(trainRowCount / batch);
  const digests: Record<string, string> = {};
  const outputSize = outputSizeOf(program);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffle ? drawPermutation(draws.order(epoch), trainRowCount) : undefined;
    const scalars = Array.from({ length: stepCount }, (_, index) => [
      ...rule.nextScalars(learningRateAt(optimizer.learningRate, epoch * stepCount + index)),
    ]);
    const predictions = new Float32Array(trainRowCount * outputSize);
    executor.train({
      ...{ first: 0, end: trainRowCount, order, predictions },
      step: epoch * stepCount,
      rowsBefore: epoch * trainRowCount,
      scalars: Float32Array.from(scalars.flat()),
      draws: siteDraws(spec, program),
    });
    digests[`predictions of epoch ${epoch + 1}`] = bitsOf(predictions);
    digests[`losses of epoch ${epoch + 1}`] = bitsOf(executor.sums);
    const evaluated = new Float32Array((rowCount - trainRowCount) * outputSize);
    executor.evaluate({ first: trainRowCount, end: rowCount, predictions: evaluated });
    digests[`validation of epoch ${epoch + 1}`] = bitsOf(evaluated);
    digests[`validation losses of epoch ${epoch + 1}`] = bitsOf(executor.sums);
  }
  for (const { layer, name, tensor, slots } of program.weights) {
    digests[`${layer}/${name}`] = bitsOf(readTensor(program, executor.arena, tensor));
    for (const [index, slot] of slots.entries()) {
      if (!slot) continue;
      const values = readTensor(program, executor.arena, slot.tensor);
      digests[`${layer}/${name} slot ${index}`] = bitsOf(values);
    }
  }
  return digests;
}

/** Every bit of every number; what is none counts as one, whatever its payload. */
function bitsOf(values: Float32Array | Float64Array): string {
  return sha256(values.map((value) => (Number.isNaN(value) ? Number.NaN : value)));
}

/** @throws where a kernel set leaves other bits than the reference does, naming the first place */
export function expectSameBits(
  run: RandomRun,
  reference: Kernels,
  others: readonly Kernels[],
): void {
  const expected = trainAll(reference, run);
  for (const kernels of others) {
    const got = trainAll(kernels, run);
    for (const [what, bits] of Object.entries(expected)) {
      if (bits !== got[what])
        throw new Error(`${kernels.name} parts from the reference in ${what}`);
    }
  }
}
