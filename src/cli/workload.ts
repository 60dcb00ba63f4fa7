import type { ModelSpec } from "../model/model-spec.ts";
import type { Plan, VariantSpec } from "../plan/run.ts";
import type { Workload } from "../run/dispatcher.ts";

/** What the runs of a plan share. */
export function workloadOf({ variants, files, engine }: Plan, threads: number): Workload {
  const specs = variants.map(({ spec }) => spec);
  const models = { weighed: weighedModels(specs), moduled: moduledModels(specs) };
  return { data: variants[0]!.spec.data, files, ...models, engine: engine.name, threads };
}

/** Of some variants' models, those whose initial weights are given; each weights once. */
export function weighedModels(specs: readonly Pick<VariantSpec, "model">[]): readonly ModelSpec[] {
  const models = new Map<string, ModelSpec>();
  for (const { model } of specs) {
    if (model.initialWeights) models.set(model.initialWeights.sha256, model);
  }
  return [...models.values()];
}

/** Those that have layers of the user's own; each module once. */
export function moduledModels(specs: readonly Pick<VariantSpec, "model">[]): readonly ModelSpec[] {
  const models = new Map<string, ModelSpec>();
  for (const { model } of specs) {
    if (model.module) models.set(model.module.sha256, model);
  }
  return [...models.values()];
}
