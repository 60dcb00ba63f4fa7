import { sizeOf } from "./model-shapes.ts";

/**
 * Turns normals into a matrix with orthonormal rows or columns, whichever are fewer, in place, by
 * modified Gram-Schmidt in float64: the Q of a QR decomposition whose R has a positive diagonal.
 *
 * @param values row-major, all sides but the last taken as one
 * @see Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning in deep linear
 *   networks
 */
export function orthogonal(values: Float32Array, shape: readonly number[], gain: number): void {
  const columnCount = shape.at(-1)!;
  const [length, count] = orthogonalSides(shape);
  const tall = columnCount === count;
  const place = (vector: number, i: number) =>
    tall ? i * columnCount + vector : vector * columnCount + i;
  const basis: Float64Array[] = [];
  for (let vector = 0; vector < count; vector++) {
    // Drawn as a tall matrix and transposed if a wide one is wanted, as in TensorFlow.
    const next = Float64Array.from({ length }, (_, i) => values[i * count + vector]!);
    for (const earlier of basis) {
      const overlap = dot(next, earlier);
      for (let i = 0; i < length; i++) next[i] = next[i]! - overlap * earlier[i]!;
    }
    const norm = Math.sqrt(dot(next, next));
    for (let i = 0; i < length; i++) next[i] = next[i]! / norm;
    basis.push(next);
  }
  for (const [vector, unit] of basis.entries()) {
    for (let i = 0; i < length; i++) values[place(vector, i)] = gain * unit[i]!;
  }
}

/** The sides of the tall matrix of normals that `orthogonal` takes, as (length, count). */
export function orthogonalSides(shape: readonly number[]): readonly [number, number] {
  const columnCount = shape.at(-1)!;
  const rowCount = sizeOf(shape.slice(0, -1));
  return [Math.max(rowCount, columnCount), Math.min(rowCount, columnCount)];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
