import { extname } from "node:path";
import { readDataFile, type Unreadable } from "../data/csv/read-data-file.ts";
import { readNpz } from "./npz.ts";
import { readHdf5 } from "./read-hdf5.ts";
import { readSafetensors } from "./safetensors.ts";
import type { WeightsFile } from "./weights-file.ts";

/**
 * Reads a file of weights; its ending says how it is written.
 *
 * @param path where it lies
 * @param name of the file, for messages
 * @returns or why there is none to read
 * @throws SweepError CONFIG_INVALID where the file breaks its format's rules
 */
export async function readWeightsFile(
  path: string,
  name: string,
): Promise<WeightsFile | Unreadable> {
  const ending = extname(path).toLowerCase();
  const read = READERS[ending];
  if (!read) {
    const rule = `must end in one of ${Object.keys(READERS).join(", ")}`;
    return { rule, got: ending || "no ending" };
  }
  const file = readDataFile(path);
  return "rule" in file ? file : await read(file.bytes, name);
}

type Read = (bytes: Buffer, file: string) => WeightsFile | Promise<WeightsFile>;

const READERS: Readonly<Record<string, Read>> = {
  ".npz": readNpz,
  ".safetensors": readSafetensors,
  ".h5": readHdf5,
  ".hdf5": readHdf5,
};
