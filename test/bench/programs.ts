import { readFileSync } from "node:fs";
import type { EngineName } from "../../src/engine/engine.ts";
import { kernelSetOf } from "../../src/engine/load-engine.ts";
import type { TimedProgram } from "./timed-child.ts";

/** A dense network and its batch, as the timed programs take them. */
export interface Shape {
  readonly sizes: string;
  readonly batch: string;
}

export const QUESTION: Shape = { sizes: "1001-64-64-64-64-1", batch: "32" };
/** Its weights and moments do not fit into a core's second cache. */
export const WIDE: Shape = { sizes: "784-512-512-10", batch: "128" };
export const SHAPES: readonly Shape[] = [
  { sizes: "8-16-16-1", batch: "16" },
  { sizes: "30-32-1", batch: "32" },
  { sizes: "64-256-256-10", batch: "64" },
  WIDE,
  QUESTION,
  { sizes: "1001-512-512-1", batch: "32" },
];

export const AVX2 = "native-avx2";
const processor = readFileSync("/proc/cpuinfo", "utf8");
export const HAS_AVX512 = /\bavx512f\b/.test(processor);

/** The fastest kernels that load here; undefined: an engine without any. */
export function kernelsOf(engine: EngineName): string | undefined {
  return engine === "compiled" ? kernelSetOf(engine) : undefined;
}

/** tfjs and kernels in plain TypeScript take a hundred times as long. */
const stepsWith = (kernels: string | undefined) =>
  kernels === undefined || kernels === "reference" ? "50" : "1000";

export function ours(
  engine: EngineName,
  { sizes, batch }: Shape,
  kernels: string | undefined,
): TimedProgram {
  return {
    label: KERNEL_WORDS[kernels ?? ""] ?? kernels ?? engine,
    ...{ command: process.execPath, script: "./steps.ts" },
    args: [engine, sizes, batch, stepsWith(kernels)],
    ...(kernels !== undefined && { env: { SWEEP_KERNELS: kernels } }),
  };
}

const KERNEL_WORDS: Readonly<Record<string, string>> = {
  "native-avx512": "compiled, AVX-512",
  "native-avx512-other": "compiled, AVX-512, other build",
  "native-avx2": "compiled, AVX2",
  "native-baseline": "compiled, SSE2",
  wasm: "compiled, WASM",
  reference: "compiled, the TypeScript specification",
};

/** How a run of JAX is made: seeds trained at once under vmap, and whether 512-bit vectors. */
export interface JaxWay {
  readonly runs: number;
  readonly isWide: boolean;
}

export const JAX_AS_WRITTEN: JaxWay = { runs: 1, isWide: false };

/**
 * @param stepCount of all runs together in each epoch, about
 */
export function jax(
  python: string,
  { sizes, batch }: Shape,
  { runs, isWide }: JaxWay,
  stepCount = 1000,
): TimedProgram {
  const steps = Math.max(10, Math.round(stepCount / runs));
  const seeds = runs === 1 ? "jit and scan" : `${runs} seeds under vmap`;
  return {
    label: `JAX, ${seeds}${isWide ? ", 512-bit vectors" : ""}`,
    ...{ command: python, script: "./peers/jax_steps.py" },
    args: [`${runs}`, sizes, batch, `${steps}`],
    env: { XLA_FLAGS: isWide ? "--xla_cpu_prefer_vector_width=512" : undefined },
  };
}

/** The others on the question's network, as most people write it and at its best. */
export function othersOnQuestion(python: string | undefined): readonly TimedProgram[] {
  const peer = (label: string, script: string, ...args: string[]): TimedProgram[] =>
    python === undefined ? [] : [{ label, command: python, script, args }];
  return [
    ...peer("PyTorch, eager", "./peers/torch_steps.py"),
    ...peer("PyTorch, torch.compile", "./peers/torch_steps.py", "best"),
    ...peer("Keras, fit", "./peers/keras_steps.py"),
    ...peer("Keras, fit, XLA, 100 steps an execution", "./peers/keras_steps.py", "best"),
    {
      label: "tfjs-node, fit",
      ...{ command: process.execPath, script: "./peers/tfjs_node_steps.ts", args: [] },
    },
  ];
}
