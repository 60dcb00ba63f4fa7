import { SweepError } from "../../base/error.ts";
import type { EncodedProgram } from "./encode-program.ts";
import type { WasmExports } from "./wasm-module.ts";

/** Arrays in the module's memory, each at a multiple of 64 bytes; `byteOffset` is its address. */
export interface WasmMemory {
  readonly train: Int32Array;
  readonly evaluate: Int32Array;
  readonly tensors: Int32Array;
  readonly constants: Float64Array;
  readonly sums: Float64Array;
  readonly draws: Uint32Array;
  readonly scalars: Float32Array;
  readonly arena: Float32Array;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly predictions: Float32Array;
}

/**
 * Grows the memory once and for all, so that the arrays stay, and writes the program into it.
 *
 * @param window the most rows and training steps it has to hold at a time
 * @throws SweepError ENGINE_UNAVAILABLE where 32-bit addresses or this machine's memory end
 */
export function openWasmMemory(
  wasm: WasmExports,
  program: EncodedProgram,
  window: { readonly rowCount: number; readonly stepCount: number },
): WasmMemory {
  let end = wasm.__heap_base.value;
  /** Room for so many elements; the array can be made when the memory has grown. */
  const reserve = <T>(type: ArrayOf<T>, length: number) => {
    const at = Math.ceil(end / 64) * 64;
    end = at + length * type.BYTES_PER_ELEMENT;
    return () => new type(wasm.memory.buffer, at, length);
  };
  const copy = <T extends Int32Array | Float64Array>(type: ArrayOf<T>, array: T) => {
    const view = reserve(type, array.length);
    return () => {
      const place = view();
      place.set(array);
      return place;
    };
  };
  const arrays = {
    train: copy(Int32Array, program.train),
    evaluate: copy(Int32Array, program.evaluate),
    tensors: copy(Int32Array, program.tensors),
    constants: copy(Float64Array, program.constants),
    sums: reserve(Float64Array, program.sumCount),
    draws: reserve(Uint32Array, program.drawWordCount),
    scalars: reserve(Float32Array, window.stepCount * program.scalarCount),
    arena: reserve(Float32Array, program.arenaLength),
    inputs: reserve(Float32Array, window.rowCount * program.inputWidth),
    targets: reserve(Float32Array, window.rowCount * program.targetWidth),
    predictions: reserve(Float32Array, window.rowCount * program.outputWidth),
  };
  // One vector more, so that none that begins in the last array ends outside the memory.
  growTo(wasm.memory, end + 64);
  return {
    train: arrays.train(),
    evaluate: arrays.evaluate(),
    tensors: arrays.tensors(),
    constants: arrays.constants(),
    sums: arrays.sums(),
    draws: arrays.draws(),
    scalars: arrays.scalars(),
    arena: arrays.arena(),
    inputs: arrays.inputs(),
    targets: arrays.targets(),
    predictions: arrays.predictions(),
  };
}

type ArrayOf<T> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
};

const PAGE_BYTES = 65_536;

function growTo(memory: WasmExports["memory"], sizeBytes: number): void {
  const missing = Math.ceil((sizeBytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new SweepError(
      "ENGINE_UNAVAILABLE",
      `kernels: wasm has 4 GB at most, got a model that takes ${Math.ceil(sizeBytes / 2 ** 20)} MB`,
      "use a smaller batch, or a C compiler and npm run build for the native kernels",
      { cause },
    );
  }
}
