import { sizeOf } from "../../model/model-shapes.ts";
import { RULES } from "../../model/optimizer-rule.ts";
import { DRAW_FIELDS } from "./draw-records.ts";
import { type FieldKind, fieldsOf, INSTRUCTION_FIELDS } from "./instruction-fields.ts";
import { INPUT, type Instruction, type Program, TARGET, type Tensor } from "./program.ts";

/** A program as the C kernels read it; c/execute.h is the other side. */
export interface EncodedProgram {
  /** TENSOR_FIELDS numbers a tensor */
  readonly tensors: Int32Array;
  readonly train: Int32Array;
  readonly evaluate: Int32Array;
  /** real numbers, by index from the code */
  readonly constants: Float64Array;
  readonly arenaLength: number;
  readonly sumCount: number;
  /** DRAW_FIELDS words for each masking layer */
  readonly drawWordCount: number;
  /** numbers in one row of the data set */
  readonly inputWidth: number;
  readonly targetWidth: number;
  readonly outputWidth: number;
  readonly trainBatch: number;
  readonly evaluationBatch: number;
  readonly scalarCount: number;
  /** whether the arena has room for rows gathered by an order */
  readonly hasOrderRoom: boolean;
}

/** offset, rows, width, stride, layout */
export const TENSOR_FIELDS = 5;

/** Numbers of the instructions: their places in this list. */
export const OP_CODES: readonly string[] = ["optimizer", ...Object.keys(INSTRUCTION_FIELDS)];

const LAYOUTS: readonly Tensor["layout"][] = ["samples", "packed", "fixed", "panels"];
const ABSENT = -1;
const SLOT_COUNT = 3;

/** Flattens a program; pure, so equal programs are equal in every byte. */
export function encodeProgram(program: Program): EncodedProgram {
  const constants: number[] = [];
  const train = [
    ...encodeOptimizer(program, constants),
    ...program.train.flatMap((instruction) => encodeInstruction(instruction, constants)),
  ];
  const evaluate = program.evaluate.flatMap((instruction) =>
    encodeInstruction(instruction, constants),
  );
  const { tensors } = program;
  const widthOf = ({ rows, width }: Tensor) => sizeOf([rows, width]);
  return {
    tensors: Int32Array.from(
      tensors.flatMap(({ offset, rows, width, stride, layout }) => [
        ...[offset, rows, width, stride],
        LAYOUTS.indexOf(layout),
      ]),
    ),
    train: Int32Array.from(train),
    evaluate: Int32Array.from(evaluate),
    constants: Float64Array.from(constants),
    arenaLength: program.arenaLength,
    sumCount: program.sumCount,
    drawWordCount: DRAW_FIELDS * program.sites.length,
    inputWidth: widthOf(tensors[INPUT]!),
    targetWidth: widthOf(tensors[TARGET]!),
    outputWidth: widthOf(tensors[program.prediction.train]!),
    trainBatch: program.trainBatch,
    evaluationBatch: program.evaluationBatch,
    scalarCount: program.optimizer.scalarCount,
    hasOrderRoom: tensors[INPUT]!.offset >= 0,
  };
}

/** rule, whether gradients are cut and where, the rule's constants: for all updates that follow. */
function encodeOptimizer({ optimizer }: Program, constants: number[]): number[] {
  const { rule, clipValue, constants: own, scalarCount } = optimizer;
  const clipsAt = constants.push(clipValue ?? 0) - 1;
  const first = constants.push(...own) - own.length;
  const clips = clipValue === undefined ? 0 : 1;
  const fields = [RULES.indexOf(rule), clips, clipsAt, first, own.length, scalarCount];
  return [OP_CODES.indexOf("optimizer"), fields.length, ...fields];
}

/** The op's number, how many numbers follow, and these. */
function encodeInstruction(instruction: Instruction, constants: number[]): number[] {
  const fields = fieldsOf(instruction).flatMap(({ kind, value }) =>
    encodeField(kind, value, constants),
  );
  return [OP_CODES.indexOf(instruction.op), fields.length, ...fields];
}

function encodeField(kind: FieldKind, value: unknown, constants: number[]): number[] {
  if (typeof kind === "object") {
    if ("listOf" in kind) return (value as string[]).map((word) => kind.listOf.indexOf(word));
    return [kind.indexOf(value as string)];
  }
  switch (kind) {
    case "reads":
    case "writes":
    case "accumulates":
      return [(value as number | undefined) ?? ABSENT];
    case "slots": {
      const slots = value as readonly (number | undefined)[];
      return Array.from({ length: SLOT_COUNT }, (_, index) => slots[index] ?? ABSENT);
    }
    case "number":
      return [constants.push(value as number) - 1];
    case "integer":
      return [value as number];
    case "flag":
      return [value === true ? 1 : 0];
    default:
      return kind satisfies never;
  }
}
