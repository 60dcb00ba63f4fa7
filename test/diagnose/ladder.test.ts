import { describe, expect, test } from "vitest";
import { carrierOf, shareOf } from "../../src/diagnose/ladder.ts";

const step = (difference: number, half: number) => ({
  difference,
  interval: { low: difference - half, high: difference + half, level: 0.95 },
});

describe("the change that carries a gap", () => {
  test("is the largest of those whose interval leaves out zero", () => {
    expect(carrierOf([step(-9, 10), step(2, 1), step(-4, 1)])).toBe(2);
  });

  test("is none where every interval holds zero", () => {
    expect(carrierOf([step(-9, 10), step(2, 3)])).toBeNull();
    expect(carrierOf([{ difference: null, interval: null }])).toBeNull();
  });
});

test("a share is signed, and there is none of no gap", () => {
  expect(shareOf(step(-3, 1), step(-2, 1))).toBe(1.5);
  expect(shareOf(step(1, 1), step(-2, 1))).toBe(-0.5);
  expect(shareOf(step(1, 1), step(0, 1))).toBeNull();
});
