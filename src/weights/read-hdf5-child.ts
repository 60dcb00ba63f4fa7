// The process that reads one file for `read-hdf5.ts`.

import { Hdf5Problem, hdf5Weights } from "./hdf5-weights.ts";
import type { Hdf5Reply } from "./read-hdf5.ts";

// Stays until the asking process, once it has the answer, kills it or is gone itself.
process.on("message", (bytes: Uint8Array) => void answer(bytes));

async function answer(bytes: Uint8Array): Promise<void> {
  process.send!(await replyTo(bytes));
}

async function replyTo(bytes: Uint8Array): Promise<Hdf5Reply> {
  try {
    return { kind: "read", file: await hdf5Weights(bytes) };
  } catch (error) {
    if (error instanceof Hdf5Problem) return { kind: "refused", problem: error.message };
    const [reason] = String(error instanceof Error ? error.message : error).split("\n", 1);
    return { kind: "refused", problem: `must be an HDF5 file that can be read, got "${reason}"` };
  }
}
