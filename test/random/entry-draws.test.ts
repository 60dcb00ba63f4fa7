import { describe, expect, test } from "vitest";
import { drawNormal, drawTruncatedNormal } from "../../src/random/distributions.ts";
import { drawnByPosition, type EntryDraws } from "../../src/random/entry-draws.ts";
import { matrixKeys } from "../../src/random/positions.ts";
import { namedDraw } from "../../src/random/streams.ts";
import { normalCdf } from "../../src/stats/distribution/normal.ts";
import { ksDistance, ksDistanceOfTwo } from "./ks-distance.ts";

const SHAPE = [400, 250] as const;
const COUNT = 100_000;
const entries = drawnByPosition(matrixKeys(1, "dense-1/kernel"));

function filled(fill: (entries: EntryDraws, out: Float32Array) => void): Float32Array {
  const out = new Float32Array(COUNT);
  fill(entries, out);
  return out;
}

const uniforms = filled((entries, out) => entries.uniformRange(0, 1, SHAPE, out));
const normals = filled((entries, out) => entries.normal(SHAPE, out));
const truncated = filled((entries, out) => entries.truncatedNormal(SHAPE, out));

const within2 = (z: number) => {
  return (normalCdf(Math.max(-2, Math.min(2, z))) - normalCdf(-2)) / (normalCdf(2) - normalCdf(-2));
};

// 1.63 is the 99 % point of sqrt(n) times the largest distance; the draws are fixed.
describe.each([
  { law: "uniform", values: uniforms, cdf: (x: number) => x, variance: 1 / 12 },
  { law: "normal", values: normals, cdf: normalCdf, variance: 1 },
  // 1 - 4 phi(2) / (2 Phi(2) - 1)
  { law: "truncated normal", values: truncated, cdf: within2, variance: 0.7737 },
])("entries by position, $law", ({ values, cdf, variance }) => {
  test("have the law's distribution", () => {
    expect(Math.sqrt(COUNT) * ksDistance(values, cdf)).toBeLessThan(1.63);
  });

  test("are uncorrelated along rows, along columns and across the diagonal", () => {
    const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
    const columns = SHAPE[1];
    for (const lag of [1, 2, 3, 4, columns, columns + 1]) {
      let sum = 0;
      for (let i = lag; i < COUNT; i++) sum += (values[i]! - mean) * (values[i - lag]! - mean);
      expect(Math.abs(sum / COUNT / variance)).toBeLessThan(4 / Math.sqrt(COUNT));
    }
  });
});

describe("normals by position", () => {
  test("rise with the uniforms that the same words give", () => {
    const order = Array.from(uniforms.keys()).sort((a, b) => uniforms[a]! - uniforms[b]!);
    for (const values of [normals, truncated]) {
      const falls = order.slice(1).filter((after, i) => {
        const before = order[i]!;
        return uniforms[before]! < uniforms[after]! && values[before]! > values[after]!;
      });
      expect(falls).toEqual([]);
    }
  });

  test("have the law of those drawn by index, cut or not", () => {
    const draw = namedDraw(1, "init", "dense-1/kernel", 0);
    const others = [drawNormal, drawTruncatedNormal].map((fill) => {
      const out = new Float32Array(COUNT);
      fill(draw, out);
      return out;
    });
    const scale = Math.sqrt(COUNT / 2);
    expect(scale * ksDistanceOfTwo(normals, others[0]!)).toBeLessThan(1.63);
    expect(scale * ksDistanceOfTwo(truncated, others[1]!)).toBeLessThan(1.63);
  });

  test("stay within 2 where they are cut, and come near it", () => {
    const largest = truncated.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(2);
    expect(largest).toBeGreaterThan(1.999);
  });
});
