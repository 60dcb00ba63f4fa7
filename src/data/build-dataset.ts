import type { FilePlaces } from "../base/file-places.ts";
import { decodeCsv } from "./csv/decode-csv.ts";
import { readCsvCells } from "./csv/read-csv-cells.ts";
import { readKnownFile } from "./data-file.ts";
import type { DataSpec, Dataset, RowOutline, TableSpec } from "./dataset.ts";
import { IRIS_CLASS_COUNT, IRIS_ROW_COUNT, IRIS_SHAPES, iris } from "./iris.ts";
import { buildModuleRows, moduleRowsShapes } from "./module/module-rows.ts";
import { makeArrayRows } from "./npy/make-array-rows.ts";
import { SINE_WINDOW_SHAPES, sineWindows } from "./sine-windows.ts";
import { isDrawn } from "./split.ts";
import { makeTableRows } from "./table/make-table-rows.ts";
import { tableShapes } from "./table/table-shapes.ts";

/**
 * Makes a spec's rows in shared memory. Where the split is drawn, they are still to be arranged for
 * each run (`arrangeRows`).
 *
 * @param files where the files that it names lie now
 * @throws SweepError CONFIG_INVALID where the file is gone or has other bytes than the spec says
 */
export async function buildDataset(spec: DataSpec, files: FilePlaces): Promise<Dataset> {
  switch (spec.source) {
    case "sine-windows":
      return unsplitIfDrawn(sineWindows(spec), spec);
    case "iris":
      return unsplitIfDrawn(iris(spec), spec);
    case "csv":
    case "parquet":
      return buildTable(spec, files);
    case "npy":
      return makeArrayRows(spec, files);
    case "module":
      return unsplitIfDrawn(await buildModuleRows(spec, files), spec);
    default:
      return spec satisfies never;
  }
}

function unsplitIfDrawn(rows: Dataset, { validation }: DataSpec): Dataset {
  return isDrawn(validation) ? { ...rows, unsplit: { numbers: [] } } : rows;
}

async function buildTable(spec: TableSpec, files: FilePlaces): Promise<Dataset> {
  const { bytes, name } = readKnownFile(spec.sha256, files, spec.source);
  if (spec.source === "csv") return makeTableRows(spec, readCsvCells(decodeCsv(bytes, name)));
  const { readParquetCells } = await import("./parquet/read-parquet-cells.ts");
  return makeTableRows(spec, readParquetCells(bytes, name));
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
    case "parquet":
      return tableShapes(spec);
    case "npy": {
      const { rows: rowCount, inputShape, targetShape, classes: classCount } = spec;
      const hasClasses = classCount !== undefined;
      return { rowCount, inputShape, targetShape, hasClasses, classCount };
    }
    case "module":
      return moduleRowsShapes(spec);
    default:
      return spec satisfies never;
  }
}
