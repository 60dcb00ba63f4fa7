import { sha256 } from "../../base/digest.ts";
import { type FieldKind, fieldsOf } from "./instruction-fields.ts";
import { type Instruction, KERNEL_VERSION, type Program, type Tensor } from "./program.ts";

/**
 * A program as text that people can read and that holds all of it: equal texts are equal programs.
 *
 * One line a tensor and one an instruction: what is written = op what is read, options.
 */
export function printProgram(program: Program): string {
  const { optimizer, trainBatch, evaluationBatch, arenaLength, tensors } = program;
  const clip = optimizer.clipValue === undefined ? "" : ` clipValue ${optimizer.clipValue}`;
  const draws = program.sites.map(
    ({ layer, elementsPerSample }) => `${layer} ${elementsPerSample}`,
  );
  const lines = [
    `kernels ${KERNEL_VERSION}, arena of ${arenaLength} float32`,
    `optimizer ${optimizer.rule} [${optimizer.constants.join(", ")}]${clip}`,
    ...(draws.length > 0 ? [`draws a sample: ${draws.join(", ")}`] : []),
    "",
    "tensors",
    ...tensors.map((tensor, id) => `  %${id} ${printTensor(tensor)}`),
    ...program.weights.flatMap(({ tensor, slots }) => {
      const starts = slots.flatMap((slot) => (slot ? [`%${slot.tensor} from ${slot.start}`] : []));
      return starts.length > 0 ? [`  %${tensor} has slots ${starts.join(", ")}`] : [];
    }),
    "",
    `train, ${trainBatch} samples a step`,
    ...program.train.map((instruction) => `  ${printInstruction(instruction)}`),
    "",
    `evaluate, ${evaluationBatch} samples at once`,
    ...program.evaluate.map((instruction) => `  ${printInstruction(instruction)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The program's part of a run's identity. */
export function programSha256(program: Program): string {
  return sha256(printProgram(program));
}

function printTensor({ name, layout, rows, width, stride, offset }: Tensor): string {
  const place = offset < 0 ? "in the data set" : `at ${offset}`;
  const step = layout === "samples" && stride !== width ? ` stride ${stride}` : "";
  return `${name}: ${layout} ${rows} x ${width}${step} ${place}`;
}

function printInstruction(instruction: Instruction): string {
  const fields = fieldsOf(instruction).filter(({ value }) => value !== undefined);
  const written = fields.filter(({ kind }) => kind === "writes");
  const rest = fields.filter(({ kind }) => kind !== "writes");
  const left = written.map(({ value }) => `%${value}`).join(", ");
  const right = rest.map(({ name, kind, value }) => `${name} ${printValue(kind, value)}`);
  return `${left === "" ? "" : `${left} = `}${instruction.op} ${right.join(", ")}`;
}

function printValue(kind: FieldKind, value: unknown): string {
  if (kind === "reads" || kind === "accumulates") return `%${value}`;
  if (kind !== "slots") return Array.isArray(value) ? value.join(" ") : String(value);
  const slots = value as readonly (number | undefined)[];
  return `[${slots.map((slot) => (slot === undefined ? "none" : `%${slot}`)).join(" ")}]`;
}
