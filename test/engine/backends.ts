import { loadBackend, type TfjsBackend } from "../../src/engine/tfjs/load-backend.ts";

/**
 * The tfjs backends this machine can run. tfjs-node has to be installed by `npm run tfjs-node`:
 * without it its tests are left out with one line, but for CI, where that is a failure.
 */
export async function loadableBackends(): Promise<TfjsBackend[]> {
  try {
    await loadBackend("node");
    return ["wasm", "cpu", "node"];
  } catch (error) {
    if (process.env.CI) throw error;
    process.stderr.write("tfjs-node is not installed, its tests are left out\n");
    return ["wasm", "cpu"];
  }
}
