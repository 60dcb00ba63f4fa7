import { expect, test } from "vitest";
import { withOneNaN } from "../../src/base/one-nan.ts";

test("float64 not-a-numbers of every pattern get one, and nothing else changes", () => {
  const numbers = [0x7ff0_0000_0000_0000n, 0xfff0_0000_0000_0000n, 0n, 1n << 63n, 1n];
  const odd = [0xfff8_0000_0000_0000n, 0x7ff8_dead_beef_0001n, 0x7ff0_0000_0000_0001n];
  const bits = BigUint64Array.from([...numbers, ...odd]);
  withOneNaN(new Float64Array(bits.buffer));
  expect([...bits]).toEqual([...numbers, ...odd.map(() => 0x7ff8_0000_0000_0000n)]);
});

test("and float32 ones, in the middle of a buffer", () => {
  const bits = Uint32Array.of(0xffc0_0000, 0xff80_0001, 0xff80_0000, 0x8000_0000, 0xffc0_0000);
  const middle = new Float32Array(bits.buffer, 4, 3);
  expect(withOneNaN(middle)).toBe(middle);
  expect([...bits]).toEqual([0xffc0_0000, 0x7fc0_0000, 0xff80_0000, 0x8000_0000, 0xffc0_0000]);
});
