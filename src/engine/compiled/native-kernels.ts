import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { packageFile } from "../../base/package-files.ts";
import { asTraining, checkEvaluation, checkTraining, countRows } from "./check-stretch.ts";
import { type EncodedProgram, encodeProgram } from "./encode-program.ts";
import type { Executor, Kernels, ProgramRows, TrainingStretch } from "./kernels.ts";

/** avx512-other: what is made for other processors with AVX-512 than this one; slower here. */
export const NATIVE_TARGETS = ["avx512", "avx512-other", "avx2", "baseline"] as const;
export type NativeTarget = (typeof NATIVE_TARGETS)[number];

/** Where tools/build-kernels.mjs puts the addon. */
const BUILT_ADDON = fileURLToPath(packageFile("build/kernels.node", import.meta.url));

/**
 * The kernels compiled for one kind of processor; undefined where the addon is not built or this
 * processor cannot run them.
 *
 * @param file the addon
 */
export function nativeKernels(target: NativeTarget, file = BUILT_ADDON): Kernels | undefined {
  const addon = loadAddon(file);
  const execute = addon?.[target];
  if (addon === undefined || execute === undefined) return undefined;
  return {
    name: `native-${target}`,
    open: (program, rows) => openNative(addon, execute, encodeProgram(program), rows),
  };
}

/** What c/addon.c exports: `misalignment` and the targets this processor can run. */
type Addon = Readonly<Partial<Record<NativeTarget, Execute>>> & {
  /** bytes from the last multiple of 64 to the array's first element */
  readonly misalignment: (array: Float32Array) => number;
};

/** The fields of c/call.h. Nothing is checked there. */
type Execute = (
  code: Int32Array,
  tensors: Int32Array,
  constants: Float64Array,
  arena: Float32Array,
  sums: Float64Array,
  draws: Uint32Array,
  inputs: Float32Array,
  targets: Float32Array,
  order: Uint32Array | null,
  first: number,
  end: number,
  batch: number,
  scalars: Float32Array,
  step: number,
  rowsBefore: number,
  predictions: Float32Array | null,
) => void;

const addons = new Map<string, Addon | undefined>();

function loadAddon(file: string): Addon | undefined {
  if (!addons.has(file)) addons.set(file, tryAddon(file));
  return addons.get(file);
}

function tryAddon(file: string): Addon | undefined {
  try {
    return createRequire(import.meta.url)(file) as Addon;
  } catch {
    return undefined; // not built, or for another system
  }
}

function openNative(
  { misalignment }: Addon,
  execute: Execute,
  program: EncodedProgram,
  rows: ProgramRows,
): Executor {
  const rowCount = countRows(program, rows);
  const arena = alignedFloats(program.arenaLength, misalignment);
  const sums = new Float64Array(program.sumCount);
  const { tensors, constants } = program;
  const run = (code: Int32Array, batch: number, { draws, scalars, ...stretch }: TrainingStretch) =>
    execute(
      code,
      tensors,
      constants,
      arena,
      sums,
      draws,
      rows.inputs,
      rows.targets,
      stretch.order ?? null,
      stretch.first,
      stretch.end,
      batch,
      scalars,
      stretch.step,
      stretch.rowsBefore,
      stretch.predictions ?? null,
    );
  return {
    arena,
    sums,
    train(stretch) {
      checkTraining(program, rowCount, stretch);
      run(program.train, program.trainBatch, stretch);
    },
    evaluate(stretch) {
      checkEvaluation(program, rowCount, stretch);
      run(program.evaluate, program.evaluationBatch, asTraining(stretch));
    },
  };
}

/** Zeros that begin at a multiple of 64 bytes, as whole vectors are read there. */
function alignedFloats(length: number, misalignment: Addon["misalignment"]): Float32Array {
  const buffer = new ArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT + 64);
  const beyond = misalignment(new Float32Array(buffer));
  return new Float32Array(buffer, (64 - beyond) % 64, length);
}
