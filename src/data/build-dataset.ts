import type { FilePlaces } from "../base/file-places.ts";
import { buildCsv } from "./csv/build-csv.ts";
import { csvShapes } from "./csv/csv-shapes.ts";
import type { DataSpec, Dataset, RowOutline } from "./dataset.ts";
import { IRIS_CLASS_COUNT, IRIS_ROW_COUNT, IRIS_SHAPES, iris } from "./iris.ts";
import { buildModuleRows, moduleRowsShapes } from "./module/module-rows.ts";
import { SINE_WINDOW_SHAPES, sineWindows } from "./sine-windows.ts";

/**
 * Makes a spec's rows in shared memory.
 *
 * @param files where the files that it names lie now
 * @throws SweepError CONFIG_INVALID where the file is gone or has other bytes than the spec says
 */
export async function buildDataset(spec: DataSpec, files: FilePlaces): Promise<Dataset> {
  switch (spec.source) {
    case "sine-windows":
      return sineWindows(spec);
    case "iris":
      return iris(spec);
    case "csv":
      return buildCsv(spec, files);
    case "module":
      return buildModuleRows(spec, files);
    default:
      return spec satisfies never;
  }
}

/** Of the rows that `buildDataset` would make, without making any. */
export function dataShapes(spec: DataSpec): RowOutline {
  switch (spec.source) {
    case "sine-windows":
      return { ...SINE_WINDOW_SHAPES, hasClasses: false, rowCount: spec.take ?? spec.rows };
    case "iris":
      return {
        ...{ ...IRIS_SHAPES, rowCount: IRIS_ROW_COUNT },
        ...{ hasClasses: true, classCount: IRIS_CLASS_COUNT },
      };
    case "csv":
      return csvShapes(spec);
    case "module":
      return moduleRowsShapes(spec);
    default:
      return spec satisfies never;
  }
}
