import { Dataset, Group, File as Hdf5File, ready } from "h5wasm/node";
import { sizeOf } from "../model/model-shapes.ts";
import { float32Of } from "./float32-of.ts";
import type { FiledWeight, WeightsFile } from "./weights-file.ts";

/** Where the reader finds the bytes. */
const FILE = "/weights.h5";
/** A GiB of float32. A few bytes may claim any size. */
const NUMBER_COUNT_MAX = 2 ** 28;
const FLOAT_CLASS = 1;

/**
 * Reads the weights that Keras writes as HDF5. Keras 3 (`save_weights` to .weights.h5) puts them by
 * place: layers/dense/vars/0, with the layer's name beside. Keras 2 (`save_weights` or `save` to
 * .h5) puts them by name, and so does Keras 3's `save` to .h5.
 *
 * Native code, if compiled to WebAssembly: for a process that may be ended.
 *
 * @throws Hdf5Problem where something else than Keras wrote it
 * @throws Error as the library does, where it is no HDF5 or breaks its rules
 */
export async function hdf5Weights(bytes: Uint8Array): Promise<WeightsFile> {
  library = await ready;
  const { FS } = library;
  FS.writeFile(FILE, bytes);
  const file = new Hdf5File(FILE, "r");
  if (file.file_id < 0n) throw new Hdf5Problem("must be an HDF5 file, got other bytes");
  try {
    const reading: Reading = { count: 0, types: new Set() };
    const layers = file.get("layers");
    const byName = file.get("model_weights") ?? file;
    const isByName = byName instanceof Group && byName.attrs.layer_names !== undefined;
    if (!isByName && !(layers instanceof Group)) {
      throw new Hdf5Problem(
        "must hold the weights of a Keras model, got neither layers nor layer_names",
      );
    }
    const read = isByName ? named(byName, reading) : placed(layers as Group, reading);
    return { ...read, converted: [...reading.types].filter((type) => type !== "float32") };
  } finally {
    file.close();
    FS.unlink(FILE);
  }
}

/** What is wrong with a file that is HDF5. */
export class Hdf5Problem extends Error {}

let library: Awaited<typeof ready>;

/** The library hands on all floats but these. */
function halvesOf({ file_id: file, path }: Dataset, count: number): Buffer {
  const start = library._malloc(2 * count);
  try {
    library.get_dataset_data(file, path, null, null, null, BigInt(start));
    return Buffer.from(library.HEAPU8.slice(start, start + 2 * count));
  } finally {
    library._free(start);
  }
}

interface Reading {
  /** numbers read so far */
  count: number;
  readonly types: Set<string>;
}

/** Keras 2's way: a list of layers, and for each a list of its weights. */
function named(group: Group, reading: Reading): Pick<WeightsFile, "kind" | "weights"> {
  const weights = textsOf(group, "layer_names").flatMap((layer) => {
    const own = groupIn(group, layer);
    return textsOf(own, "weight_names").map((name) => {
      const short = name.slice(name.lastIndexOf("/") + 1);
      return weightOf(own, name, `${layer}/${short}`, reading);
    });
  });
  return { kind: "named", weights };
}

/** Keras 3's way: layers by class and place, weights by place, names as attributes. */
function placed(layers: Group, reading: Reading): Pick<WeightsFile, "kind" | "weights"> {
  let isNamed = true;
  const weights = layers.keys().flatMap((place) => {
    const own = groupIn(layers, place);
    return own.keys().flatMap((part): FiledWeight[] => {
      if (part === "seed_generator") return [];
      const vars = groupIn(own, part);
      // What a layer holds within a layer is told as a weight that no model here has.
      if (part !== "vars") return [{ name: `${place}/${part}`, shape: [], values: NOTHING }];
      const { name } = vars.attrs;
      const keys = vars.keys();
      if (keys.length > 0 && name === undefined) isNamed = false;
      const layer = typeof name?.value === "string" ? name.value : place;
      return keys.map((key) => weightOf(vars, key, `${layer}/${key}`, reading));
    });
  });
  return { kind: isNamed ? "named" : "by class", weights };
}

const NOTHING = new Float32Array(0);

function groupIn(group: Group, name: string): Group {
  const found = group.get(name);
  if (found instanceof Group) return found;
  throw new Hdf5Problem(
    `${name}: must be a group, got ${found === null ? "nothing" : "something else"}`,
  );
}

function textsOf({ attrs }: Group, name: string): string[] {
  const { value } = attrs[name] ?? {};
  if (value === undefined) throw new Hdf5Problem(`must have the attribute ${name}, got none`);
  // An empty list has no texts to tell its type by.
  return Array.isArray(value) ? value.map(String) : [];
}

function weightOf(group: Group, key: string, name: string, reading: Reading): FiledWeight {
  const dataset = group.get(key);
  if (!(dataset instanceof Dataset)) throw new Hdf5Problem(`${name}: must be numbers, got none`);
  const { type, size } = dataset.metadata;
  const { shape } = dataset;
  const isFloat = type === FLOAT_CLASS && (size === 2 || size === 4 || size === 8);
  if (shape === null || !isFloat)
    throw new Hdf5Problem(`${name}: must be floats of 16, 32 or 64 bits`);
  const count = sizeOf(shape);
  reading.count += count;
  if (!(reading.count <= NUMBER_COUNT_MAX)) {
    throw new Hdf5Problem(
      `${name}: all weights must be at most ${NUMBER_COUNT_MAX} numbers, got more`,
    );
  }
  reading.types.add(`float${8 * size}`);
  if (size === 2) return { name, shape, values: float32Of(halvesOf(dataset, count), "float16") };
  const values = dataset.value;
  if (typeof values === "number") return { name, shape, values: Float32Array.of(values) };
  if (values instanceof Float32Array || values instanceof Float64Array) {
    return { name, shape, values: Float32Array.from(values) };
  }
  throw new Hdf5Problem(`${name}: must be floats, got another type`);
}
