import { readFileSync } from "node:fs";
import { sourceFile } from "../../base/package-files.ts";

/** What the module exports, see c/wasm.c. */
export interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** the first address that is free */
  readonly __heap_base: { readonly value: number };
  /** all addresses but for the counts, batch, step and rows before */
  readonly execute: (
    code: number,
    codeLength: number,
    tensors: number,
    constants: number,
    arena: number,
    sums: number,
    draws: number,
    inputs: number,
    targets: number,
    count: number,
    batch: number,
    scalars: number,
    step: number,
    rowsBefore: number,
    predictions: number,
  ) => void;
}

let compiled: object | undefined;

/** The module with a memory of its own; compiled once a thread. */
export function instantiateWasm(): WasmExports {
  compiled ??= new WebAssembly.Module(
    readFileSync(sourceFile("engine/compiled/kernels.wasm", import.meta.url)),
  );
  return new WebAssembly.Instance(compiled).exports;
}

/** The part of it that is used here, as Node's types have none. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: WasmExports };
  };
};
