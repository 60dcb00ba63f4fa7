import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { SweepError } from "../../base/error.ts";
import { speedUpWasmMatmul } from "./wasm-matmul.ts";

/** What tfjs computes with. */
export type TfjsBackend = "node" | "wasm" | "cpu";

/**
 * Makes a backend the one this thread computes with.
 *
 * @throws SweepError ENGINE_UNAVAILABLE where tfjs-node is not installed or does not load
 */
export async function loadBackend(backend: TfjsBackend): Promise<void> {
  tf.enableProdMode();
  if (backend === "node") {
    loadTfjsNode();
    return use(TFJS_NAMES.node);
  }
  if (backend === "cpu") {
    await import("@tensorflow/tfjs-backend-cpu");
    return use(TFJS_NAMES.cpu);
  }
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const entry = fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm"));
  wasm.setWasmPaths(dirname(entry) + sep);
  await use(TFJS_NAMES.wasm);
  speedUpWasmMatmul();
}

const TFJS_NAMES = { node: "tensorflow", wasm: "wasm", cpu: "cpu" } as const;

/** Makes a backend that is loaded the one this thread computes with, at once. */
export function setBackend(backend: TfjsBackend): void {
  // Asynchronous only where a backend is still to be made.
  void tf.setBackend(TFJS_NAMES[backend]);
}

async function use(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) {
    throw new SweepError(
      "ENGINE_UNAVAILABLE",
      `engine: tfjs must load its backend, got no ${name}`,
    );
  }
}

function loadTfjsNode(): void {
  // tfjs-node 4.22 calls two functions that Node 24 no longer has.
  const gone = util as { isArray?: unknown; isNullOrUndefined?: unknown };
  gone.isArray ??= Array.isArray;
  gone.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  try {
    createRequire(import.meta.url)("@tensorflow/tfjs-node");
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
    throw new SweepError(
      "ENGINE_UNAVAILABLE",
      `engine: tfjs-node must load, got "${reason}"`,
      "npm run tfjs-node installs it; engine tfjs-wasm needs nothing",
      { cause },
    );
  }
}
