import { describe, expect, test } from "vitest";
import { moments } from "../../src/stats/moments.ts";
import { monteCarlo } from "../../src/stats/monte-carlo.ts";

describe("monte carlo", () => {
  test("gives the same words for the same site and seed, others for another", () => {
    const first = [...monteCarlo("site").words(6)];
    expect([...monteCarlo("site", 0).words(6)]).toEqual(first);
    expect([...monteCarlo("site", 1).words(6)]).not.toEqual(first);
    expect([...monteCarlo("other").words(6)]).not.toEqual(first);
  });
  test("goes on in the stream where it stopped", () => {
    const random = monteCarlo("site");
    const pieces = [...random.words(4), ...random.words(8), ...random.words(4)];
    expect(pieces).toEqual([...monteCarlo("site").words(16)]);
    expect(random.words(4)).not.toEqual(monteCarlo("site").words(4));
  });
  test("picks every index as often as any other", () => {
    const [random, counts] = [monteCarlo("indices"), new Array<number>(7).fill(0)];
    for (let i = 0; i < 70_000; i++) counts[random.index(7)]!++;
    const square = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The chance of more, with 6 degrees of freedom, is one in a thousand.
    expect(square).toBeLessThan(22.5);
    expect(random.index(1)).toBe(0);
    expect(random.index(2 ** 32)).toBeLessThan(2 ** 32);
  });
  test("has uniform and normal numbers with the moments of theirs", () => {
    const random = monteCarlo("moments");
    const draws = (draw: () => number) => moments(Array.from({ length: 40_000 }, draw));
    const [uniform, normal] = [draws(random.uniform), draws(random.normal)];
    // Five standard errors of each.
    expect(Math.abs(uniform.mean! - 0.5)).toBeLessThan(0.0073);
    expect(Math.abs(uniform.sd! - Math.sqrt(1 / 12))).toBeLessThan(0.0033);
    expect(Math.abs(normal.mean!)).toBeLessThan(0.025);
    expect(Math.abs(normal.sd! - 1)).toBeLessThan(0.018);
  });
  test.each([0, 1.5, 2 ** 33])("refuses to pick an index below %d", (below) => {
    expect(() => monteCarlo("site").index(below)).toThrow("index needs 1 <= below <= 2^32");
  });
  test("refuses a seed that is no count", () => {
    expect(() => monteCarlo("site", -1)).toThrow(
      "seed must be a non-negative safe integer, got -1",
    );
  });
});
