import { tensorsOf } from "./instruction-fields.ts";
import type { Instruction, Tensor, TensorId } from "./program.ts";

/** A tensor before it has a place. */
export interface TensorShape extends Omit<Tensor, "offset"> {
  /**
   * - lasting: keeps its numbers from step to step
   * - passing: between the instructions that write and read it
   * - data: the data set's own memory
   */
  readonly stay: "lasting" | "passing" | "data";
}

export interface BufferPlan {
  /** in the order of the tensors; -1: in no arena */
  readonly offsets: readonly number[];
  readonly arenaLength: number;
}

/** 64 bytes: a cache line, and the widest vector. */
const ALIGNMENT = 16;

/** One list of instructions, executed alone. */
export interface PlannedList {
  readonly code: readonly Instruction[];
  /** samples at once */
  readonly samples: number;
}

/**
 * Gives every tensor its place, once and for all steps. What lasts stands first; what passes
 * follows, each list using the same memory as the others and reusing within itself what no later
 * instruction reads.
 */
export function planBuffers(
  tensors: readonly TensorShape[],
  lists: readonly PlannedList[],
): BufferPlan {
  const offsets = tensors.map(() => -1);
  let lastingEnd = 0;
  for (const [id, tensor] of tensors.entries()) {
    if (tensor.stay !== "lasting") continue;
    offsets[id] = lastingEnd;
    lastingEnd += roomOf(tensor, Math.max(...lists.map(({ samples }) => samples)));
  }
  const ends = lists.map((list) => placePassing(tensors, list, lastingEnd, offsets));
  return { offsets, arenaLength: Math.max(lastingEnd, ...ends) };
}

/** @returns where the list's memory ends */
function placePassing(
  tensors: readonly TensorShape[],
  { code, samples }: PlannedList,
  start: number,
  offsets: number[],
): number {
  const lastUse = new Map<TensorId, number>();
  for (const [place, instruction] of code.entries()) {
    for (const id of tensorsOf(instruction)) lastUse.set(id, place);
  }
  const memory = firstFit(start);
  const alive = new Set<TensorId>();
  for (const [place, instruction] of code.entries()) {
    for (const id of tensorsOf(instruction)) {
      if (tensors[id]!.stay !== "passing" || offsets[id]! >= 0) continue;
      offsets[id] = memory.take(roomOf(tensors[id]!, samples));
      alive.add(id);
    }
    for (const id of alive) {
      if (lastUse.get(id)! > place) continue;
      memory.giveBack(offsets[id]!, roomOf(tensors[id]!, samples));
      alive.delete(id);
    }
  }
  return memory.end();
}

/** Numbers a tensor takes up. */
export function roomOf(
  { layout, rows, width, stride }: Omit<TensorShape, "stay">,
  samples: number,
): number {
  const length = {
    samples: samples * rows * stride,
    packed: samples * rows * width,
    // Vectors are read by whole panels.
    fixed: rows === 1 ? 32 * Math.ceil(width / 32) : rows * width,
    panels: 32 * Math.ceil(width / 32) * rows,
  }[layout];
  return ALIGNMENT * Math.ceil(length / ALIGNMENT);
}

interface Memory {
  take(length: number): number;
  giveBack(offset: number, length: number): void;
  end(): number;
}

/** Memory handed out at the first gap that is large enough. */
function firstFit(start: number): Memory {
  let gaps: { offset: number; length: number }[] = [];
  let end = start;
  return {
    take(length) {
      const gap = gaps.find((candidate) => candidate.length >= length);
      if (!gap) {
        end += length;
        return end - length;
      }
      const { offset } = gap;
      gap.offset += length;
      gap.length -= length;
      return offset;
    },
    giveBack(offset, length) {
      gaps.push({ offset, length });
      gaps.sort((a, b) => a.offset - b.offset);
      gaps = gaps.reduce<typeof gaps>((merged, gap) => {
        const before = merged.at(-1);
        if (before && before.offset + before.length === gap.offset) before.length += gap.length;
        else if (gap.length > 0) merged.push(gap);
        return merged;
      }, []);
    },
    end: () => end,
  };
}
