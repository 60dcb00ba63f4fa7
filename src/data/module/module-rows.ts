import { dirname } from "node:path";
import { sha256 } from "../../base/digest.ts";
import { SweepError } from "../../base/error.ts";
import type { FilePlaces } from "../../base/file-places.ts";
import { bundleModule } from "../../module/bundle-module.ts";
import { callModule, type ExportName, shownExport } from "../../module/call-module.ts";
import type { DataContext } from "../../module/context.ts";
import type { ModuleBundle } from "../../module/module-bundle.ts";
import { modulePlace } from "../../module/module-place.ts";
import { numpyRandom } from "../../random/mt19937.ts";
import type { Dataset, ModuleRowsSpec, RowOutline } from "../dataset.ts";
import { type TakenRows, takeRows } from "./take-rows.ts";

/**
 * Rows as a module makes them.
 *
 * @throws SweepError CONFIG_INVALID where it throws or makes what are no rows
 */
export async function callForRows(bundle: ModuleBundle, name: ExportName): Promise<TakenRows> {
  const context: DataContext = { folder: dirname(bundle.file) };
  const taken = takeRows(await callModule(bundle, name, context));
  if (!("broken" in taken)) return taken;
  const where = `${bundle.shownFile}: ${shownExport(name)}`;
  const lines = taken.broken.map((rule) => `${where}: ${rule}`);
  throw new SweepError("CONFIG_INVALID", lines.join("\n"));
}

/** Of the rows of a spec. */
export function moduleRowsShapes(spec: ModuleRowsSpec): RowOutline {
  const { rows: rowCount, inputShape, targetShape, classes: classCount } = spec;
  return { rowCount, inputShape, targetShape, hasClasses: classCount !== undefined, classCount };
}

/**
 * Makes a spec's rows by the module that made them before.
 *
 * @throws SweepError CONFIG_INVALID where it is gone or makes others
 */
export async function buildModuleRows(spec: ModuleRowsSpec, files: FilePlaces): Promise<Dataset> {
  const place = files[spec.sha256];
  if (place === undefined) {
    const message = "data: the sweep's module must be known, got no record of where it lies";
    throw new SweepError("CONFIG_INVALID", message, "`sweep run CONFIG` records it");
  }
  const { file, name } = modulePlace(place);
  const made = await callForRows(await bundleModule(file, file), name);
  if (made.sha256 !== spec.sha256) {
    const where = `${file}: ${shownExport(name)}`;
    const message = `${where}: must make rows with SHA-256 ${spec.sha256}, got ${made.sha256}`;
    const hint = "it makes others by now; `sweep run CONFIG` takes them as they are, as other runs";
    throw new SweepError("CONFIG_INVALID", message, hint);
  }
  return arranged(spec, made);
}

function arranged({ shuffle }: ModuleRowsSpec, made: TakenRows): Dataset {
  const { rowCount, inputShape, targetShape } = made;
  const order = shuffle === undefined ? undefined : numpyRandom(shuffle).permutation(rowCount);
  const [inputs, targets] = [made.inputs, made.targets].map((values) =>
    order ? inOrder(values, order) : values,
  ) as [TakenRows["inputs"], TakenRows["targets"]];
  const digested = sha256(inputs, targets);
  return { rowCount, inputShape, targetShape, inputs, targets, sha256: digested };
}

function inOrder(
  values: Float32Array<SharedArrayBuffer>,
  order: ArrayLike<number>,
): Float32Array<SharedArrayBuffer> {
  const ordered = new Float32Array(new SharedArrayBuffer(values.byteLength));
  const width = values.length / order.length;
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!;
    ordered.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return ordered;
}
