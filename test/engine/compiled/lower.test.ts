import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roomOf } from "../../../src/engine/compiled/buffer-plan.ts";
import { DRAW_FIELDS } from "../../../src/engine/compiled/draw-records.ts";
import { OP_CODES, TENSOR_FIELDS } from "../../../src/engine/compiled/encode-program.ts";
import { fieldsOf, tensorsOf } from "../../../src/engine/compiled/instruction-fields.ts";
import { lower } from "../../../src/engine/compiled/lower.ts";
import { printProgram } from "../../../src/engine/compiled/print-program.ts";
import type { Instruction, Program, TensorId } from "../../../src/engine/compiled/program.ts";
import { fillTensor, readTensor, writeTensor } from "../../../src/engine/compiled/tensor-values.ts";
import { questionLayers, questionSpec } from "../../reference/question-network.ts";
import { randomRuns } from "./random-specs.ts";

const programs: fc.Arbitrary<Program> = randomRuns.map(
  ({ spec, dataset: { inputShape, targetShape } }) => lower({ ...spec, inputShape, targetShape }),
);

test("the question's network prints as this program", async () => {
  const spec = questionSpec(questionLayers([1, 1], [1]), 1);
  const text = printProgram(lower({ ...spec, inputShape: [1001], targetShape: [1] }));
  await expect(text).toMatchFileSnapshot("../../golden/files/program.txt");
});

describe("the buffer plan", () => {
  const lists = (program: Program) =>
    [
      { code: program.train, samples: program.trainBatch },
      { code: program.evaluate, samples: program.evaluationBatch },
    ] as const;

  test("lets no instruction write over what a later one reads", () => {
    fc.assert(
      fc.property(programs, (program) => {
        for (const { code, samples } of lists(program)) {
          const owner = new Map<number, TensorId>(); // of each 16 numbers of the arena
          const written: string[] = [];
          for (const instruction of code) {
            for (const id of readBy(instruction)) {
              for (const line of linesOf(program, id, samples)) {
                const last = owner.get(line) ?? id;
                if (last !== id) written.push(`%${last} over %${id}`);
              }
            }
            for (const id of writtenBy(instruction)) {
              for (const line of linesOf(program, id, samples)) owner.set(line, id);
            }
          }
          expect(written).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("keeps weights and slots apart from all that passes", () => {
    fc.assert(
      fc.property(programs, (program) => {
        const lasting = program.weights.flatMap(({ tensor, slots }) => [
          tensor,
          ...slots.flatMap((slot) => (slot ? [slot.tensor] : [])),
        ]);
        const lines = lasting.flatMap((id) => linesOf(program, id, 0));
        expect(new Set(lines).size).toBe(lines.length);
        for (const { code, samples } of lists(program)) {
          for (const id of code.flatMap(tensorsOf)) {
            if (lasting.includes(id)) continue;
            const shared = linesOf(program, id, samples).filter((line) => lines.includes(line));
            expect(shared).toEqual([]);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

test("values come out of a tensor as they went in, and padding is filled alike", () => {
  fc.assert(
    fc.property(programs, (program) => {
      const arena = new Float32Array(program.arenaLength);
      for (const { tensor } of program.weights) {
        const { rows, width } = program.tensors[tensor]!;
        const values = Float32Array.from({ length: rows * width }, (_, i) => i + tensor);
        fillTensor(program, arena, tensor, 7);
        writeTensor(program, arena, tensor, values);
        expect(readTensor(program, arena, tensor)).toEqual(values);
      }
    }),
    { numRuns: 50 },
  );
});

test("the C kernels number instructions and fields as the encoder does", () => {
  const source = readFileSync(
    new URL("../../../src/engine/compiled/c/execute.h", import.meta.url),
    "utf8",
  );
  const names = [...source.matchAll(/^ {2}OP_(\w+),$/gm)].map(([, name]) =>
    name!.toLowerCase().replaceAll("_", "-"),
  );
  expect(names).toEqual(OP_CODES);
  expect(source).toContain(`#define TENSOR_FIELDS ${TENSOR_FIELDS}\n`);
  expect(source).toContain(`#define DRAW_FIELDS ${DRAW_FIELDS}\n`);
});

function readBy(instruction: Instruction): TensorId[] {
  return touched(instruction, ["reads", "accumulates", "slots"]);
}

function writtenBy(instruction: Instruction): TensorId[] {
  return touched(instruction, ["writes", "accumulates"]);
}

function touched(instruction: Instruction, kinds: readonly string[]): TensorId[] {
  return fieldsOf(instruction)
    .filter(({ kind, value }) => kinds.includes(String(kind)) && value !== undefined)
    .flatMap(({ value }) => value as TensorId | (TensorId | undefined)[])
    .filter((id) => id !== undefined);
}

function linesOf(program: Program, id: TensorId, samples: number): number[] {
  const tensor = program.tensors[id]!;
  if (tensor.offset < 0) return [];
  return Array.from({ length: roomOf(tensor, samples) / 16 }, (_, i) => tensor.offset / 16 + i);
}
