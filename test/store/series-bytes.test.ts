import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  decodeSeries,
  encodeSeries,
  isSameSeries,
  seriesSha256,
} from "../../src/store/series-bytes.ts";

const ODD_NUMBERS = [0, -0, 5e-324, -1e-310, Number.MAX_VALUE, Infinity, -Infinity, NaN];

test("numbers are stored as float64, little-endian", () => {
  expect(encodeSeries(Float64Array.of(1, -2)).toString("hex")).toBe(
    "000000000000f03f00000000000000c0",
  );
});

test("infinities, subnormals, negative zero and not-a-number come back as they went", () => {
  const values = Float64Array.from(ODD_NUMBERS);
  expect(decodeSeries(encodeSeries(values))).toEqual(values);
  expect(Object.is(decodeSeries(encodeSeries(Float64Array.of(-0)))[0], -0)).toBe(true);
});

test("a not-a-number is stored as one pattern, whatever its sign and payload", () => {
  const bits = BigUint64Array.of(0xfff8_dead_beef_0001n, 0x7ff8_0000_0000_0000n);
  const given = new Float64Array(bits.buffer);
  const bytes = encodeSeries(given);
  expect(bytes.toString("hex")).toBe("000000000000f87f".repeat(2));
  expect(bits[0]).toBe(0xfff8_dead_beef_0001n); // what was given stays
});

test("series that an older version stored with other not-a-numbers are the same", () => {
  const older = Buffer.from("000000000000f8ff000000000000f03f", "hex");
  const series = new Map([["loss", older]]);
  const same = new Map([["loss", encodeSeries(Float64Array.of(NaN, 1))]]);
  expect(seriesSha256(series)).not.toBe(seriesSha256(same));
  expect(isSameSeries(series, same)).toBe(true);
  const other = new Map([["loss", encodeSeries(Float64Array.of(NaN, 2))]]);
  expect(isSameSeries(series, other)).toBe(false);
});

test("a view on part of a longer buffer stores that part only", () => {
  const values = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(decodeSeries(encodeSeries(values))).toEqual(Float64Array.of(2, 3));
});

test("what is stored does not change when the values do", () => {
  const values = Float64Array.of(1);
  const bytes = encodeSeries(values);
  values[0] = 2;
  expect(decodeSeries(bytes)).toEqual(Float64Array.of(1));
});

test("bytes from the middle of a buffer are read, aligned or not", () => {
  const bytes = Buffer.concat([Buffer.from([9]), encodeSeries(Float64Array.of(7))]).subarray(1);
  expect(decodeSeries(bytes)).toEqual(Float64Array.of(7));
});

test("the checksum covers names, zero bytes and bytes, in the order of the names", () => {
  const [a, b] = [encodeSeries(Float64Array.of(1)), encodeSeries(Float64Array.of(2))];
  const expected = createHash("sha256");
  for (const part of ["loss", "\0", a, "mae", "\0", b]) expected.update(part);
  const shuffled = new Map([
    ["mae", b],
    ["loss", a],
  ]);
  expect(seriesSha256(shuffled)).toBe(expected.digest("hex"));
});
