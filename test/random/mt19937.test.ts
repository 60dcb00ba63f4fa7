import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NumpyRandom, numpyRandom, pythonRandom } from "../../src/random/mt19937.ts";

interface Vectors {
  readonly python_random: { readonly [call: string]: unknown };
  readonly numpy_legacy: { readonly [call: string]: unknown };
}

const { python_random: python, numpy_legacy: numpy }: Vectors = JSON.parse(
  readFileSync(new URL("../reference/dataset.json", import.meta.url), "utf8"),
).mt19937;

function times<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

describe("pythonRandom", () => {
  const uniforms = (seed: number, count: number) => {
    const random = pythonRandom(seed);
    return times(count, () => random.uniform(0.1, 9.9));
  };
  const results: { [call: string]: () => unknown } = {
    "Random(1).getrandbits(32) x10": () => times(10, pythonRandom(1).word),
    "Random(1).random() x10": () => times(10, pythonRandom(1).random),
    "Random(1).uniform(0.1,9.9) x10": () => uniforms(1, 10),
    "Random(1) random() number 100000 (last used by get_data) uniform": () =>
      uniforms(1, 100_000).at(-1),
    "Random(0).uniform x3": () => uniforms(0, 3),
    "Random(2**40+5).uniform x3 (multi-word init_by_array key)": () => uniforms(2 ** 40 + 5, 3),
  };

  test("is checked against every vector", () => {
    expect([...Object.keys(results), "seeding"]).toEqual(Object.keys(python));
  });

  test.each(Object.keys(results))("gives Python's %s", (call) => {
    expect(results[call]!()).toEqual(python[call]);
  });

  test("takes a negative seed for its absolute value, as Python does", () => {
    expect(pythonRandom(-7).word()).toBe(pythonRandom(7).word());
  });

  test.each([0.5, 2 ** 53])("refuses the seed %d", (seed) => {
    expect(() => pythonRandom(seed)).toThrow(RangeError);
  });
});

/** Marsaglia's polar method as NumPy's legacy_gauss does it: the second number comes first. */
function standardNormals(random: NumpyRandom, pairCount: number): number[] {
  return times(pairCount, () => {
    for (;;) {
      const x1 = 2 * random.random() - 1;
      const x2 = 2 * random.random() - 1;
      const r2 = x1 * x1 + x2 * x2;
      if (r2 >= 1 || r2 === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(r2)) / r2);
      return [factor * x2, factor * x1];
    }
  }).flat();
}

describe("numpyRandom", () => {
  const seeded = (next: (random: NumpyRandom) => number) => () => {
    const random = numpyRandom(1);
    return times(10, () => next(random));
  };
  const results: { [call: string]: () => unknown } = {
    "RandomState(1) raw uint32 x10 (tomaxint-free: randint(0,2**32,dtype=uint32))": seeded(
      (random) => random.word(),
    ),
    "RandomState(1).random_sample() x10": seeded((random) => random.random()),
    "RandomState(1).randint(0,100,10)": seeded((random) => random.interval(99)),
    "RandomState(1).randint(0,1000000,10)": seeded((random) => random.interval(999_999)),
    "RandomState(1).permutation(10)": () => [...numpyRandom(1).permutation(10)],
    "RandomState(1).permutation(20)": () => [...numpyRandom(1).permutation(20)],
    "RandomState(1).uniform(0.1,9.9,10)": seeded((random) => 0.1 + (9.9 - 0.1) * random.random()),
    "shuffle arange(7) seed 1": () => [...numpyRandom(1).permutation(7)],
  };
  const normals = "RandomState(1).standard_normal(10) (legacy polar Box-Muller)";

  test("is checked against every vector", () => {
    expect([...Object.keys(results), normals, "seeding", "shuffle"].sort()).toEqual(
      Object.keys(numpy).sort(),
    );
  });

  test.each(Object.keys(results))("gives NumPy's %s", (call) => {
    expect(results[call]!()).toEqual(numpy[call]);
  });

  test("gives the uniform numbers behind NumPy's legacy normals", () => {
    // Math.log is not NumPy's, so the last bits may differ.
    const actual = standardNormals(numpyRandom(1), 5);
    const expected = numpy[normals] as number[];
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 13);
    });
  });

  test("gives permutations", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), (seed, count) => {
        const sorted = [...numpyRandom(seed).permutation(count)].sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  test("takes nothing from the stream for an interval of one number", () => {
    const random = numpyRandom(1);
    expect(random.interval(0)).toBe(0);
    expect(random.word()).toBe(numpyRandom(1).word());
  });

  test("gives whole words for the widest interval", () => {
    expect(numpyRandom(1).interval(2 ** 32 - 1)).toBe(numpyRandom(1).word());
  });

  test.each([-1, 0.5, 2 ** 32])("refuses the seed %d", (seed) => {
    expect(() => numpyRandom(seed)).toThrow(RangeError);
  });
});
