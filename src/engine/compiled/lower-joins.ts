import { sizeOf } from "../../model/model-shapes.ts";
import type { LayerSpec } from "../../model/model-spec.ts";
import type { LayerPlace, LoweredLayer } from "./lowered-layer.ts";
import type { CombineKind, CopyBlocks, TensorId } from "./program.ts";

type JoinSpec = Extract<
  LayerSpec,
  { kind: "add" | "average" | "multiply" | "maximum" | "minimum" }
>;
type ConcatenateSpec = Extract<LayerSpec, { kind: "concatenate" }>;

/** Element by element over two or more inputs, from the first to the last. */
export function lowerJoin({ name, kind }: JoinSpec, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const { emit, samples, addGradient } = lowering;
  const combined: CombineKind = kind === "average" ? "add" : kind;
  const steps: { a: TensorId; b: TensorId; y: TensorId }[] = [];
  let sum = inputs[0]!.tensor;
  for (const [index, { tensor }] of inputs.slice(1).entries()) {
    const isLast = index === inputs.length - 2 && kind !== "average";
    const y = samples(isLast ? name : `${name} of ${index + 2}`, outputShape);
    emit({ op: "combine", kind: combined, a: sum, b: tensor, y });
    steps.push({ a: sum, b: tensor, y });
    if (lowering.isTrained(sum) || lowering.isTrained(tensor)) lowering.markTrained(y);
    sum = y;
  }
  const factor = Math.fround(1 / inputs.length);
  const scaled = (x: TensorId, what: string) => {
    const y = samples(what, outputShape);
    emit({ op: "scale", x, factor, y });
    return y;
  };
  const y = kind === "average" ? scaled(sum, name) : sum;

  const sideGradient = (step: (typeof steps)[number], side: 0 | 1, dy: TensorId) => {
    if (combined === "add") return dy;
    const dx = samples(
      `d ${lowering.book.tensors[side === 0 ? step.a : step.b]!.name}`,
      outputShape,
    );
    emit({ op: "combine-gradient", kind: combined, side, a: step.a, b: step.b, dy, dx });
    return dx;
  };
  const backward = (dy: TensorId) => {
    let gradient = kind === "average" ? scaled(dy, `d ${name} of ${inputs.length}`) : dy;
    for (const [index, step] of [...steps.entries()].reverse()) {
      const [toA, toB] = [lowering.isTrained(step.a), lowering.isTrained(step.b)];
      const da = toA ? sideGradient(step, 0, gradient) : undefined;
      if (toB) addGradient(step.b, sideGradient(step, 1, gradient));
      if (da === undefined) return;
      if (index === 0) addGradient(step.a, da);
      gradient = da;
    }
  };
  return { y, backward };
}

/** Inputs side by side along one side of a row. */
export function lowerConcatenate(layer: ConcatenateSpec, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const y = lowering.samples(layer.name, outputShape);
  // Axis 0 is the batch, as in tfjs.
  const side = layer.axis < 0 ? outputShape.length + layer.axis : layer.axis - 1;
  const inner = sizeOf(outputShape.slice(side + 1));
  const toStep = outputShape[side]! * inner;
  let toStart = 0;
  const pieces = inputs.map(({ tensor, shape }) => {
    const length = shape[side]! * inner;
    const count = sizeOf(outputShape.slice(0, side));
    const blocks = { count, length, fromStart: 0, fromStep: length, toStart, toStep };
    toStart += length;
    lowering.emit({ op: "copy", x: tensor, y, ...blocks });
    return { tensor, shape, blocks };
  });
  const backward = (dy: TensorId) => {
    for (const { tensor, shape, blocks } of pieces) {
      if (!lowering.isTrained(tensor)) continue;
      const dx = lowering.samples(`d ${lowering.book.tensors[tensor]!.name}`, shape);
      lowering.emit({ op: "copy", x: dy, y: dx, ...reversed(blocks) });
      lowering.addGradient(tensor, dx);
    }
  };
  return { y, backward };
}

/** The same numbers in rows of another length. */
export function lowerReshape(name: string, place: LayerPlace): LoweredLayer {
  const { lowering, inputs, outputShape } = place;
  const { tensor: x, shape } = inputs[0]!;
  if ((shape.at(-1) ?? 1) === (outputShape.at(-1) ?? 1)) return { y: x };
  const y = lowering.samples(name, outputShape);
  const length = sizeOf(shape);
  const blocks = { count: 1, length, fromStart: 0, fromStep: 0, toStart: 0, toStep: 0 };
  lowering.emit({ op: "copy", x, y, ...blocks });
  const backward = (dy: TensorId) => {
    const dx = lowering.samples(`d ${lowering.book.tensors[x]!.name}`, shape);
    lowering.emit({ op: "copy", x: dy, y: dx, ...blocks });
    lowering.addGradient(x, dx);
  };
  return { y, backward };
}

function reversed(blocks: CopyBlocks): CopyBlocks {
  const { count, length, fromStart, fromStep, toStart, toStep } = blocks;
  return {
    count,
    length,
    fromStart: toStart,
    fromStep: toStep,
    toStart: fromStart,
    toStep: fromStep,
  };
}
