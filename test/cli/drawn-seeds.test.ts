import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnSeeds } from "../../src/cli/drawn-seeds.ts";

const revision = fc.stringMatching(/^[0-9A-Za-z._/-]+$/);
const count = fc.integer({ min: 1, max: 300 });

describe("seeds drawn from a revision", () => {
  // Worked out by a Philox4x32-10 written for it in Python, with hashlib's SHA-256.
  test.each([
    [
      "9fceb02d0ae598e95dc970b74767f19372d61af8",
      [473614510, 473633072, 473696275, 473745226, 473794383, 473808324],
    ],
    ["main", [886587236, 886638090, 886662689, 886693486, 886724691, 886759441]],
    ["v1.2/rc-3", [617112411, 617145967, 617198555, 617260289, 617282084, 617338916]],
  ])("of %s are the same on every machine", (text, seeds) => {
    expect(drawnSeeds(text, seeds.length)).toEqual(seeds);
  });
  test("are as far as the last of 10,000 the same", () => {
    expect(drawnSeeds("main", 10_000).at(-1)).toBe(1215793799);
  });
  test("begin a longer list with the shorter one", () => {
    fc.assert(
      fc.property(revision, count, count, (text, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        expect(drawnSeeds(text, long).slice(0, short)).toEqual(drawnSeeds(text, short));
      }),
    );
  });
  test("ascend, so none comes twice, from 1,000,000 to what TensorFlow 1 tells apart", () => {
    fc.assert(
      fc.property(revision, fc.constantFrom(1, 2, 3, 40, 10_000), (text, n) => {
        const seeds = drawnSeeds(text, n);
        expect(seeds).toHaveLength(n);
        expect(seeds.every((seed, i) => i === 0 || seed > seeds[i - 1]!)).toBe(true);
        expect(seeds[0]).toBeGreaterThanOrEqual(1_000_000);
        expect(seeds.at(-1)).toBeLessThanOrEqual(2 ** 31 - 2);
      }),
    );
  });
  test("share no seed with those of a hundred other revisions", () => {
    const all = Array.from({ length: 100 }, (_, n) => drawnSeeds(`commit-${n}`, 40)).flat();
    expect(new Set(all).size).toBe(4000);
  });
});
