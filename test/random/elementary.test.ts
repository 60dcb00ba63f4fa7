import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cos, log, sin } from "../../src/random/elementary.ts";

// The truth comes from Taylor series in fixed point with 256 bits behind the point; Math's
// functions, which change with V8, serve only where the series would take too long.
const ONE = 1n << 256n;
const TERM_COUNT = 120;

/** A double of at least 2^-148 in size, or 0, in fixed point: nothing is rounded. */
function fixed(x: number): bigint {
  return BigInt(x * 2 ** 200) << 56n;
}

/** The sum of x^k / k! over every `stride`-th k from `first` on, each times the next sign. */
function series(x: bigint, first: number, stride: number, sign: bigint): bigint {
  let term = ONE;
  let sum = 0n;
  for (let k = 0, factor = 1n; k < TERM_COUNT; k++) {
    if (k % stride === first) {
      sum += factor * term;
      factor *= sign;
    }
    term = (term * x) / ONE / BigInt(k + 1);
  }
  return sum;
}

const exactExp = (x: bigint) => series(x, 0, 1, 1n);
const exactSin = (x: bigint) => series(x, 1, 2, -1n);
const exactCos = (x: bigint) => series(x, 0, 2, -1n);

const bits = new DataView(new ArrayBuffer(16));
function ulpDistance(a: number, b: number): number {
  bits.setFloat64(0, a);
  bits.setFloat64(8, b);
  return Math.abs(Number(bits.getBigInt64(0) - bits.getBigInt64(8)));
}

/** An error in fixed point as a multiple of the last bit of `value`. */
function inUlp(error: bigint, value: number): number {
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);
  return Math.abs(Number(error) / Number(ONE)) / ulp;
}

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** On [0, 1), as close together everywhere. */
const unit = fc.maxSafeNat().map((integer) => integer / 2 ** 53);

describe("log", () => {
  test("is within 1 ulp of the truth from 1e-7, the smallest number asked for, to 1", () => {
    const x = fc.oneof(unit, double(1e-7, 1), double(0.7, 1)).filter((x) => x >= 1e-7 && x < 1);
    fc.assert(
      fc.property(x, (x) => {
        // exp(y) / x - 1 is by how much y is above log(x), but for its square.
        const y = log(x);
        const error = (exactExp(fixed(y)) * ONE) / fixed(x) - ONE;
        return inUlp(error, y) < 1;
      }),
      { numRuns: 3000 },
    );
  });

  test("is within 2 ulp of Math.log on (0, 1]", () => {
    const x = double(Number.MIN_VALUE, 1);
    fc.assert(
      fc.property(x, (x) => ulpDistance(log(x), Math.log(x)) <= 2),
      { numRuns: 10_000 },
    );
  });

  test("of 1 is 0", () => expect(log(1)).toBe(0));

  test.each([0, -0.5, 1.0000000000000002, Number.NaN])("refuses %d", (x) => {
    expect(() => log(x)).toThrow(RangeError);
  });
});

describe.each([
  { name: "sin", ours: sin, theirs: Math.sin, exact: exactSin },
  { name: "cos", ours: cos, theirs: Math.cos, exact: exactCos },
])("$name", ({ ours, theirs, exact }) => {
  const offset = fc.constantFrom(0, 2 ** -46, -(2 ** -46), 2 ** -40, 2 ** -30, -(2 ** -30));
  const besideTurn = (turnMax: number) =>
    fc
      .tuple(fc.integer({ min: 1, max: turnMax }), offset)
      .map(([turns, offset]) => turns * (Math.PI / 2) * (1 + offset));

  test("is within 1 ulp of the truth on [0, 2 pi], beside quarter turns as well", () => {
    const x = fc.oneof(
      unit.map((u) => Math.fround(2 * Math.PI * u)),
      unit.map((u) => 2 * Math.PI * u),
      besideTurn(4),
    );
    fc.assert(
      fc.property(x, (x) => x < 1e-9 || inUlp(exact(fixed(x)) - fixed(ours(x)), ours(x)) < 1),
      { numRuns: 3000 },
    );
  });

  test("is within 2 ulp of Math's on [0, 2^19], beside quarter turns as well", () => {
    const x = fc.oneof(
      unit.map((u) => u * 2 ** 19),
      double(0, 2 ** 19),
      besideTurn(333_772),
    );
    fc.assert(
      fc.property(x, (x) => ulpDistance(ours(x), theirs(x)) <= 2),
      { numRuns: 10_000 },
    );
  });

  test.each([-1, 2 ** 19 + 1, Number.NaN])("refuses %d", (x) => {
    expect(() => ours(x)).toThrow(RangeError);
  });
});

test("sin and cos of 0 are 0 and 1", () => expect([sin(0), cos(0)]).toEqual([0, 1]));
