import { sha256 } from "../../base/digest.ts";
import type { FilePlaces } from "../../base/file-places.ts";
import { readKnownFile } from "../data-file.ts";
import type { ArraySource, ArraySpec, Dataset, Unsplit } from "../dataset.ts";
import { placesAfter } from "../places-after.ts";
import { allocated, sharedFloats, sharedNumbers } from "../shared-floats.ts";
import { isDrawn, splitRows } from "../split.ts";
import { standardized } from "../standardize.ts";
import { openArchived } from "./find-arrays.ts";
import { type NpyArray, openNpy } from "./npy-array.ts";

/**
 * A spec's rows from where its arrays lie now.
 *
 * @throws SweepError CONFIG_INVALID where they are gone, others, or do not fit into memory
 */
export function makeArrayRows(spec: ArraySpec, files: FilePlaces): Dataset {
  const { rows, inputShape, targetShape, validation } = spec;
  const places = placesAfter(rows, spec.shuffle);
  const inputArray = openSource(spec.inputs, files);
  const { values: inputs, unsplit } = readInputs(inputArray, spec, places);
  const targetArray = openSource(spec.targets, files);
  const targets = make(rows, () => sharedFloats(rows * targetArray.offsets.length));
  readInto(targets, targetArray, places);
  return {
    ...{ rowCount: rows, inputShape, targetShape, inputs, targets },
    sha256: sha256(inputs, targets),
    ...(isDrawn(validation) && { unsplit }),
  };
}

function openSource({ sha256: digest, name }: ArraySource, files: FilePlaces): NpyArray {
  const { bytes, name: file } = readKnownFile(digest, files, "npy");
  return name === undefined ? openNpy(bytes, file) : openArchived(bytes, file, name);
}

function make<T>(rows: number, allocate: () => T): T {
  return allocated(rows, "take fewer rows, or float32 in place of float64", allocate);
}

function readInputs(
  array: NpyArray,
  { rows, validation, standardize }: ArraySpec,
  places: Uint32Array,
) {
  const width = array.offsets.length;
  const values = make(rows, () => sharedFloats(rows * width));
  readInto(values, array, places);
  const numbers: Unsplit["numbers"][number][] = [];
  if (standardize) {
    const { trainRowCount } = splitRows(rows, validation, 0);
    for (let place = 0; place < width; place++) {
      const column = columnOf(array, place, places);
      if (isDrawn(validation)) {
        numbers.push({ place, values: make(rows, () => sharedNumbers(column)) });
        continue;
      }
      const scaled = standardized(column, trainRowCount);
      for (let row = 0; row < rows; row++) values[row * width + place] = scaled[row]!;
    }
  }
  return { values, unsplit: { numbers } };
}

function readInto(values: Float32Array, array: NpyArray, places: Uint32Array): void {
  const { type, view, rowStride, offsets } = array;
  for (const [row, target] of places.entries()) {
    const start = target * offsets.length;
    for (let place = 0; place < offsets.length; place++) {
      values[start + place] = type.read(view, row * rowStride + offsets[place]!)!;
    }
  }
}

/** One place of all rows, by the row's place after the shuffle. */
function columnOf(array: NpyArray, place: number, places: Uint32Array): Float64Array {
  const { type, view, rowStride, offsets } = array;
  const column = new Float64Array(places.length);
  for (const [row, target] of places.entries()) {
    column[target] = type.read(view, row * rowStride + offsets[place]!)!;
  }
  return column;
}
