import { dataShapes } from "../data/build-dataset.ts";
import type { ModuleBundle } from "../module/module-bundle.ts";
import type { OwnLayers, RunSpec } from "./engine.ts";

/** A module that runs need, and which of its exports builds their model. */
export interface OwnModule {
  readonly bundle: ModuleBundle;
  readonly export: string | undefined;
}

/** By the digests that specs name modules with. */
export type OwnModules = ReadonlyMap<string, OwnModule>;

/**
 * Has a spec's module build its layers anew, for one run, on the backend that this thread computes
 * with.
 *
 * @returns undefined where the spec needs none
 * @throws SweepError CONFIG_INVALID where the module throws or builds others than the spec has
 */
export async function buildOwnLayers(
  { model, data }: Pick<RunSpec, "model" | "data">,
  modules: OwnModules,
): Promise<OwnLayers | undefined> {
  if (!model.module) return undefined;
  const found = modules.get(model.module.sha256);
  if (!found) throw new RangeError(`own layers: no module is known as ${model.module.sha256}`);
  const { takeOwnLayers } = await import("./tfjs/user-model.ts");
  return takeOwnLayers(found.bundle, found.export, dataShapes(data), model.layers);
}
