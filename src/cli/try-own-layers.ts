import { relative } from "node:path";
import { modulePlace } from "../module/module-place.ts";
import type { Plan } from "../plan/run.ts";
import type { ModuleAsker } from "../run/modules/ask-modules.ts";

/**
 * Takes a step with each variant that has layers of the user's own, before anything is recorded.
 *
 * @throws SweepError CONFIG_INVALID where their code throws, or the engine cannot train them
 */
export async function tryOwnLayers(
  { variants, files, engine, seeds }: Plan,
  modules: ModuleAsker,
): Promise<void> {
  for (const { spec } of variants) {
    const place = spec.model.module && files[spec.model.module.sha256];
    if (place === undefined) continue;
    const { file, name } = modulePlace(place);
    const shownFile = relative("", file);
    const run = { ...spec, seed: seeds[0]! };
    const asked = { file, shownFile, export: name, engine: engine.name, spec: run, files };
    await modules.ask({ kind: "trial", ...asked });
  }
}
