import type { Dataset } from "../data/dataset.ts";
import { sizeOf } from "../model/model-shapes.ts";
import type { EngineName, RunSpec } from "./engine.ts";
import { loadEngine } from "./load-engine.ts";
import { buildOwnLayers, explainingOwnFaults, type OwnModules } from "./own-layers.ts";

/** Enough for layers that look at a batch as a whole. */
const ROW_COUNT = 2;

/**
 * Takes one step with a spec's own layers, on rows of zeros: whether their code and the engine go
 * together. What comes out is thrown away.
 *
 * @throws SweepError CONFIG_INVALID where they do not
 */
export async function tryStep(
  engine: EngineName,
  spec: RunSpec,
  rows: Pick<Dataset, "inputShape" | "targetShape">,
  modules: OwnModules,
): Promise<void> {
  const { inputShape, targetShape } = rows;
  const zeros = (shape: readonly number[]) =>
    new Float32Array(new SharedArrayBuffer(4 * ROW_COUNT * sizeOf(shape)));
  const [inputs, targets] = [zeros(inputShape), zeros(targetShape)];
  const dataset = { rowCount: ROW_COUNT, inputShape, targetShape, inputs, targets, sha256: "" };
  const { initialWeights: _, ...model } = spec.model;
  const tried: RunSpec = { ...spec, model, data: { ...spec.data, validation: 0 } };
  const trainer = await loadEngine(engine);
  await explainingOwnFaults(tried, modules, async () => {
    const run = trainer.inspect(tried, dataset, undefined, await buildOwnLayers(tried, modules));
    run.inspectStep();
    run.close();
  });
}
