import type { DataSpec, Dataset } from "./dataset.ts";
import { IRIS_ROW_COUNT, IRIS_SHAPES, iris } from "./iris.ts";
import { SINE_WINDOW_SHAPES, sineWindows } from "./sine-windows.ts";

/** Makes a spec's rows in shared memory. */
export function buildDataset(spec: DataSpec): Dataset {
  switch (spec.source) {
    case "sine-windows":
      return sineWindows(spec);
    case "iris":
      return iris(spec);
    default:
      return spec satisfies never;
  }
}

/** What can be said of the rows that `buildDataset` would make, without making any. */
export interface RowOutline extends Pick<Dataset, "inputShape" | "targetShape" | "rowCount"> {
  /** whether targets are class indices: 0, 1, 2 ... */
  readonly hasClasses: boolean;
}

export function dataShapes(spec: DataSpec): RowOutline {
  switch (spec.source) {
    case "sine-windows":
      return { ...SINE_WINDOW_SHAPES, hasClasses: false, rowCount: spec.take ?? spec.rows };
    case "iris":
      return { ...IRIS_SHAPES, hasClasses: true, rowCount: IRIS_ROW_COUNT };
    default:
      return spec satisfies never;
  }
}
