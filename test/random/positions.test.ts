import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawWords } from "../../src/random/philox.ts";
import { matrixKeys, positionWords } from "../../src/random/positions.ts";
import { namedDraw } from "../../src/random/streams.ts";

const keyOf = matrixKeys(1, "dense-1/kernel");
const sizeOf = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);

function wordsOf(shape: readonly number[], keys = keyOf): Uint32Array {
  const words = new Uint32Array(sizeOf(shape));
  positionWords(keys, shape, words);
  return words;
}

/** Row-major indexes of all entries. */
function positionsOf(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    let rest = flat;
    return shape.toReversed().map((side) => {
      const index = rest % side;
      rest = Math.floor(rest / side);
      return index;
    });
  }).map((index) => index.reverse());
}

function wordAt(words: Uint32Array, shape: readonly number[], position: readonly number[]) {
  return words[position.reduce((flat, index, axis) => flat * shape[axis]! + index, 0)];
}

/** Two shapes of one rank from 2 to 4. */
const twoShapes = fc.integer({ min: 2, max: 4 }).chain((rank) => {
  const shape = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: rank, maxLength: rank });
  return fc.tuple(shape, shape);
});

describe("words by position", () => {
  test("are equal wherever two kernels both have an entry, whatever their sides", () => {
    fc.assert(
      fc.property(twoShapes, ([a, b]) => {
        const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
        const shared = positionsOf(a.map((side, axis) => Math.min(side, b[axis]!)));
        for (const position of shared) {
          expect(wordAt(wordsA, a, position)).toBe(wordAt(wordsB, b, position));
        }
      }),
    );
  });

  test("are word column % 4 of block column / 4, with the row in the counter's upper half", () => {
    const words = wordsOf([3, 10]);
    for (const [row, column] of positionsOf([3, 10]) as [number, number][]) {
      const block = new Uint32Array(4);
      drawWords({ key: keyOf([]), counter: [Math.floor(column / 4), 0, row, 0] }, block);
      expect(words[row * 10 + column]).toBe(block[column % 4]);
    }
  });

  test("never come twice, in one kernel or in another or in one that is drawn by index", () => {
    const byIndex = new Uint32Array(60 * 60);
    drawWords(namedDraw(1, "init", "dense-1/kernel", 0), byIndex);
    const all = [
      ...wordsOf([60, 60]),
      ...wordsOf([3, 3, 20, 20]),
      ...wordsOf([60, 60], matrixKeys(1, "dense-2/kernel")),
      ...wordsOf([60, 60], matrixKeys(2, "dense-1/kernel")),
      ...byIndex,
    ];
    // Of 18,000 words that are drawn independently .04 pairs are equal by chance; these are fixed.
    expect(new Set(all).size).toBe(all.length);
  });

  test("keep matrices apart whose leading indexes read alike", () => {
    expect(keyOf([1, 23])).not.toEqual(keyOf([12, 3]));
    expect(keyOf([0])).not.toEqual(keyOf([]));
    expect(matrixKeys(1, "a/kernel")([1])).not.toEqual(matrixKeys(1, "a/kernel1")([]));
  });

  test("are the same everywhere", () => {
    expect([...wordsOf([2, 5])]).toEqual([
      ...[1185857013, 1854187221, 1044076734, 2782602464, 546639059],
      ...[2827576571, 1571973146, 2512270039, 2720881087, 2720330283],
    ]);
  });
});
