import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import type { ModelSpec } from "../model/model-spec.ts";
import { bundleModule } from "../module/bundle-module.ts";
import { modulePlace } from "../module/module-place.ts";
import { exportSha256 } from "./outline-model.ts";
import type { OwnModules } from "./own-layers.ts";

/**
 * The modules that models name, from where their files lie now.
 *
 * @param shown how messages name a file
 * @throws SweepError CONFIG_INVALID where one is gone or has changed, or a file that it imports
 */
export async function loadOwnModules(
  models: readonly ModelSpec[],
  files: FilePlaces,
  shown: (file: string) => string = (file) => file,
): Promise<OwnModules> {
  const digests = new Set(models.flatMap(({ module }) => module?.sha256 ?? []));
  const loaded = [...digests].map(async (digest) => {
    const place = files[digest];
    if (place === undefined) {
      const message = "module: the sweep's module must be known, got no record of where it lies";
      throw new SweepError("CONFIG_INVALID", message, "`sweep run CONFIG` records it");
    }
    const { file, name } = modulePlace(place);
    const bundle = await bundleModule(file, shown(file));
    const got = exportSha256(bundle, name);
    if (got === digest) return [digest, { bundle, export: name }] as const;
    const message = `${file}: must be as it was, with SHA-256 ${digest}, got ${got}`;
    const hint = "it or a file that it imports has changed; `sweep run CONFIG` makes other runs";
    throw new SweepError("CONFIG_INVALID", message, hint);
  });
  return new Map(await Promise.all(loaded));
}
