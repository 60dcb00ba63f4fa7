import { describe, expect, test } from "vitest";
import { initialWeights } from "../../src/model/initialize.ts";
import type { Initializer } from "../../src/model/model-spec.ts";
import { runDraws, type SeedingSpec } from "../../src/model/run-draws.ts";
import { normalCdf } from "../../src/stats/distribution/normal.ts";
import { ksDistance, ksDistanceOfTwo } from "../random/ks-distance.ts";

const BY_INDEX: SeedingSpec = { rule: "named", streams: ["init"] };
const COUPLED: SeedingSpec = { ...BY_INDEX, coupling: "position" };

function kernel(
  initializer: Initializer,
  shape: readonly number[],
  seeding = COUPLED,
  seed = 1,
): Float32Array {
  const weight = { name: "kernel", shape, trainable: true, initializer };
  const layer = { name: "dense-1", outputShape: [], weights: [weight] };
  return initialWeights([layer], runDraws(seeding, seed))[0]!.values;
}

type Scaling = Extract<Initializer, { kind: "varianceScaling" }>;
const scaling = (mode: Scaling["mode"], distribution: Scaling["distribution"]): Scaling => {
  return { kind: "varianceScaling", scale: 2, mode, distribution };
};
const GLOROT_UNIFORM: Initializer = { ...scaling("fanAvg", "uniform"), scale: 1 };
const GLOROT_NORMAL: Initializer = { ...scaling("fanAvg", "normal"), scale: 1 };

/** Cut at two deviations of the normal before it was cut. */
const cut = (deviation: number) => (x: number) => {
  const z = Math.max(-2, Math.min(2, x / deviation));
  return (normalCdf(z) - normalCdf(-2)) / (normalCdf(2) - normalCdf(-2));
};
const between = (low: number, high: number) => (x: number) => (x - low) / (high - low);
/** Of a normal that is cut at 2. */
const CUT_DEVIATION = 0.87962566103423978;

const SHAPE = [300, 200] as const;
const COUNT = 60_000;
const LAWS: readonly (readonly [string, Initializer, (x: number) => number])[] = [
  ["glorotUniform", GLOROT_UNIFORM, between(-Math.sqrt(3 / 250), Math.sqrt(3 / 250))],
  ["glorotNormal", GLOROT_NORMAL, cut(Math.sqrt(1 / 250) / CUT_DEVIATION)],
  ["heUniform", scaling("fanIn", "uniform"), between(-Math.sqrt(6 / 300), Math.sqrt(6 / 300))],
  ["heNormal", scaling("fanIn", "normal"), cut(Math.sqrt(2 / 300) / CUT_DEVIATION)],
  ["fanOut", scaling("fanOut", "normal"), cut(Math.sqrt(2 / 200) / CUT_DEVIATION)],
  ["randomUniform", { kind: "randomUniform", minval: -0.2, maxval: 0.7 }, between(-0.2, 0.7)],
  ["randomNormal", { kind: "randomNormal", mean: 3, stddev: 0.5 }, (x) => normalCdf((x - 3) / 0.5)],
  ["truncatedNormal", { kind: "truncatedNormal", mean: 1, stddev: 0.5 }, (x) => cut(0.5)(x - 1)],
];

// 1.63 is the 99 % point of Kolmogorov's statistic; the draws are fixed, so nothing flickers.
describe.each(LAWS)("a coupled kernel of %s", (_, initializer, cdf) => {
  const values = kernel(initializer, SHAPE);

  test("has the law of its initializer", () => {
    expect(Math.sqrt(COUNT) * ksDistance(values, cdf)).toBeLessThan(1.63);
  });

  test("is like one that is drawn by index, and another one", () => {
    const byIndex = kernel(initializer, SHAPE, BY_INDEX);
    expect(Math.sqrt(COUNT / 2) * ksDistanceOfTwo(values, byIndex)).toBeLessThan(1.63);
    expect(values.filter((value, i) => value === byIndex[i]).length).toBeLessThan(10);
  });
});

test("a coupled kernel moves with the seed, unless the stream of initial weights is held", () => {
  const held: SeedingSpec = { ...COUPLED, streams: [] };
  for (const [, initializer] of LAWS) {
    const [first, second] = [1, 2].map((seed) => kernel(initializer, [3, 4], COUPLED, seed));
    expect(second).not.toEqual(first);
    const [heldFirst, heldSecond] = [1, 2].map((seed) => kernel(initializer, [3, 4], held, seed));
    expect(heldSecond).toEqual(heldFirst);
  }
});

/** The entries [0, rows) x [0, columns) of a kernel that has more. */
function corner(values: Float32Array, width: number, rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => {
    return values[Math.floor(i / columns) * width + (i % columns)]!;
  });
}

describe("a narrow and a wide coupled kernel", () => {
  test.each(["uniform", "normal"] as const)(
    "of a %s law agree, but for the scale that their fans give them",
    (distribution) => {
      const initializer = scaling("fanAvg", distribution);
      const [narrow, wide] = [kernel(initializer, [7, 5]), kernel(initializer, [9, 16])];
      const factor = Math.sqrt((7 + 5) / (9 + 16));
      for (const [i, value] of corner(wide, 16, 7, 5).entries()) {
        expect(value / (narrow[i]! * factor)).toBeCloseTo(1, 5);
      }
    },
  );

  test("agree to the bit where the scale is the same", () => {
    for (const distribution of ["uniform", "normal"] as const) {
      const initializer = scaling("fanIn", distribution);
      const wide = kernel(initializer, [7, 16]);
      expect(corner(wide, 16, 7, 5)).toEqual([...kernel(initializer, [7, 5])]);
    }
    const wide = kernel({ kind: "randomNormal", mean: 0, stddev: 1 }, [9, 16]);
    const narrow = kernel({ kind: "randomNormal", mean: 0, stddev: 1 }, [7, 5]);
    expect(corner(wide, 16, 7, 5)).toEqual([...narrow]);
  });

  test("do not agree where they are drawn by index, which is what coupling is for", () => {
    const initializer = scaling("fanIn", "uniform");
    const wide = corner(kernel(initializer, [7, 16], BY_INDEX), 16, 7, 5);
    const narrow = kernel(initializer, [7, 5], BY_INDEX);
    expect(wide.filter((value, i) => value === narrow[i])).toHaveLength(5); // the first row
  });

  test("of a convolution agree at each place of its reach", () => {
    const initializer: Initializer = { kind: "randomUniform", minval: -1, maxval: 1 };
    const [narrow, wide] = [kernel(initializer, [2, 2, 3, 4]), kernel(initializer, [3, 3, 3, 8])];
    const at = (values: Float32Array, sides: readonly number[], index: readonly number[]) =>
      values[index.reduce((flat, place, axis) => flat * sides[axis]! + place, 0)];
    for (const index of [
      [0, 0, 0, 0],
      [0, 1, 2, 3],
      [1, 0, 1, 2],
      [1, 1, 2, 3],
    ]) {
      expect(at(wide, [3, 3, 3, 8], index)).toBe(at(narrow, [2, 2, 3, 4], index));
    }
  });
});

test("a uniform and a normal kernel rise together, from entry to entry", () => {
  const [uniform, normal] = [kernel(GLOROT_UNIFORM, SHAPE), kernel(GLOROT_NORMAL, SHAPE)];
  const order = Array.from(uniform.keys()).sort((a, b) => uniform[a]! - uniform[b]!);
  const falls = order.slice(1).filter((after, i) => {
    const before = order[i]!;
    return uniform[before]! < uniform[after]! && normal[before]! > normal[after]!;
  });
  expect(falls).toEqual([]);
});

describe("a coupled orthogonal kernel", () => {
  const orthogonal: Initializer = { kind: "orthogonal", gain: 1 };

  test.each([
    [8, 5],
    [5, 8],
    [6, 6],
  ])("of %i x %i has orthonormal rows or columns", (rows, columns) => {
    const values = kernel(orthogonal, [rows, columns]);
    const isTall = rows >= columns;
    const vectors = Array.from({ length: Math.min(rows, columns) }, (_, vector) =>
      Array.from({ length: Math.max(rows, columns) }, (_, i) =>
        isTall ? values[i * columns + vector]! : values[vector * columns + i]!,
      ),
    );
    for (const [a, x] of vectors.entries()) {
      for (const [b, y] of vectors.entries()) {
        const dot = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 6);
      }
    }
  });

  test("keeps its columns when more units join, as long as it is not wide", () => {
    const wide = kernel(orthogonal, [12, 10]);
    expect(corner(wide, 10, 12, 6)).toEqual([...kernel(orthogonal, [12, 6])]);
  });

  test("keeps its rows when it reads more inputs, as long as it is wide", () => {
    const more = kernel(orthogonal, [9, 12]);
    expect(corner(more, 12, 4, 12)).toEqual([...kernel(orthogonal, [4, 12])]);
  });
});

test("vectors are drawn by their index, coupled or not", () => {
  const initializer: Initializer = { kind: "randomNormal", mean: 0, stddev: 1 };
  expect(kernel(initializer, [20])).toEqual(kernel(initializer, [20], BY_INDEX));
});
