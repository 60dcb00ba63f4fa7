import { SweepError } from "../base/error.ts";
import { dataShapes } from "../data/build-dataset.ts";
import { shownExport, userFault } from "../module/call-module.ts";
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

/**
 * Runs what calls a spec's own layers. What their code throws comes as an error for the person who
 * wrote it, with the line; what tfjs throws of them without one of their lines, likewise.
 */
export async function explainingOwnFaults<Result>(
  { model }: Pick<RunSpec, "model">,
  modules: OwnModules,
  run: () => Promise<Result>,
): Promise<Result> {
  const module = model.module && modules.get(model.module.sha256);
  try {
    return await run();
  } catch (error) {
    if (!module) throw error;
    const fault = userFault(error, module.bundle.shownFile, shownExport(module.export));
    const lacking = /^Kernel '(\w+)' not registered for backend '(\w+)'/.exec(
      error instanceof Error ? error.message : "",
    );
    if (!lacking) throw fault;
    const [, kernel, backend] = lacking;
    const where = `${module.bundle.shownFile}: ${shownExport(module.export)}`;
    const message = `${where}: must have layers that engine tfjs-${backend} trains`;
    const hint = "engine: tfjs-cpu trains all that tfjs has; tfjs-node is faster";
    throw new SweepError("CONFIG_INVALID", `${message}, got one that needs ${kernel}`, hint);
  }
}
