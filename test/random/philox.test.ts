import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance, type Draw, drawWords, splitWords } from "../../src/random/philox.ts";

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyDraw: fc.Arbitrary<Draw> = fc.record({
  key: fc.tuple(uint32, uint32),
  counter: fc.tuple(uint32, uint32, uint32, uint32),
});
const blockCount = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);

function words(draw: Draw, count: number): number[] {
  const out = new Uint32Array(count);
  drawWords(draw, out);
  return [...out];
}

function counterOf(draw: Draw): bigint {
  return draw.counter.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

/** The paper's rounds in 64-bit arithmetic, one block at a time. */
function blockInBigInt({ key, counter }: Draw): number[] {
  const mask = 0xffffffffn;
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0;
    const product1 = 0xcd9e8d57n * c2;
    [c0, c1] = [(product1 >> 32n) ^ c1 ^ k0, product1 & mask];
    [c2, c3] = [(product0 >> 32n) ^ c3 ^ k1, product0 & mask];
    [k0, k1] = [(k0 + 0x9e3779b9n) & mask, (k1 + 0xbb67ae85n) & mask];
  }
  return [c0, c1, c2, c3].map(Number);
}

describe("drawWords", () => {
  // kat_vectors of Random123, the authors' own library
  test.each([
    [[0, 0], [0, 0, 0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ],
    [
      [0xa4093822, 0x299f31d0],
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    ],
  ] as const)("gives the authors' words for key %j and counter %j", (key, counter, expected) => {
    expect(words({ key, counter }, 4).map((word) => word.toString(16).padStart(8, "0"))).toEqual(
      expected.split(" "),
    );
  });

  test("gives the words of the rounds done in 64-bit arithmetic", () => {
    fc.assert(
      fc.property(anyDraw, (draw) => {
        expect(words(draw, 4)).toEqual(blockInBigInt(draw));
      }),
    );
  });

  test("gives the same words in one piece and in pieces that follow by advance", () => {
    const pieces = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 });
    fc.assert(
      fc.property(anyDraw, pieces, fc.integer({ min: 0, max: 3 }), (draw, blockCounts, rest) => {
        const joined: number[] = [];
        for (const count of blockCounts) {
          joined.push(...words(advance(draw, joined.length / 4), 4 * count));
        }
        joined.push(...words(advance(draw, joined.length / 4), rest));
        expect(words(draw, joined.length)).toEqual(joined);
      }),
    );
  });

  test.each([0, 1, 2, 3])("carries beyond counter word %i in the middle of an array", (last) => {
    const counter = [7, 7, 7, 7] as [number, number, number, number];
    counter.fill(0xffffffff, 0, last + 1);
    const draw: Draw = { key: [1, 2], counter };
    expect(words(draw, 8).slice(4)).toEqual(words(advance(draw, 1), 4));
    expect(words(draw, 8).slice(4)).toEqual(blockInBigInt(advance(draw, 1)));
  });
});

describe("advance", () => {
  test("adds to the counter as a 128-bit integer", () => {
    fc.assert(
      fc.property(anyDraw, blockCount, (draw, count) => {
        const expected = BigInt.asUintN(128, counterOf(draw) + BigInt(count));
        expect(counterOf(advance(draw, count))).toBe(expected);
        expect(advance(draw, count).key).toEqual(draw.key);
      }),
    );
  });

  test("carries through every word and begins again after the last block", () => {
    const last: Draw = { key: [1, 2], counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] };
    expect(advance(last, 1).counter).toEqual([0, 0, 0, 0]);
    expect(advance(last, Number.MAX_SAFE_INTEGER).counter).toEqual([0xfffffffe, 0x1fffff, 0, 0]);
  });

  test("by two counts is advance by their sum", () => {
    const half = fc.integer({ min: 0, max: 2 ** 52 - 1 });
    fc.assert(
      fc.property(anyDraw, half, half, (draw, a, b) => {
        expect(advance(advance(draw, a), b)).toEqual(advance(draw, a + b));
      }),
    );
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN])("refuses to go on by %d blocks", (count) => {
    expect(() => advance({ key: [0, 0], counter: [0, 0, 0, 0] }, count)).toThrow(RangeError);
  });
});

test("splitWords gives the words of the 64-bit two's complement", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (integer) => {
      const [low, high] = splitWords(integer);
      expect((BigInt(high) << 32n) | BigInt(low)).toBe(BigInt.asUintN(64, BigInt(integer)));
    }),
  );
});
