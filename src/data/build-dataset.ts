import type { DataSpec, Dataset } from "./dataset.ts";
import { SINE_WINDOW_SHAPES, sineWindows } from "./sine-windows.ts";

/** Makes a spec's rows in shared memory. */
export function buildDataset(spec: DataSpec): Dataset {
  switch (spec.source) {
    case "sine-windows":
      return sineWindows(spec);
    default:
      return spec.source satisfies never;
  }
}

/** The shapes of a row that `buildDataset` would make, without making any. */
export function dataShapes(spec: DataSpec): Pick<Dataset, "inputShape" | "targetShape"> {
  switch (spec.source) {
    case "sine-windows":
      return SINE_WINDOW_SHAPES;
    default:
      return spec.source satisfies never;
  }
}
