import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  drawKeepMask,
  drawNormal,
  drawPermutation,
  drawTruncatedNormal,
  drawUniform,
  drawUniformRange,
} from "../../src/random/distributions.ts";
import { advance, type Draw, drawWords } from "../../src/random/philox.ts";
import { namedDraw } from "../../src/random/streams.ts";

const anyDraw: fc.Arbitrary<Draw> = fc
  .tuple(fc.nat(), fc.nat())
  .map(([seed, step]) => namedDraw(seed, "noise", "test", step));
const draw = namedDraw(1, "noise", "test", 0);

function filled(length: number, fill: (out: Float32Array) => void): Float32Array {
  const out = new Float32Array(length);
  fill(out);
  return out;
}

function mean(values: Iterable<number>): number {
  const list = [...values];
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

// A number of blocks moves a draw on by `elements` numbers where `blocks` lie between them.
describe.each([
  { name: "drawUniform", fill: drawUniform, blocks: 1 },
  {
    name: "drawUniformRange",
    fill: (draw: Draw, out: Float32Array) => drawUniformRange(draw, -3, 5, out),
    blocks: 1,
  },
  {
    name: "drawKeepMask",
    fill: (draw: Draw, out: Float32Array) => drawKeepMask(draw, 0.5, out),
    blocks: 1,
  },
  { name: "drawNormal", fill: drawNormal, blocks: 1 },
  { name: "drawTruncatedNormal", fill: drawTruncatedNormal, blocks: 256 },
])("$name", ({ fill, blocks }) => {
  test("gives the same numbers in one piece and in two", () => {
    const size = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(anyDraw, size, size, (draw, groupCount, restLength) => {
        const head = filled(4 * groupCount, (out) => fill(draw, out));
        const rest = filled(restLength, (out) => fill(advance(draw, blocks * groupCount), out));
        const whole = filled(head.length + rest.length, (out) => fill(draw, out));
        expect([...whole]).toEqual([...head, ...rest]);
      }),
    );
  });

  test("fills a part of a larger shared array and nothing beside it", () => {
    const shared = new Float32Array(new SharedArrayBuffer(4 * 20)).fill(9);
    fill(draw, shared.subarray(3, 10));
    const alone = filled(7, (out) => fill(draw, out));
    expect([...shared]).toEqual([9, 9, 9, ...alone, ...Array(10).fill(9)]);
  });
});

describe("drawUniform", () => {
  test("takes the low 23 bits of each word", () => {
    const words = new Uint32Array(100);
    drawWords(draw, words);
    const expected = Array.from(words, (word) => (word % 2 ** 23) / 2 ** 23);
    expect([...filled(100, (out) => drawUniform(draw, out))]).toEqual(expected);
  });
});

describe("drawUniformRange", () => {
  test("stays between its ends and reaches near both", () => {
    const values = filled(20_000, (out) => drawUniformRange(draw, -0.3, 0.7, out));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(-0.3));
    expect(Math.min(...values)).toBeLessThan(-0.299);
    expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(0.7));
    expect(Math.max(...values)).toBeGreaterThan(0.699);
  });
});

// Bounds are 5 standard errors of what is estimated; the draws are fixed, so nothing flickers.
describe("normals", () => {
  const count = 100_000;
  const normals = filled(count, (out) => drawNormal(draw, out));
  const truncated = filled(count, (out) => drawTruncatedNormal(draw, out));

  test("have mean 0, variance 1 and a twentieth of them beyond 1.96", () => {
    expect(Math.abs(mean(normals))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    const beyond = normals.filter((x) => Math.abs(x) > 1.959964).length;
    expect(Math.abs(beyond / count - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / count));
  });

  test("cut at 2 stay below 2 and have variance 0.7737", () => {
    // 1 - 4 phi(2) / (2 Phi(2) - 1)
    expect(Math.max(...truncated.map(Math.abs))).toBeLessThan(2);
    expect(Math.max(...truncated.map(Math.abs))).toBeGreaterThan(1.99);
    expect(Math.abs(mean(truncated))).toBeLessThan(5 * Math.sqrt(0.7737 / count));
    expect(Math.abs(mean(truncated.map((x) => x * x)) - 0.7737)).toBeLessThan(0.015);
  });

  test("stay finite where the uniform number is 0", () => {
    // The first word of this block ends in 23 zero bits; TensorFlow takes 1e-7 in their place.
    const zero = advance({ key: [0, 0], counter: [0, 0, 0, 0] }, 4_136_581);
    expect(filled(1, (out) => drawUniform(zero, out))[0]).toBe(0);
    const radius = Math.hypot(...filled(2, (out) => drawNormal(zero, out)));
    expect(radius).toBeCloseTo(Math.sqrt(-2 * Math.log(1e-7)), 6);
  });
});

describe("drawKeepMask", () => {
  test("keeps the share 1 - rate of the values, each by 1", () => {
    const rate = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(anyDraw, rate, (draw, rate) => {
        const count = 4096;
        const mask = filled(count, (out) => drawKeepMask(draw, rate, out));
        expect(mask.every((kept) => kept === 0 || kept === 1)).toBe(true);
        const slack = 6 * Math.sqrt((rate * (1 - rate)) / count) + 2 / count;
        expect(Math.abs(mean(mask) - (1 - rate))).toBeLessThan(slack);
      }),
    );
  });

  test.each([0, 1e-12])("keeps everything at rate %d", (rate) => {
    const mask = filled(10_000, (out) => drawKeepMask(draw, rate, out));
    expect(mask.every((kept) => kept === 1)).toBe(true);
  });

  test("keeps exactly where TensorFlow 2's rule u >= rate does", () => {
    for (const rate of [0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75]) {
      const uniform = filled(10_000, (out) => drawUniform(draw, out));
      const mask = filled(10_000, (out) => drawKeepMask(draw, rate, out));
      expect(mask).toEqual(uniform.map((u) => (u >= Math.fround(rate) ? 1 : 0)));
    }
  });

  test.each([1, -0.1, Number.NaN])("refuses the rate %d", (rate) => {
    expect(() => drawKeepMask(draw, rate, new Float32Array(4))).toThrow(RangeError);
  });
});

describe("drawPermutation", () => {
  test("gives each number below count once", () => {
    fc.assert(
      fc.property(anyDraw, fc.integer({ min: 0, max: 300 }), (draw, count) => {
        const sorted = [...drawPermutation(draw, count)].sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  test("gives all 24 orders of four numbers equally often", () => {
    const drawCount = 24_000;
    const counts = new Map<string, number>();
    for (let step = 0; step < drawCount; step++) {
      const order = drawPermutation(advance(draw, 2 * step), 4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = drawCount / 24;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2, 0);
    expect(counts.size).toBe(24);
    // The 99.9 % quantile of chi-square with 23 degrees of freedom; the draws are fixed.
    expect(chiSquare / expected).toBeLessThan(49.73);
  });

  test("is the same everywhere", () => {
    expect([...drawPermutation(draw, 10)]).toEqual([9, 5, 8, 4, 1, 0, 3, 6, 7, 2]);
  });

  test.each([-1, 1.5, 2 ** 31 + 1])("refuses the count %d", (count) => {
    expect(() => drawPermutation(draw, count)).toThrow(RangeError);
  });
});
