import { ACTIVATIONS, type Constraint } from "../../model/model-spec.ts";
import { ROW_METRIC_KINDS } from "../../model/row-metric.ts";
import {
  COMBINE_KINDS,
  type Instruction,
  MASK_KINDS,
  type OpName,
  type TensorId,
} from "./program.ts";

/** What one field of an instruction is: how it is printed, encoded and counted as a use. */
export type FieldKind =
  /** tensors; a missing one is undefined */
  | "reads"
  | "writes"
  | "accumulates"
  /** three places for tensors that are read and written */
  | "slots"
  /** a real number */
  | "number"
  | "integer"
  | "flag"
  /** one of these words */
  | readonly string[]
  /** any number of these words */
  | { readonly listOf: readonly string[] };

export const CONSTRAINT_KINDS: readonly Constraint["kind"][] = ["maxNorm", "unitNorm", "nonNeg"];

const NORM_GRADIENT = {
  dy: "reads",
  normalized: "reads",
  inverse: "reads",
  gamma: "reads",
  dx: "writes",
  dgamma: "writes",
  dbeta: "writes",
} as const;

const WEIGHT_UPDATE = {
  weight: "accumulates",
  slots: "slots",
  l1: "number",
  l2: "number",
} as const;

/** The fields of each instruction in their order; c/execute.h reads them in the same order. */
export const INSTRUCTION_FIELDS = {
  dense: { x: "reads", kernel: "reads", bias: "reads", y: "writes", relu: "flag" },
  activate: { activation: ACTIVATIONS, x: "reads", y: "writes" },
  "activate-gradient": {
    activation: ACTIVATIONS,
    x: "reads",
    y: "reads",
    dy: "reads",
    dx: "writes",
  },
  softmax: { x: "reads", y: "writes" },
  "softmax-gradient": { y: "reads", dy: "reads", dx: "writes" },
  "draw-mask": {
    site: "integer",
    kind: MASK_KINDS,
    parameter: "number",
    multiply: "writes",
    add: "writes",
  },
  "apply-mask": { x: "reads", multiply: "reads", add: "reads", y: "writes" },
  "batch-norm": {
    x: "reads",
    gamma: "reads",
    beta: "reads",
    movingMean: "accumulates",
    movingVariance: "accumulates",
    mean: "writes",
    inverse: "writes",
    normalized: "writes",
    y: "writes",
    momentum: "number",
    epsilon: "number",
    training: "flag",
  },
  "batch-norm-gradient": { ...NORM_GRADIENT, training: "flag" },
  "layer-norm": {
    x: "reads",
    gamma: "reads",
    beta: "reads",
    inverse: "writes",
    normalized: "writes",
    y: "writes",
    epsilon: "number",
  },
  "layer-norm-gradient": NORM_GRADIENT,
  embed: { x: "reads", table: "reads", y: "writes" },
  "embed-gradient": { x: "reads", dy: "reads", dtable: "writes" },
  combine: { kind: COMBINE_KINDS, a: "reads", b: "reads", y: "writes" },
  "combine-gradient": {
    kind: COMBINE_KINDS,
    side: "integer",
    a: "reads",
    b: "reads",
    dy: "reads",
    dx: "writes",
  },
  scale: { x: "reads", factor: "number", y: "writes" },
  copy: {
    x: "reads",
    y: "writes",
    count: "integer",
    length: "integer",
    fromStart: "integer",
    fromStep: "integer",
    toStart: "integer",
    toStep: "integer",
  },
  "loss-gradient": { loss: ROW_METRIC_KINDS, x: "reads", dx: "writes" },
  penalty: { weight: "reads", l1: "number", l2: "number" },
  "activity-penalty": { y: "reads", l1: "number", l2: "number" },
  "activity-gradient": { y: "reads", l1: "number", l2: "number", dy: "accumulates" },
  meter: { prediction: "reads", logits: "reads", metrics: { listOf: ROW_METRIC_KINDS } },
  "input-gradient": { dy: "reads", kernel: "reads", transposed: "writes", dx: "writes" },
  "kernel-gradient": { x: "reads", dy: "reads", gradient: "writes" },
  "update-kernel": { x: "reads", dy: "reads", ...WEIGHT_UPDATE },
  "column-sums": { dy: "reads", gradient: "writes" },
  regularize: { weight: "reads", gradient: "accumulates", l1: "number", l2: "number" },
  "clip-norm": { gradient: "accumulates", norm: "number" },
  update: { gradient: "accumulates", ...WEIGHT_UPDATE },
  constrain: { weight: "accumulates", constraint: CONSTRAINT_KINDS, limit: "number" },
} as const satisfies Record<OpName, Readonly<Record<string, FieldKind>>>;

/** An instruction's fields with their kinds, in order. */
export function fieldsOf(
  instruction: Instruction,
): readonly { readonly name: string; readonly kind: FieldKind; readonly value: unknown }[] {
  const values = instruction as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(INSTRUCTION_FIELDS[instruction.op]).map(([name, kind]) => ({
    name,
    kind: kind as FieldKind,
    value: values[name],
  }));
}

/** The tensors an instruction touches. */
export function tensorsOf(instruction: Instruction): readonly TensorId[] {
  return fieldsOf(instruction).flatMap(({ kind, value }) => {
    if (kind === "slots")
      return (value as (TensorId | undefined)[]).filter((id) => id !== undefined);
    const isTensor = kind === "reads" || kind === "writes" || kind === "accumulates";
    return isTensor && value !== undefined ? [value as TensorId] : [];
  });
}
