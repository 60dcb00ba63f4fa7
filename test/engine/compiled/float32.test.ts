import { describe, expect, test } from "vitest";
import {
  erf32,
  exp32,
  expMinusOne32,
  logOnePlus32,
  sigmoid32,
  softplus32,
  tanh32,
} from "../../../src/engine/compiled/reference/float32.ts";
import { erf } from "./erf.ts";

// The stated errors were found over all 2^32 numbers; here are some 80,000 of them.

const MIN = 2 ** -126;

interface Case {
  readonly name: string;
  readonly actual: (x: number) => number;
  readonly exact: (x: number) => number;
  readonly ulp: number;
  readonly from: number;
  readonly to: number;
}

const CASES: readonly Case[] = [
  { name: "exp32", actual: exp32, exact: Math.exp, ulp: 1.02, from: -87.3365, to: 88.7228 },
  {
    name: "expMinusOne32",
    actual: expMinusOne32,
    exact: Math.expm1,
    ulp: 1.7,
    from: -1e30,
    to: 64,
  },
  { name: "logOnePlus32", actual: logOnePlus32, exact: Math.log1p, ulp: 1.3, from: 0, to: 1 },
  {
    name: "sigmoid32",
    actual: sigmoid32,
    exact: (x) => 1 / (1 + Math.exp(-x)),
    ulp: 2.5,
    from: -87.3365,
    to: 1e30,
  },
  {
    name: "softplus32",
    actual: softplus32,
    exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    ulp: 2.1,
    from: -87.3365,
    to: 1e30,
  },
  { name: "tanh32", actual: tanh32, exact: Math.tanh, ulp: 1.5, from: -1e30, to: 1e30 },
  { name: "erf32", actual: erf32, exact: erf, ulp: 1.4, from: -1e30, to: 1e30 },
];

describe.each(CASES)("$name", ({ actual, exact, ulp, from, to }) => {
  test("is as near to the exact value as it says", () => {
    const errors = numbersBetween(from, to).map((x) => errorInUlp(actual(x), exact(x)));
    expect(errors.length).toBeGreaterThan(10_000);
    expect(errors.reduce((worst, error) => Math.max(worst, error), 0)).toBeLessThan(ulp);
  });

  test("returns float32 numbers, and NaN for NaN", () => {
    const values = numbersBetween(from, to).map(actual);
    expect(values.every((value) => Object.is(value, Math.fround(value)))).toBe(true);
    expect(actual(Number.NaN)).toBeNaN();
  });
});

test("the ends of the range are the exact limits", () => {
  const limits = (f: (x: number) => number) => [-Infinity, -3e38, 3e38, Infinity].map(f);
  expect(limits(exp32)).toEqual([0, 0, Infinity, Infinity]);
  expect(limits(sigmoid32)).toEqual([0, 0, 1, 1]);
  expect(limits(softplus32)).toEqual([0, 0, Math.fround(3e38), Infinity].map(Math.fround));
  expect(limits(tanh32)).toEqual([-1, -1, 1, 1]);
  expect(limits(erf32)).toEqual([-1, -1, 1, 1]);
  expect([-Infinity, -3e38].map(expMinusOne32)).toEqual([-1, -1]);
});

test("odd functions keep the sign of zero and numbers below 2^-126", () => {
  for (const f of [tanh32, expMinusOne32]) {
    expect([0, -0, 1e-40, -1e-40].map((x) => f(Math.fround(x)))).toEqual(
      [0, f === tanh32 ? -0 : 0, 1e-40, -1e-40].map(Math.fround),
    );
  }
  expect(erf32(-0)).toBe(-0);
  expect(erf32(0)).toBe(0);
});

test("exp32 ends at the largest number whose exponential is finite, and where it is below 2^-126", () => {
  expect(exp32(Math.fround(88.72283172607422))).toBeLessThan(Infinity);
  expect(exp32(Math.fround(88.72283935546875))).toBe(Infinity);
  expect(exp32(Math.fround(-87.33654022216797))).toBeGreaterThanOrEqual(MIN);
  expect(exp32(Math.fround(-87.3365478515625))).toBe(0);
});

/** Numbers of all magnitudes by their bits, and evenly spread ones near zero. */
function numbersBetween(from: number, to: number): number[] {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const numbers: number[] = [];
  for (let i = 0; i < 2 ** 32; i += 104_729) {
    bits[0] = i;
    numbers.push(float[0]!);
  }
  for (let i = -20_000; i <= 20_000; i++) numbers.push(Math.fround(i / 199));
  for (let i = 0; i <= 10_000; i++) numbers.push(Math.fround(i / 9973));
  return numbers.filter((x) => x >= from && x <= to);
}

/** In units of the last place of the exact value, which is at least that of 2^-126. */
function errorInUlp(actual: number, exact: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(exact), MIN)));
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}
