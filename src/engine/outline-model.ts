import { canonicalJson, digest, type Json } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { LayerSpec } from "../model/model-spec.ts";
import { type ExportName, shownExport } from "../module/call-module.ts";
import type { ModuleBundle } from "../module/module-bundle.ts";
import type { UserModelRows } from "./tfjs/user-model.ts";

/** A module's model as a spec has it. */
export interface OutlinedModel {
  readonly layers: readonly LayerSpec[];
  /** names of layers that the user gave */
  readonly named: readonly string[];
  /** of the module's code and the export, which a spec with layers of the user's own needs */
  readonly sha256: string;
}

/**
 * Has a module build its model and tells what it is; built twice, as it must be the same each time.
 *
 * @throws SweepError CONFIG_INVALID as `buildUserModel`
 */
export async function outlineModuleModel(
  bundle: ModuleBundle,
  name: ExportName,
  rows: UserModelRows,
): Promise<OutlinedModel> {
  const [{ buildUserModel }, { loadBackend }] = await Promise.all([
    import("./tfjs/user-model.ts"),
    import("./tfjs/load-backend.ts"),
  ]);
  await loadBackend("cpu");
  const { layers, named } = await buildUserModel(bundle, name, rows);
  const again = await buildUserModel(bundle, name, rows);
  const [first, second] = [layers, again.layers].map((each) => each as unknown as Json);
  if (canonicalJson(first!) !== canonicalJson(second!)) {
    const where = `${bundle.shownFile}: ${shownExport(name)}`;
    const message = `${where}: must build the same model each time it is called, got another`;
    throw new SweepError("CONFIG_INVALID", message, "what differs by run is drawn by sweep");
  }
  return { layers, named: [...named], sha256: exportSha256(bundle, name) };
}

/** A module may export several models. */
export function exportSha256({ sha256 }: ModuleBundle, name: ExportName): string {
  return digest({ sha256, export: name ?? "default" });
}
