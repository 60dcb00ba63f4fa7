import { type NpyArray, openNpy } from "../data/npy/npy-array.ts";
import { readEntry, zipEntries } from "../data/npy/zip-entries.ts";
import { brokenWeights } from "./broken-weights.ts";
import type { FiledWeight, WeightsFile } from "./weights-file.ts";

/** NumPy's words for floats, without the order of their bytes. */
const FLOATS: ReadonlyMap<string, string> = new Map([
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
]);

/** What `np.savez(FILE, *arrays)` calls arrays that it is given without a name. */
const UNNAMED = /^arr_(\d+)$/;

/**
 * Reads an archive of NumPy arrays: under "layer/weight", or in the model's order without names.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID where it breaks a rule
 */
export function readNpz(bytes: Buffer, file: string): WeightsFile {
  const read = zipEntries(bytes, file).map((entry) => {
    const name = entry.name.replace(/\.npy$/, "");
    const array = openNpy(readEntry(bytes, entry, `${file}: ${name}`), `${file}: ${name}`);
    const type = FLOATS.get(array.type.descr.replace(/^[<>=|]/, ""));
    if (type === undefined) {
      throw brokenWeights(file, `${name}: must be floats, got ${array.type.descr}`);
    }
    return { type, weight: { name, shape: array.shape, values: valuesOf(array) } };
  });
  const weights = read.map(({ weight }) => weight);
  const types = [...new Set(read.map(({ type }) => type))];
  const converted = types.filter((type) => type !== "float32");
  const isUnnamed = weights.length > 0 && weights.every(({ name }) => UNNAMED.test(name));
  if (!isUnnamed) return { kind: "named", weights, converted };
  const place = ({ name }: FiledWeight) => Number(UNNAMED.exec(name)![1]);
  const ordered = [...weights].sort((a, b) => place(a) - place(b));
  return { kind: "ordered", weights: ordered, converted };
}

function valuesOf({ shape, type, view, rowStride, offsets }: NpyArray): Float32Array {
  const [rowCount = 1] = shape;
  const values = new Float32Array(rowCount * offsets.length);
  for (let row = 0; row < rowCount; row++) {
    for (const [place, offset] of offsets.entries()) {
      values[row * offsets.length + place] = type.read(view, row * rowStride + offset)!;
    }
  }
  return values;
}
