import { sha256 } from "../base/digest.ts";
import type { Weight } from "./initialize.ts";
import { type LayerShapes, sizeOf } from "./model-shapes.ts";

/**
 * The digest that a spec names given weights with: SHA-256 over the JSON of their names and shapes,
 * a zero byte, and their float32 bytes, little-endian, in the order of model/model-shapes. So the
 * same weights are the same run, whatever file they come in.
 *
 * @param values all weights of the model, one after another, each row-major
 */
export function givenWeightsSha256(shapes: readonly LayerShapes[], values: Float32Array): string {
  const outline = shapes.flatMap(({ name: layer, weights }) =>
    weights.map(({ name, shape }) => [`${layer}/${name}`, shape]),
  );
  return sha256(`${JSON.stringify(outline)}\0`, values);
}

/** How many numbers the weights of a model are. */
export function weightCount(shapes: readonly LayerShapes[]): number {
  const sizes = shapes.flatMap(({ weights }) => weights.map(({ shape }) => sizeOf(shape)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Given weights as a run starts from them; copies, which a run may change.
 *
 * @param values as in `givenWeightsSha256`
 * @throws RangeError where they are not as many as the model has
 */
export function takeWeights(shapes: readonly LayerShapes[], values: Float32Array): Weight[] {
  const expected = weightCount(shapes);
  if (values.length !== expected) {
    throw new RangeError(`given weights: must be ${expected} numbers, got ${values.length}`);
  }
  let start = 0;
  return shapes.flatMap(({ name: layer, weights }) =>
    weights.map((weight) => {
      const end = start + sizeOf(weight.shape);
      const taken = { ...weight, layer, values: values.slice(start, end) };
      start = end;
      return taken;
    }),
  );
}
