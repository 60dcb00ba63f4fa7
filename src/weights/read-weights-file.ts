import { extname } from "node:path";
import { SweepError } from "../base/error.ts";
import { readDataFile, type Unreadable } from "../data/csv/read-data-file.ts";
import { readSafetensors } from "./safetensors.ts";
import type { WeightsFile } from "./weights-file.ts";

/**
 * Reads a file of weights.
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
    return { rule: `must end in ${Object.keys(READERS).join(", ")}`, got: ending || "no ending" };
  }
  const file = readDataFile(path);
  if ("rule" in file) return file;
  const fail = (problem: string) => {
    throw new SweepError("CONFIG_INVALID", `${name}: ${problem}`);
  };
  return await read(file.bytes, fail);
}

type Read = (bytes: Buffer, fail: (problem: string) => never) => WeightsFile | Promise<WeightsFile>;

const READERS: Readonly<Record<string, Read>> = { ".safetensors": readSafetensors };
