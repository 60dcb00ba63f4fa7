import type { Activation, Constraint } from "../../model/model-spec.ts";
import type { RuleName } from "../../model/optimizer-rule.ts";
import type { LossKind, RowMetricKind } from "../../model/row-metric.ts";

/** Raised when the same program would give other bits: a kernel's order, a constant, a rounding. */
export const KERNEL_VERSION = 2;

/**
 * A model in training as a flat list of instructions over tensors in one arena: data, so it can be
 * printed, hashed and executed by any kernel set. All of them give the same bits.
 */
export interface Program {
  readonly tensors: readonly Tensor[];
  /** one training step: forward, record, backward and update, each weight as soon as it may */
  readonly train: readonly Instruction[];
  /** predictions and their losses, nothing learned */
  readonly evaluate: readonly Instruction[];
  /** samples of a training step; the last one of an epoch may have fewer */
  readonly trainBatch: number;
  /** samples evaluated at once: it groups the sums of what is recorded */
  readonly evaluationBatch: number;
  /** float32 numbers of all tensors together */
  readonly arenaLength: number;
  readonly optimizer: ProgramOptimizer;
  /** in the order of model/model-shapes */
  readonly weights: readonly ProgramWeight[];
  /** places that draw at every training step, in the order of their draw records */
  readonly sites: readonly DrawSite[];
  /** how many sums are kept: of the loss and of each metric */
  readonly sumCount: number;
  /** the model's output, in rows of its last side */
  readonly prediction: { readonly train: TensorId; readonly evaluate: TensorId };
}

export type TensorId = number;

/** The rows of the step under way; the arena has room for them where rows are shuffled. */
export const INPUT: TensorId = 0;
export const TARGET: TensorId = 1;

/**
 * Where numbers stand in the arena.
 *
 * - samples: `rows` rows for every sample, each padded to its stride
 * - packed: the same without padding
 * - fixed: `rows` rows whatever the batch, without padding between them
 * - panels: a [rows, width] matrix in panels of 32 columns, padded with zero columns: element
 *   (r, c) is number ((c >> 5) * rows + r) * 32 + (c & 31)
 */
export interface Tensor {
  readonly name: string;
  readonly layout: "samples" | "packed" | "fixed" | "panels";
  readonly rows: number;
  readonly width: number;
  /** numbers from one row to the next */
  readonly stride: number;
  /** of its first number in the arena, a multiple of 16; -1: never there */
  readonly offset: number;
}

export interface ProgramOptimizer {
  readonly rule: RuleName;
  /** float32, in the order of the rule */
  readonly constants: readonly number[];
  /** numbers the rule takes anew at every step */
  readonly scalarCount: number;
  readonly clipValue: number | undefined;
}

export interface ProgramWeight {
  readonly layer: string;
  readonly name: string;
  readonly tensor: TensorId;
  /** the optimizer's memory of it by place in the rule, none where it is not trained */
  readonly slots: readonly (ProgramSlot | undefined)[];
}

export interface ProgramSlot {
  readonly tensor: TensorId;
  /** what it is filled with before the first step */
  readonly start: number;
}

export interface DrawSite {
  readonly layer: string;
  readonly elementsPerSample: number;
}

/** One weight's part of an update; the rule is the program's. */
export interface WeightUpdate {
  readonly weight: TensorId;
  /** by place in the rule; undefined: not needed by this optimizer */
  readonly slots: readonly (TensorId | undefined)[];
  readonly l1: number;
  readonly l2: number;
}

export const MASK_KINDS = ["dropout", "gaussianDropout", "gaussianNoise", "alphaDropout"] as const;
export type MaskKind = (typeof MASK_KINDS)[number];

export const COMBINE_KINDS = ["add", "multiply", "maximum", "minimum"] as const;
export type CombineKind = (typeof COMBINE_KINDS)[number];

/** Elementwise activations but softmax, which reads whole rows. */
export type ElementActivation = Exclude<Activation, "softmax">;

/**
 * Instructions name the tensors they read and write. Every tensor is written by one instruction
 * (or in pieces by several copies), but for weights, slots and what `accumulates` says. Leading d
 * means the derivative of the batch's mean loss with respect to it.
 */
export type Instruction =
  /** y = relu?(x kernel + bias) */
  | Op<"dense", { x: TensorId; kernel: TensorId; bias?: TensorId; y: TensorId; relu: boolean }>
  | Op<"activate", { activation: ElementActivation; x: TensorId; y: TensorId }>
  | Op<
      "activate-gradient",
      { activation: ElementActivation; x: TensorId; y: TensorId; dy: TensorId; dx: TensorId }
    >
  | Op<"softmax", { x: TensorId; y: TensorId }>
  | Op<"softmax-gradient", { y: TensorId; dy: TensorId; dx: TensorId }>
  /** draws the mask of this step; `parameter` is a rate or a deviation */
  | Op<
      "draw-mask",
      { site: number; kind: MaskKind; parameter: number; multiply?: TensorId; add?: TensorId }
    >
  /** y = x * multiply + add */
  | Op<"apply-mask", { x: TensorId; multiply?: TensorId; add?: TensorId; y: TensorId }>
  | Op<"batch-norm", BatchNorm>
  | Op<"batch-norm-gradient", NormGradient & { training: boolean }>
  | Op<"layer-norm", LayerNorm>
  | Op<"layer-norm-gradient", NormGradient>
  /** y = rows of the table, chosen by the whole numbers in x */
  | Op<"embed", { x: TensorId; table: TensorId; y: TensorId }>
  | Op<"embed-gradient", { x: TensorId; dy: TensorId; dtable: TensorId }>
  | Op<"combine", { kind: CombineKind; a: TensorId; b: TensorId; y: TensorId }>
  /** dx is that of a (side 0) or b (side 1) */
  | Op<
      "combine-gradient",
      {
        kind: Exclude<CombineKind, "add">;
        side: 0 | 1;
        a: TensorId;
        b: TensorId;
        dy: TensorId;
        dx: TensorId;
      }
    >
  | Op<"scale", { x: TensorId; factor: number; y: TensorId }>
  /** `count` runs of `length` numbers of each sample, by flat index within the sample */
  | Op<"copy", { x: TensorId; y: TensorId } & CopyBlocks>
  /** x is the model's output, or its logits where the loss reads those */
  | Op<"loss-gradient", { loss: LossKind; x: TensorId; dx: TensorId }>
  /** adds l1 sum |w| + l2 sum w^2 to the loss that is recorded */
  | Op<"penalty", { weight: TensorId; l1: number; l2: number }>
  /** the same of a layer's output, over the samples of the batch */
  | Op<"activity-penalty", { y: TensorId; l1: number; l2: number }>
  /** adds that penalty's derivative to dy (accumulates) */
  | Op<"activity-gradient", { y: TensorId; l1: number; l2: number; dy: TensorId }>
  /** adds this batch to the sums of what is recorded; logits where a metric reads them */
  | Op<"meter", { prediction: TensorId; logits?: TensorId; metrics: readonly RowMetricKind[] }>
  /** dx = dy kernel^T; `transposed` is room for kernel^T */
  | Op<"input-gradient", { dy: TensorId; kernel: TensorId; transposed: TensorId; dx: TensorId }>
  /** gradient = x^T dy */
  | Op<"kernel-gradient", { x: TensorId; dy: TensorId; gradient: TensorId }>
  /** kernel-gradient and update in one, so that the gradient is never stored */
  | Op<"update-kernel", { x: TensorId; dy: TensorId } & WeightUpdate>
  /** gradient = sum of the rows of dy */
  | Op<"column-sums", { dy: TensorId; gradient: TensorId }>
  /** adds the penalty's derivative to a gradient (accumulates) */
  | Op<"regularize", { weight: TensorId; gradient: TensorId; l1: number; l2: number }>
  /** scales a gradient down to this Euclidean norm (accumulates) */
  | Op<"clip-norm", { gradient: TensorId; norm: number }>
  | Op<"update", { gradient: TensorId } & WeightUpdate>
  /** puts a weight back inside its constraint (accumulates) */
  | Op<"constrain", { weight: TensorId; constraint: Constraint["kind"]; limit: number }>;

export type OpName = Instruction["op"];

type Op<Name extends string, Fields> = { readonly op: Name } & Readonly<Fields>;

export interface CopyBlocks {
  readonly count: number;
  readonly length: number;
  readonly fromStart: number;
  readonly fromStep: number;
  readonly toStart: number;
  readonly toStep: number;
}

interface BatchNorm {
  readonly x: TensorId;
  readonly gamma?: TensorId;
  readonly beta?: TensorId;
  readonly movingMean: TensorId;
  readonly movingVariance: TensorId;
  /** of this batch, or the moving ones */
  readonly mean: TensorId;
  /** 1 / sqrt(variance + epsilon) */
  readonly inverse: TensorId;
  readonly normalized: TensorId;
  readonly y: TensorId;
  readonly momentum: number;
  readonly epsilon: number;
  /** false: by the moving statistics, which stay */
  readonly training: boolean;
}

interface LayerNorm {
  readonly x: TensorId;
  readonly gamma?: TensorId;
  readonly beta?: TensorId;
  /** 1 / sqrt(variance + epsilon) of each row */
  readonly inverse: TensorId;
  readonly normalized: TensorId;
  readonly y: TensorId;
  readonly epsilon: number;
}

interface NormGradient {
  readonly dy: TensorId;
  readonly normalized: TensorId;
  readonly inverse: TensorId;
  readonly gamma?: TensorId;
  readonly dx?: TensorId;
  readonly dgamma?: TensorId;
  readonly dbeta?: TensorId;
}
