// A kernel's entries, each drawn from where it stands in place of how many stand before it: two
// kernels of one name then agree wherever both have an entry, whatever their sides are.
import { drawWords, type Key } from "./philox.ts";
import { namedKey, stepDraw } from "./streams.ts";

/**
 * The key of one matrix of a kernel, by the indexes before its row and column: none in a dense
 * layer's kernel, two in that of a convolution over images.
 */
export type MatrixKey = (leading: readonly number[]) => Key;

/**
 * The keys of one kernel's matrices. They belong to a stream of their own, so that a kernel shares
 * no word with its twin that is drawn by index.
 *
 * @param site as in `namedKey`, without a zero byte
 */
export function matrixKeys(seed: number, site: string): MatrixKey {
  return (leading) => namedKey(seed, "init-position", [site, ...leading].join("\0"));
}

/**
 * Raw words by position, each uniform on [0, 2^32). Entry (..., row, column) has word column % 4 of
 * the block whose counter is column / 4 in the lower half and row in the upper half, under the key
 * of its matrix: no two entries share a word, and none depends on the kernel's sides.
 *
 * @param shape of rank 2 or more
 * @param out row-major
 */
export function positionWords(keyOf: MatrixKey, shape: readonly number[], out: Uint32Array): void {
  const [rowCount, columnCount] = [shape.at(-2)!, shape.at(-1)!];
  for (const [matrix, leading] of indexesWithin(shape.slice(0, -2)).entries()) {
    const key = keyOf(leading);
    for (let row = 0; row < rowCount; row++) {
      const start = (matrix * rowCount + row) * columnCount;
      drawWords(stepDraw(key, row), out.subarray(start, start + columnCount));
    }
  }
}

/** All indexes of an array with these sides, the last one moving fastest; of no sides one. */
function indexesWithin(sides: readonly number[]): readonly (readonly number[])[] {
  return sides.reduce<readonly (readonly number[])[]>(
    (before, side) =>
      before.flatMap((index) => Array.from({ length: side }, (_, next) => [...index, next])),
    [[]],
  );
}
