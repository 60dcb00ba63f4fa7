import { sizeOf } from "../../model/model-shapes.ts";
import type { TensorShape } from "./buffer-plan.ts";
import type { DrawSite, Instruction, ProgramWeight, TensorId } from "./program.ts";

/** Tensors of a program under construction, by id. */
export interface TensorBook {
  /** whether what would pass stays, to be looked at */
  readonly inspected: boolean;
  readonly tensors: readonly TensorShape[];
  add(tensor: TensorShape): TensorId;
}

export function tensorBook(inspected: boolean): TensorBook {
  const tensors: TensorShape[] = [];
  const kept = (tensor: TensorShape): TensorShape =>
    inspected && tensor.stay === "passing" ? { ...tensor, stay: "lasting" } : tensor;
  return { inspected, tensors, add: (tensor) => tensors.push(kept(tensor)) - 1 };
}

/** One list of instructions under construction. */
export interface Lowering {
  readonly code: Instruction[];
  readonly book: TensorBook;
  /** whether layers are told that they train */
  readonly training: boolean;
  readonly sites: DrawSite[];
  /** whether every value and every weight's gradient is to be there after a step */
  readonly inspected: boolean;
  emit(instruction: Instruction): void;
  /** room for a value of that shape for each sample */
  samples(name: string, shape: readonly number[]): TensorId;
  weight(layer: string, name: string): ProgramWeight | undefined;
  /** whether a value depends on a trained weight */
  isTrained(tensor: TensorId): boolean;
  markTrained(tensor: TensorId): void;
  /** the derivative with respect to a value, summed over all that read it */
  gradientOf(tensor: TensorId): TensorId | undefined;
  addGradient(tensor: TensorId, gradient: TensorId): void;
}

/**
 * @param weights of the program, in order
 * @param training whether layers are told that they train
 */
export function startLowering(
  book: TensorBook,
  weights: readonly ProgramWeight[],
  training: boolean,
): Lowering {
  const code: Instruction[] = [];
  const sites: DrawSite[] = [];
  const trained = new Set<TensorId>();
  const gradients = new Map<TensorId, TensorId>();
  const emit = (instruction: Instruction) => void code.push(instruction);
  const samples = (name: string, shape: readonly number[]) => book.add(samplesTensor(name, shape));
  return {
    code,
    book,
    training,
    sites,
    inspected: book.inspected,
    emit,
    samples,
    weight: (layer, name) => weights.find((w) => w.layer === layer && w.name === name),
    isTrained: (tensor) => trained.has(tensor),
    markTrained: (tensor) => void trained.add(tensor),
    gradientOf: (tensor) => gradients.get(tensor),
    addGradient(tensor, gradient) {
      const before = gradients.get(tensor);
      if (before === undefined) {
        gradients.set(tensor, gradient);
        return;
      }
      const sum = book.add({ ...book.tensors[gradient]!, name: book.tensors[before]!.name });
      emit({ op: "combine", kind: "add", a: before, b: gradient, y: sum });
      gradients.set(tensor, sum);
    },
  };
}

/** A value of that shape for each sample, its rows padded for whole vectors. */
export function samplesTensor(name: string, shape: readonly number[]): TensorShape {
  const { rows, width } = rowsOf(shape);
  return { name, layout: "samples", rows, width, stride: paddedStride(width), stay: "passing" };
}

/** The same without padding. */
export function packedTensor(
  name: string,
  shape: readonly number[],
  stay: TensorShape["stay"] = "passing",
): TensorShape {
  const { rows, width } = rowsOf(shape);
  return { name, layout: "packed", rows, width, stride: width, stay };
}

/** Numbers that are not one set for each sample. */
export function fixedTensor(
  name: string,
  shape: readonly number[],
  stay: TensorShape["stay"] = "passing",
): TensorShape {
  const { rows, width } = rowsOf(shape);
  return { name, layout: "fixed", rows, width, stride: width, stay };
}

/** A matrix as products read it. */
export function panelTensor(
  name: string,
  rows: number,
  width: number,
  stay: TensorShape["stay"] = "passing",
): TensorShape {
  return { name, layout: "panels", rows, width, stride: 32, stay };
}

/** A shape as rows of its last side. */
export function rowsOf(shape: readonly number[]): { rows: number; width: number } {
  return { rows: sizeOf(shape.slice(0, -1)), width: shape.at(-1) ?? 1 };
}

/**
 * Whole vectors of 16, and from 128 on an odd number of them: rows a power of two apart would
 * fall on the same lines of a cache.
 */
function paddedStride(width: number): number {
  const vectors = Math.ceil(width / 16);
  return 16 * (vectors >= 8 && vectors % 2 === 0 ? vectors + 1 : vectors);
}
